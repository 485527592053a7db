//! The direct-debit mandate.

use super::{characters, required};
use crate::document::Registration;
use crate::settings::Settings;
use crate::tax;
use drehscheibe_sdk::din91379::Kind;
use drehscheibe_sdk::iban::Iban;
use drehscheibe_sdk::{Findings, Json, Submission};

pub fn check(input: &Submission<Json<Registration>>, settings: &Settings, findings: &mut Findings) {
    let Some(sepa) = &input.content.sepa else {
        if settings.sepa_mandat_pflicht && !tax::is_exempt(&input.content, settings) {
            findings.error("HUND-20").at("/sepa").say(
                "Die Gemeinde verlangt ein SEPA-Lastschriftmandat.",
                "The municipality demands a SEPA direct-debit mandate.",
            );
        }
        return;
    };
    required(&sepa.kontoinhaber, "/sepa/kontoinhaber", "Der Kontoinhaber", findings);
    characters(&sepa.kontoinhaber, "/sepa/kontoinhaber", Kind::Text, findings);
    match sepa.iban.parse::<Iban>() {
        Ok(iban) if !iban.is_sepa() => findings.error("HUND-22").at("/sepa/iban").say(
            "Von Konten dieses Landes kann nicht per SEPA-Lastschrift eingezogen werden.",
            "Accounts of this country cannot be debited by SEPA.",
        ),
        Ok(_) => {}
        Err(error) => findings.error("HUND-21").at("/sepa/iban").say(error.german(), error.to_string()),
    }
    if !sepa.mandat_erteilt {
        findings.error("HUND-23").at("/sepa/mandat_erteilt").say(
            "Bankdaten sind angegeben, aber das Lastschriftmandat ist nicht erteilt.",
            "Bank details are given, but the mandate is not.",
        );
    }
}
