//! The rules, one file for each part of the form. Their ids stand in the test plan.

mod dog;
mod holder;
mod payment;

use crate::document::Registration;
use crate::settings::Settings;
use drehscheibe_sdk::din91379::{self, Kind};
use drehscheibe_sdk::{Findings, Json, Submission};

/// Adds all findings.
pub fn check(input: &Submission<Json<Registration>>, settings: &Settings, findings: &mut Findings) {
    holder::check(input, settings, findings);
    dog::check(input, settings, findings);
    payment::check(input, settings, findings);
}

/// HUND-01: a field that must be filled. `name` with its article, as in "Der Nachname".
fn required(value: &str, at: &str, name: &str, findings: &mut Findings) {
    if value.trim().is_empty() {
        findings
            .error("HUND-01")
            .at(at)
            .say(format!("{name} fehlt. Bitte ergänzen."), format!("A required field is empty: {at}"));
    }
}

/// HUND-02: characters that no register can hold.
fn characters(value: &str, at: &str, kind: Kind, findings: &mut Findings) {
    if let Some((_, character)) = din91379::first_foreign(value, kind) {
        let code = u32::from(character);
        findings.error("HUND-02").at(at).say(
            format!("Ein Zeichen (U+{code:04X}) ist nach DIN 91379 hier nicht erlaubt. Bitte anders schreiben."),
            format!("A character (U+{code:04X}) is not allowed here by DIN 91379."),
        );
    }
}
