//! What the machine of activations notes down, in German. What people wrote themselves stays as it is.

use crate::portal::{format, texts as t};
use drehscheibe_model::activation::ShadowDifference;
use drehscheibe_model::ids::SourceId;
use jiff::civil::Date;

/// A note in the history of an activation.
pub(super) fn note(note: &str, name: impl Fn(&SourceId) -> String) -> String {
    let whole = match note {
        "changed" => Some(t::told::CHANGED),
        "green function test" => Some(t::told::GREEN),
        "red function test" => Some(t::told::RED),
        "the day has come" => Some(t::told::DAY),
        "the window has ended" => Some(t::told::WINDOW),
        "rolled back" => Some(t::told::ROLLED_BACK),
        "shadow run begins" => Some(t::told::SHADOW_BEGINS),
        "shadow run ends" => Some(t::told::SHADOW_ENDS),
        _ => None,
    };
    if let Some(whole) = whole {
        return whole.to_owned();
    }
    let number = |text: &str| text.parse::<u64>().ok().map(|number| number.to_string());
    let between = |before: &str, after: &str| note.strip_prefix(before)?.strip_suffix(after);
    if let Some(number) = between("activation ", " is the pilot now").and_then(number) {
        return t::fill(t::told::OTHER_PILOT, &[("nummer", &number)]);
    }
    if let Some(number) = between("activation ", " is the shadow now").and_then(number) {
        return t::fill(t::told::OTHER_SHADOW, &[("nummer", &number)]);
    }
    if let Some(number) = between("by activation ", "").and_then(number) {
        return t::fill(t::told::REPLACED_BY, &[("nummer", &number)]);
    }
    if let Some(day) = between("goes live on ", "").and_then(|day| day.parse::<Date>().ok()) {
        return t::fill(t::told::GOES_LIVE, &[("tag", &format::date(day))]);
    }
    match between("for ", "") {
        Some(sources) => {
            let named =
                sources.split(", ").map(|one| SourceId::new(one).map_or_else(|_| one.to_owned(), |id| name(&id)));
            t::fill(t::told::FOR_SOURCES, &[("absender", &named.collect::<Vec<_>>().join(", "))])
        }
        None => note.to_owned(),
    }
}

/// How what a rule in the background says differs.
pub(super) fn difference(difference: &ShadowDifference) -> String {
    match difference {
        ShadowDifference::OnlyCurrent { rule_id, reason_code } => {
            t::fill(t::told::ONLY_CURRENT, &[("regel", rule_id), ("grund", reason_code)])
        }
        ShadowDifference::OnlyNext { rule_id, reason_code } => {
            t::fill(t::told::ONLY_NEXT, &[("regel", rule_id), ("grund", reason_code)])
        }
        ShadowDifference::OtherOutput { recipient } => t::fill(t::told::OTHER_OUTPUT, &[("rolle", recipient.as_str())]),
        ShadowDifference::Recipient { recipient, next } => {
            let text = if *next { t::told::MORE_RECIPIENT } else { t::told::LESS_RECIPIENT };
            t::fill(text, &[("rolle", recipient.as_str())])
        }
        ShadowDifference::NoResult { outcome } => t::fill(t::told::NO_RESULT, &[("was", outcome)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_notes_is_german_and_what_people_wrote_is_theirs() {
        for (noted, shown) in [
            ("green function test", "Funktionsprüfung bestanden"),
            ("activation 12 is the pilot now", "Freischaltung 12 ist jetzt im Pilotbetrieb"),
            ("by activation 7", "durch Freischaltung 7"),
            ("goes live on 2027-01-01", "wird eingeschaltet am 01.01.2027"),
            ("for amt24, portal", "für Absender Amt24, portal"),
            ("for me", "für Absender me"),
            ("Satzung ist geändert", "Satzung ist geändert"),
            ("goes live on Tuesday", "goes live on Tuesday"),
            ("", ""),
        ] {
            let name = |id: &SourceId| if id.as_str() == "amt24" { "Amt24".to_owned() } else { id.to_string() };
            assert_eq!(note(noted, name), shown);
        }
    }
}
