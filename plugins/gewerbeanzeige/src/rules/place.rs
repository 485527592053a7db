//! Places: GEW-60 to GEW-63.

use super::Facts;
use crate::law::Form;
use crate::notice::pointer;
use drehscheibe_sdk::{Findings, reason};

const ADDRESSES: &[&str] = &[
    "anschrift_person",
    "anschrift_betriebsstaette",
    "anschrift_hauptniederlassung",
    "anschrift_fruehere_betriebsstaette",
    "anschrift_kuenftige_betriebsstaette",
];

pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (notice, here) = (facts.notice, facts.settings.ags.as_str());
    for key in ADDRESSES {
        let abroad = notice.part_text(key, "land").is_some_and(|country| country != "DEU");
        let wrong = |plz: &str| plz.len() != 5 || !plz.bytes().all(|byte| byte.is_ascii_digit());
        if !abroad && notice.part_text(key, "plz").is_some_and(wrong) {
            findings
                .error("GEW-60")
                .at(format!("{}/plz", pointer(key)))
                .say_german("Eine deutsche Postleitzahl hat fünf Ziffern.");
        }
    }
    if let Some(ags) = notice.part_text("anschrift_betriebsstaette", "ags")
        && ags != here
    {
        findings
            .error("GEW-61")
            .at(format!("{}/ags", pointer("anschrift_betriebsstaette")))
            .reason(reason::MISROUTED)
            .say_german("Die Betriebsstätte liegt in einer anderen Gemeinde. Zuständig ist die Behörde dort.");
    }
    if matches!(notice.text("niederlassung"), Some("zweigniederlassung" | "zweigstelle"))
        && !notice.has("anschrift_hauptniederlassung")
    {
        notice.missing(
            "anschrift_hauptniederlassung",
            "Bei einer Zweigniederlassung oder Zweigstelle wird die Hauptniederlassung angegeben.",
            findings,
        );
    }
    if !notice.reasons().contains(&"verlegung") {
        return;
    }
    let (key, same_district) = match notice.form {
        Form::Anmeldung => ("anschrift_fruehere_betriebsstaette", false),
        Form::Ummeldung => ("anschrift_fruehere_betriebsstaette", true),
        Form::Abmeldung => ("anschrift_kuenftige_betriebsstaette", false),
    };
    let Some(other) = notice.part_text(key, "ags") else {
        if notice.form == Form::Anmeldung && notice.has(key) {
            findings.warning("GEW-63").at(format!("{}/ags", pointer(key))).say_german(
                "Ohne den Amtlichen Gemeindeschlüssel der früheren Betriebsstätte ist die Behörde für die Abmeldung von Hand zu bestimmen.",
            );
        }
        return;
    };
    if (other == here) != same_district {
        let text = match notice.form {
            Form::Anmeldung => {
                "Die frühere Betriebsstätte liegt im selben Meldebezirk: Das ist eine Ummeldung (GewA 2)."
            }
            Form::Ummeldung => {
                "Die frühere Betriebsstätte liegt in einem anderen Meldebezirk: Das ist eine Anmeldung (GewA 1)."
            }
            Form::Abmeldung => {
                "Die künftige Betriebsstätte liegt im selben Meldebezirk: Das ist eine Ummeldung (GewA 2)."
            }
        };
        findings.error("GEW-62").at(format!("{}/ags", pointer(key))).say_german(text);
    }
}
