//! When the duty begins, and what a year costs.

use crate::document::Registration;
use crate::settings::{Begin, Settings};
use drehscheibe_sdk::date::{self, Date};

/// The day on which the dog came into the municipality's household: acquired, or moved in with it.
pub fn came_on(registration: &Registration) -> Option<Date> {
    registration.zuzug.as_ref().map(|zuzug| zuzug.datum).or(registration.hund.anschaffungsdatum)
}

/// The day on which the duty to register begins: the dog is there and old enough.
pub fn duty_begins(registration: &Registration, settings: &Settings) -> Option<Date> {
    let came = came_on(registration)?;
    let old_enough = date::add_months(registration.hund.geburtsdatum?, settings.mindestalter_monate)?;
    Some(came.max(old_enough))
}

/// The first day for which tax is due.
pub fn tax_begins(registration: &Registration, settings: &Settings) -> Option<Date> {
    let begins = duty_begins(registration, settings)?;
    let month = Date::new(begins.year(), begins.month(), 1)?;
    match settings.steuerbeginn {
        Begin::Monat => Some(month),
        Begin::Folgemonat => date::add_months(month, 1),
    }
}

/// Whether the municipality frees the dog from tax.
pub fn is_exempt(registration: &Registration, settings: &Settings) -> bool {
    registration.hund.assistenzhund && settings.assistenzhund_befreit
}

/// Cents a year for this dog; none if the settings have no rate for it.
pub fn yearly_cents(registration: &Registration, settings: &Settings) -> Option<u32> {
    if is_exempt(registration, settings) {
        return Some(0);
    }
    let rates = settings.saetze_cent.as_ref()?;
    match (registration.hund.gefaehrlich, registration.weitere_hunde) {
        (true, 0) => rates.gefaehrlicher_hund,
        (true, _) => rates.weiterer_gefaehrlicher_hund.or(rates.gefaehrlicher_hund),
        (false, 0) => Some(rates.erster_hund),
        (false, 1) => Some(rates.zweiter_hund),
        (false, _) => rates.weiterer_hund.or(Some(rates.zweiter_hund)),
    }
}
