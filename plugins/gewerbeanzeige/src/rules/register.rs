//! Legal form against register entry: GEW-30 to GEW-33.

use super::Facts;
use crate::notice::pointer;
use drehscheibe_sdk::Findings;

/// Legal forms that must be registered, and where.
const REGISTERED: &[(&str, &[&str])] = &[
    ("ek", &["HRA"]),
    ("egbr", &["GsR"]),
    ("ohg", &["HRA"]),
    ("kg", &["HRA"]),
    ("gmbh-co-kg", &["HRA"]),
    ("gmbh", &["HRB"]),
    ("ug", &["HRB"]),
    ("ag", &["HRB"]),
    ("se", &["HRB"]),
    ("eg", &["GnR"]),
    ("ev", &["VR"]),
];

/// Legal forms without a register.
const UNREGISTERED: &[&str] = &["einzelunternehmen", "gbr"];

/// Legal forms that act through representatives or managing partners.
const WITH_REPRESENTATIVES: &[&str] =
    &["gbr", "egbr", "ohg", "kg", "gmbh-co-kg", "gmbh", "ug", "ag", "se", "eg", "ev", "stiftung"];

pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let notice = facts.notice;
    let legal_form = notice.legal_form();
    let founding = notice.part("registername", "in_gruendung").and_then(|value| value.as_bool()).unwrap_or(false);
    let entry = notice.has("registereintrag");
    let register = notice.part_text("registereintrag", "register");
    if let Some((_, registers)) = REGISTERED.iter().find(|(form, _)| *form == legal_form) {
        if !entry && !founding {
            findings.error("GEW-30").at(pointer("registereintrag")).say_german(
                "Diese Rechtsform wird in ein Register eingetragen: Ort und Nummer des Eintrags fehlen (oder die Angabe „in Gründung“).",
            );
        }
        if !entry && founding {
            findings.warning("GEW-31").at(pointer("registereintrag")).say_german(
                "Der Betrieb ist in Gründung. Der Registereintrag ist nachzureichen; es werden Gründungsvertrag und Vollmacht gebraucht.",
            );
        }
        if register.is_some_and(|register| !registers.contains(&register)) {
            findings
                .error("GEW-32")
                .at(format!("{}/register", pointer("registereintrag")))
                .say_german(format!("Diese Rechtsform steht in einem anderen Register ({}).", registers.join(", ")));
        }
        if notice.part_text("registername", "name").is_none() {
            findings
                .error("GEW-30")
                .at(format!("{}/name", pointer("registername")))
                .say_german("Bei dieser Rechtsform wird der eingetragene Name angegeben.");
        }
    }
    if UNREGISTERED.contains(&legal_form) && entry {
        findings.error("GEW-32").at(pointer("registereintrag")).say_german(
            "Diese Rechtsform wird in kein Register eingetragen. Bitte Rechtsform oder Registereintrag berichtigen.",
        );
    }
    if let Some(number) = notice.part_text("registereintrag", "nummer")
        && !number.bytes().any(|byte| byte.is_ascii_digit())
    {
        findings
            .error("GEW-33")
            .at(format!("{}/nummer", pointer("registereintrag")))
            .say_german("Die Nummer des Registereintrags enthält keine Ziffer.");
    }
    let representatives = notice.value("zahl_vertreter").and_then(|value| value.as_u64());
    if WITH_REPRESENTATIVES.contains(&legal_form) && !notice.has("zahl_vertreter") {
        notice.missing(
            "zahl_vertreter",
            "Bei Gesellschaften und juristischen Personen wird die Zahl der geschäftsführenden Gesellschafter oder gesetzlichen Vertreter angegeben.",
            findings,
        );
    }
    if WITH_REPRESENTATIVES.contains(&legal_form) && representatives == Some(0) {
        findings
            .error("GEW-34")
            .at(pointer("zahl_vertreter"))
            .say_german("Diese Rechtsform hat mindestens eine Person, die sie vertritt.");
    }
    if matches!(legal_form, "gbr" | "egbr" | "ohg") && representatives == Some(1) && !founding {
        findings.warning("GEW-34").at(pointer("zahl_vertreter")).say_german(
            "Diese Gesellschaft hat mindestens zwei Gesellschafter. Bitte prüfen, ob nur eine Person die Geschäfte führt.",
        );
    }
}
