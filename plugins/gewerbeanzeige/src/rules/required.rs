//! Fields that must be there: GEW-10.

use super::Facts;
use crate::law::Form::{self, Abmeldung, Anmeldung, Ummeldung};
use drehscheibe_sdk::Findings;

const ALL: &[Form] = &[Anmeldung, Ummeldung, Abmeldung];

/// Key, and the forms in which it must always be there.
const REQUIRED: &[(&str, &[Form])] = &[
    ("familienname", ALL),
    ("vornamen", ALL),
    ("geschlecht", ALL),
    ("geburtsdatum", ALL),
    ("geburtsort", ALL),
    ("staatsangehoerigkeiten", ALL),
    ("anschrift_person", ALL),
    ("anschrift_betriebsstaette", ALL),
    ("taetigkeit", &[Anmeldung, Abmeldung]),
    ("nebenerwerb", &[Anmeldung]),
    ("beginn", &[Anmeldung]),
    ("aenderungsdatum", &[Ummeldung]),
    ("aufgabedatum", &[Abmeldung]),
    ("betriebsart", &[Anmeldung, Abmeldung]),
    ("taetige_personen", ALL),
    ("niederlassung", ALL),
    ("gewerbeform", &[Anmeldung]),
    ("grund", ALL),
    ("datum_der_anzeige", ALL),
];

pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let notice = facts.notice;
    for (key, forms) in REQUIRED {
        if forms.contains(&notice.form) && !notice.has(key) {
            notice.missing(key, "", findings);
        }
    }
    let reasons = notice.reasons();
    let mut needs = |key: &str, why: &str| {
        if !notice.has(key) {
            notice.missing(key, why, findings);
        }
    };
    match notice.form {
        Anmeldung => {
            if reasons.contains(&"verlegung") {
                needs(
                    "anschrift_fruehere_betriebsstaette",
                    "Bei einer Verlegung wird die frühere Betriebsstätte gebraucht, damit sie dort abgemeldet wird (§ 14 Absatz 1 Satz 3 GewO).",
                );
            }
            if reasons.contains(&"uebernahme") {
                needs("frueherer_gewerbetreibender", "Bei einer Übernahme wird angegeben, von wem.");
            }
        }
        Ummeldung => {
            if reasons.contains(&"verlegung") {
                needs(
                    "anschrift_fruehere_betriebsstaette",
                    "Bei einer Verlegung wird die frühere Betriebsstätte angegeben.",
                );
            }
            if reasons.iter().any(|reason| matches!(*reason, "wechsel" | "ausdehnung")) {
                needs(
                    "neue_taetigkeit",
                    "Beim Wechsel oder bei der Ausdehnung des Gegenstandes wird die neue Tätigkeit angegeben.",
                );
            }
            if reasons.contains(&"wechsel") {
                needs(
                    "aufgegebene_taetigkeit",
                    "Beim Wechsel des Gegenstandes wird angegeben, was nicht mehr ausgeübt wird.",
                );
            }
            if reasons.contains(&"namensaenderung") && notice.part_text("grund", "bisheriger_name").is_none() {
                findings
                    .error(crate::form::RULE_MISSING)
                    .at("/felder/grund/bisheriger_name")
                    .say_german("Bei einer Änderung des Namens wird der bisherige Name angegeben.");
            }
        }
        Abmeldung => {
            if reasons.contains(&"verlegung") {
                needs(
                    "anschrift_kuenftige_betriebsstaette",
                    "Bei einer Verlegung wird die künftige Betriebsstätte angegeben.",
                );
            }
            if reasons.contains(&"uebergabe") {
                needs("uebergabe", "Bei einer Übergabe wird ihr Grund angegeben.");
                needs("kuenftiger_gewerbetreibender", "Bei einer Übergabe wird angegeben, an wen.");
            }
        }
    }
}
