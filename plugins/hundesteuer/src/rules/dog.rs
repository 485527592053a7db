//! The dog.

use super::{characters, required};
use crate::document::{Dog, Registration};
use crate::settings::Settings;
use crate::tax;
use drehscheibe_sdk::date::{self, Date};
use drehscheibe_sdk::din91379::Kind;
use drehscheibe_sdk::{Findings, Json, Submission};

const PROOF_TYPES: [&str; 3] = ["application/pdf", "image/jpeg", "image/png"];

pub fn check(input: &Submission<Json<Registration>>, settings: &Settings, findings: &mut Findings) {
    let hund = &input.content.hund;
    required(&hund.name, "/hund/name", "Der Name des Hundes", findings);
    required(&hund.rasse, "/hund/rasse", "Die Rasse", findings);
    characters(&hund.name, "/hund/name", Kind::Text, findings);
    characters(&hund.rasse, "/hund/rasse", Kind::Text, findings);
    chip(hund, findings);
    dates(&input.content, findings);
    deadline(&input.content, settings, findings);
    danger(hund, settings, findings);
    assistance(input, settings, findings);
}

fn chip(hund: &Dog, findings: &mut Findings) {
    match hund.chipnummer.as_deref().map(str::trim) {
        None | Some("") => findings.error("HUND-10").at("/hund/chipnummer").say(
            "Die Chipnummer fehlt. Sie steht im Heimtierausweis.",
            "The chip number is missing. It stands in the pet passport.",
        ),
        Some(number) if number.len() != 15 || !number.bytes().all(|byte| byte.is_ascii_digit()) => {
            findings.error("HUND-11").at("/hund/chipnummer").say(
                "Die Chipnummer hat nicht 15 Ziffern (ISO 11784).",
                "The chip number does not have 15 digits (ISO 11784).",
            );
        }
        Some(_) => {}
    }
}

fn dates(registration: &Registration, findings: &mut Findings) {
    let hund = &registration.hund;
    let today = date::today();
    let mut day = |value: Option<Date>, at: &str, name: &str| match value {
        None => required("", at, name, findings),
        Some(day) if day > today => findings
            .error("HUND-12")
            .at(at)
            .say(format!("{name} liegt in der Zukunft."), "The date lies in the future."),
        Some(_) => {}
    };
    day(hund.geburtsdatum, "/hund/geburtsdatum", "Das Geburtsdatum des Hundes");
    day(hund.anschaffungsdatum, "/hund/anschaffungsdatum", "Das Anschaffungsdatum");
    if let Some(zuzug) = &registration.zuzug {
        day(Some(zuzug.datum), "/zuzug/datum", "Das Datum des Zuzugs");
    }
    if let (Some(born), Some(acquired)) = (hund.geburtsdatum, hund.anschaffungsdatum)
        && acquired < born
    {
        findings.error("HUND-13").at("/hund/anschaffungsdatum").say(
            "Der Hund wurde vor seiner Geburt angeschafft. Eines der beiden Daten ist falsch.",
            "The dog was acquired before its birth.",
        );
    }
}

fn deadline(registration: &Registration, settings: &Settings, findings: &mut Findings) {
    let Some(begins) = tax::duty_begins(registration, settings) else { return };
    let today = date::today();
    if begins > today && tax::came_on(registration).is_some_and(|came| came <= today) {
        findings.information("HUND-14").at("/hund/geburtsdatum").say(
            format!("Der Hund ist noch nicht steuerpflichtig; er wird es am {}.", date::german(begins)),
            format!("The dog is not liable to tax yet; it will be on {begins}."),
        );
        return;
    }
    let last_day = settings.frist_tage.and_then(|days| date::add_days(begins, days));
    if let Some(last_day) = last_day.filter(|last_day| today > *last_day) {
        findings.warning("HUND-15").at("/hund/anschaffungsdatum").say(
            format!(
                "Die Anmeldung kommt {} Tage nach Ablauf der Frist (letzter Tag: {}).",
                date::days_between(last_day, today),
                date::german(last_day)
            ),
            format!("The registration is late: the last day was {last_day}."),
        );
    }
}

fn danger(hund: &Dog, settings: &Settings, findings: &mut Findings) {
    let breed = hund.rasse.trim().to_lowercase();
    let presumed = settings.gefaehrliche_rassen.iter().any(|known| known.trim().to_lowercase() == breed);
    if presumed && !hund.gefaehrlich {
        findings.warning("HUND-16").at("/hund/gefaehrlich").say(
            "Bei dieser Rasse wird die Gefährlichkeit vermutet; der Hund ist aber nicht als gefährlich angemeldet.",
            "This breed is presumed dangerous, but the dog is not registered as dangerous.",
        );
    }
}

fn assistance(input: &Submission<Json<Registration>>, settings: &Settings, findings: &mut Findings) {
    let hund = &input.content.hund;
    if !hund.assistenzhund {
        return;
    }
    if !settings.assistenzhund_befreit {
        findings.information("HUND-17").at("/hund/assistenzhund").say(
            "Die Satzung befreit Assistenzhunde nicht von der Steuer.",
            "The statute does not exempt assistance dogs.",
        );
        return;
    }
    let proof = hund.assistenzhund_nachweis.as_deref().and_then(|id| input.attachment(id));
    match proof {
        None => findings.error("HUND-18").at("/hund/assistenzhund_nachweis").say(
            "Für die Befreiung fehlt der Nachweis, dass der Hund ein Assistenzhund ist. Bitte als Anlage beifügen.",
            "The proof that the dog is an assistance dog is missing.",
        ),
        Some(attachment) if !PROOF_TYPES.contains(&attachment.media_type.as_str()) => {
            findings.error("HUND-19").at("/hund/assistenzhund_nachweis").say(
                "Der Nachweis muss eine PDF-, JPEG- oder PNG-Datei sein.",
                "The proof must be a PDF, JPEG or PNG file.",
            );
        }
        Some(_) => {}
    }
}
