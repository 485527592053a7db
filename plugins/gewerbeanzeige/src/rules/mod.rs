//! What a notice must fulfil. Each file is one matter; all findings are reported at once.

mod activity;
mod dates;
mod persons;
mod place;
mod register;
mod required;

use crate::notice::Notice;
use crate::settings::Settings;
use drehscheibe_sdk::Findings;
use drehscheibe_sdk::date::Date;

/// What rules look at.
#[derive(Debug)]
pub struct Facts<'a> {
    pub notice: &'a Notice<'a>,
    /// Day of first receipt in Berlin.
    pub today: Date,
    pub settings: &'a Settings,
}

/// Applies all rules.
pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    required::check(facts, findings);
    dates::check(facts, findings);
    register::check(facts, findings);
    activity::check(facts, findings);
    persons::check(facts, findings);
    place::check(facts, findings);
}

#[cfg(test)]
mod tests;
