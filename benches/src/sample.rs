//! The document that travels: a dog tax registration of 2 KB, as a portal sends it, with what portals
//! add to what was asked for.

use serde_json::json;

/// Settings of the plugin `hundesteuer`, of a real municipality.
pub const SETTINGS: &str = include_str!("../../plugins/hundesteuer/settings/pirna.json");

/// When it was received: within the deadline, so that there is nothing to find.
pub const RECEIVED: &str = "2026-02-20T09:15:00+01:00";

/// The JSON document, 2,048 bytes long; `number` makes it differ from others.
pub fn document(number: u64) -> Vec<u8> {
    let mut document = json!({
        "halter": {
            "vorname": "Erika", "nachname": "Mustermann", "geburtsdatum": "1985-07-14",
            "email": "erika.mustermann@example.org", "telefon": "+49 351 23125 000"
        },
        "anschrift": { "strasse": "Rathausstraße", "hausnummer": "1a", "plz": "01234", "ort": "Musterstadt" },
        "hund": {
            "name": "Bello", "rasse": "Labrador Retriever", "geburtsdatum": "2023-05-04",
            "anschaffungsdatum": "2026-02-10", "chipnummer": "276098106123456",
            "gefaehrlich": false, "assistenzhund": false
        },
        "weitere_hunde": 0,
        "vorbesitz": { "name": "Tierheim Musterstadt e. V.", "ort": "Musterstadt" },
        "sepa": { "kontoinhaber": "Erika Mustermann", "iban": "DE89370400440532013000", "mandat_erteilt": true },
        "formular": {
            "kennung": "hundesteuer-anmeldung", "stand": "2026-01", "sprache": "de", "vorgang": number.to_string(),
            "schritte": [
                { "name": "Angaben zur Person", "abgeschlossen": true, "dauer_sekunden": 61 },
                { "name": "Angaben zum Hund", "abgeschlossen": true, "dauer_sekunden": 94 },
                { "name": "Zahlungsweg", "abgeschlossen": true, "dauer_sekunden": 38 },
                { "name": "Zusammenfassung", "abgeschlossen": true, "dauer_sekunden": 20 }
            ],
            "hinweise_gelesen": ["Datenschutz", "Gebühren", "Leinenpflicht", "Kennzeichnung"],
            "bemerkung": ""
        }
    });
    let missing = 2_048_usize.saturating_sub(document.to_string().len());
    let remark = "Der Hund wird tagsüber von den Großeltern betreut. ".chars().cycle();
    let mut text = String::new();
    for letter in remark {
        if text.len() + letter.len_utf8() > missing {
            break;
        }
        text.push(letter);
    }
    while text.len() < missing {
        text.push('.');
    }
    if let Some(place) = document.pointer_mut("/formular/bemerkung") {
        *place = text.into();
    }
    document.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_has_two_kilobytes() {
        for number in [0, 7, 123_456] {
            assert_eq!(super::document(number).len(), 2_048);
        }
    }
}
