//! Dates that cannot be: GEW-20 to GEW-24.

use super::Facts;
use crate::form;
use crate::law::Form;
use crate::notice::pointer;
use drehscheibe_sdk::Findings;
use drehscheibe_sdk::date::{add_days, add_months};

/// Years that a person may be old.
const OLDEST: i32 = 120;

pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (notice, today) = (facts.notice, facts.today);
    let born = notice.date("geburtsdatum");
    if born.is_some_and(|born| born > today) {
        findings.error("GEW-20").at(pointer("geburtsdatum")).say_german("Das Geburtsdatum liegt in der Zukunft.");
    }
    if born.and_then(|born| add_months(born, OLDEST * 12)).is_some_and(|limit| limit < today) {
        let text = format!("Das Geburtsdatum liegt mehr als {OLDEST} Jahre zurück.");
        findings.error("GEW-20").at(pointer("geburtsdatum")).say_german(text);
    }
    if notice.date("datum_der_anzeige").is_some_and(|signed| signed > today) {
        findings
            .error("GEW-21")
            .at(pointer("datum_der_anzeige"))
            .say_german("Das Datum der Anzeige liegt in der Zukunft.");
    }
    let (key, effective) = notice.effective();
    if let Some(effective) = effective {
        if born.is_some_and(|born| effective < born) {
            findings.error("GEW-22").at(pointer(key)).say_german("Dieses Datum liegt vor der Geburt.");
        }
        let ahead = add_days(today, i32::from(facts.settings.vorlauf_tage));
        if ahead.is_some_and(|limit| effective > limit) {
            findings.warning("GEW-23").at(pointer(key)).say_german(format!(
                "Dieses Datum liegt mehr als {} Tage in der Zukunft. Anzuzeigen ist gleichzeitig mit dem Ereignis (§ 14 Absatz 1 GewO).",
                facts.settings.vorlauf_tage
            ));
        }
        if add_months(today, -1).is_some_and(|limit| effective < limit) {
            findings.warning("GEW-24").at(pointer(key)).say_german(
                "Dieses Datum liegt mehr als einen Monat zurück. Die Anzeige ist verspätet (§ 14 Absatz 1, § 146 Absatz 2 Nummer 2 GewO).",
            );
        }
    }
    for key in ["erlaubnis", "handwerkskarte", "aufenthaltstitel"] {
        let issued = notice.part_text(key, "datum").and_then(|text| text.parse().ok());
        if form::field(notice.form, key).is_some() && issued.is_some_and(|issued| today < issued) {
            findings
                .error("GEW-25")
                .at(format!("{}/datum", pointer(key)))
                .say_german("Das Ausstellungsdatum liegt in der Zukunft.");
        }
    }
    if notice.form == Form::Abmeldung
        && let (Some(ended), Some(signed)) = (effective, notice.date("datum_der_anzeige"))
        && notice.text("grund") == Some("aufgabe")
        && ended > signed
        && add_months(signed, 3).is_some_and(|limit| ended > limit)
    {
        findings
            .warning("GEW-26")
            .at(pointer(key))
            .say_german("Die Aufgabe liegt mehr als drei Monate nach der Anzeige; steht sie schon eindeutig fest?");
    }
}
