//! Who holds the dog, and where.

use super::{characters, required};
use crate::document::Registration;
use crate::settings::Settings;
use drehscheibe_sdk::din91379::Kind;
use drehscheibe_sdk::{Findings, Json, Submission, date, reason};

pub fn check(input: &Submission<Json<Registration>>, settings: &Settings, findings: &mut Findings) {
    let (halter, anschrift) = (&input.content.halter, &input.content.anschrift);
    required(&halter.nachname, "/halter/nachname", "Der Nachname", findings);
    required(&halter.vorname, "/halter/vorname", "Der Vorname", findings);
    required(&anschrift.strasse, "/anschrift/strasse", "Die Straße", findings);
    required(&anschrift.hausnummer, "/anschrift/hausnummer", "Die Hausnummer", findings);
    required(&anschrift.ort, "/anschrift/ort", "Der Ort", findings);
    characters(&halter.nachname, "/halter/nachname", Kind::Name, findings);
    characters(&halter.vorname, "/halter/vorname", Kind::Name, findings);
    characters(&anschrift.strasse, "/anschrift/strasse", Kind::Text, findings);
    characters(&anschrift.ort, "/anschrift/ort", Kind::Text, findings);

    if anschrift.plz.len() != 5 || !anschrift.plz.bytes().all(|byte| byte.is_ascii_digit()) {
        findings
            .error("HUND-03")
            .at("/anschrift/plz")
            .say("Die Postleitzahl hat nicht fünf Ziffern.", "The postal code does not have five digits.");
    }
    let elsewhere = match (&anschrift.ags, input.area.ags()) {
        (Some(claimed), Some(ours)) => *claimed != ours,
        _ => false,
    };
    if elsewhere {
        findings.error("HUND-04").at("/anschrift/ags").reason(reason::MISROUTED).say(
            "Die Anschrift liegt in einer anderen Gemeinde. Bitte den Hund dort anmelden.",
            "The address lies in another municipality.",
        );
    }
    if halter.geburtsdatum.is_some_and(|born| born > date::today()) {
        findings
            .error("HUND-05")
            .at("/halter/geburtsdatum")
            .say("Das Geburtsdatum liegt in der Zukunft.", "The date of birth lies in the future.");
    }
    for (value, at) in [(&halter.nachname, "/halter/nachname"), (&halter.vorname, "/halter/vorname")] {
        if !settings.zeichensatz.has(value) {
            findings.information("HUND-06").at(at).say(
                "Das Steuerverfahren kennt nicht alle Buchstaben dieses Namens; sie werden ohne Zusätze übergeben.",
                "The tax application does not know all letters of this name; they are passed without marks.",
            );
        }
    }
}
