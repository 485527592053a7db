//! The six steps as decisions without side effects.
//!
//! [`process::Processing`] takes a message through recognition, resolution, validation and
//! transformation; [`deliver`] decides what becomes of each delivery; [`intervene`] is what people
//! may do. Each asks for what it needs and ends in a [`Decision`], which the store carries out in one
//! transaction. A crash between two decisions therefore repeats a step, and never half of it.

pub mod deliver;
pub mod document;
pub mod intervene;
mod plan;
pub mod process;
mod recognise;
mod resolve;

use crate::work::{JobOutcome, Transition};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What is to be committed.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub outcome: JobOutcome,
    pub transition: Transition,
}

/// Chance and time, given from outside so that a decision stays a pure function.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub now: Timestamp,
    /// Uniform in [0, 1).
    pub jitter: f64,
}

/// The instant at which a day begins in Germany.
pub fn german_midnight(day: Date) -> Option<Timestamp> {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    day.to_zoned(zone).ok().map(|begin| begin.timestamp())
}

/// The day on which an instant falls in Germany. Validity dates are German days.
pub fn german_day(at: Timestamp) -> Date {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).date()
}
