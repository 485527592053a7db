//! The activity and what it needs: GEW-40 to GEW-43.

use super::Facts;
use crate::law::Form;
use crate::notice::pointer;
use drehscheibe_sdk::Findings;

/// The shortest description of an activity, in characters.
const SHORTEST: usize = 8;

/// Descriptions that say nothing of the activity, in lower case.
const TOO_GENERAL: &[&str] = &[
    "handel",
    "handel aller art",
    "handel mit waren aller art",
    "waren aller art",
    "dienstleistung",
    "dienstleistungen",
    "dienstleistungen aller art",
    "beratung",
    "vermittlung",
    "produktion",
    "herstellung",
    "handwerk",
    "gewerbe",
    "selbständig",
    "selbstständig",
    "verschiedenes",
    "sonstiges",
    "diverses",
];

/// Beginnings of words, in lower case, that point to an activity for which the Gewerbeordnung or the
/// Gaststättenrecht wants a licence, and where that stands.
const NEEDS_LICENCE: &[(&str, &str)] = &[
    ("bewachung", "§ 34a GewO"),
    ("sicherheitsdienst", "§ 34a GewO"),
    ("pfandleih", "§ 34 GewO"),
    ("spielhalle", "§ 33i GewO"),
    ("versteiger", "§ 34b GewO"),
    ("auktion", "§ 34b GewO"),
    ("immobilienmakler", "§ 34c GewO"),
    ("hausverwaltung", "§ 34c GewO"),
    ("wohnimmobilienverwalt", "§ 34c GewO"),
    ("bauträger", "§ 34c GewO"),
    ("darlehensvermittl", "§ 34c GewO"),
    ("versicherungsvermittl", "§ 34d GewO"),
    ("versicherungsmakler", "§ 34d GewO"),
    ("finanzanlagenvermittl", "§ 34f GewO"),
];

pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let notice = facts.notice;
    let keys: &[&str] = match notice.form {
        Form::Anmeldung => &["taetigkeit"],
        Form::Ummeldung => &["neue_taetigkeit"],
        // What was registered once is not judged when it ends.
        Form::Abmeldung => &[],
    };
    for key in keys {
        let Some(text) = notice.text(key) else { continue };
        let lower = text.to_lowercase();
        let plain = lower.trim_matches(|c: char| !c.is_alphanumeric());
        if TOO_GENERAL.contains(&plain) || plain.chars().count() < SHORTEST {
            findings.error("GEW-40").at(pointer(key)).say_german(
                "Die Tätigkeit ist zu allgemein beschrieben. Bitte genau angeben, womit gehandelt, was hergestellt oder welche Leistung erbracht wird.",
            );
        }
        let licensed = notice.part("erlaubnis", "vorhanden").and_then(|value| value.as_bool()) == Some(true);
        let mut bases: Vec<_> =
            NEEDS_LICENCE.iter().filter(|(word, _)| starts_word(&lower, word)).map(|(_, basis)| *basis).collect();
        bases.sort_unstable();
        bases.dedup();
        if !licensed && !bases.is_empty() {
            findings.warning("GEW-41").at(pointer("erlaubnis")).say_german(format!(
                "Für diese Tätigkeit kann eine Erlaubnis nötig sein ({}); es ist keine angegeben.",
                bases.join(", ")
            ));
        }
    }
    let craft = notice.list("betriebsart").contains(&"handwerk");
    let card = notice.part("handwerkskarte", "vorhanden").and_then(|value| value.as_bool());
    if notice.form == Form::Anmeldung && craft && card != Some(true) {
        findings.warning("GEW-42").at(pointer("handwerkskarte")).say_german(
            "Bei einem Handwerk wird die Handwerkskarte gebraucht, wenn es zulassungspflichtig ist (§§ 1, 10 HwO).",
        );
    }
    for key in ["erlaubnis", "handwerkskarte", "aufenthaltstitel"] {
        let there = notice.part(key, "vorhanden").and_then(|value| value.as_bool()) == Some(true);
        if there && (notice.part(key, "datum").is_none() || notice.part(key, "behoerde").is_none()) {
            findings
                .error("GEW-43")
                .at(pointer(key))
                .say_german("Zu dem Nachweis gehören Ausstellungsdatum und ausstellende Stelle.");
        }
    }
}

/// Whether a word of the text begins so.
fn starts_word(text: &str, beginning: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(beginning))
}
