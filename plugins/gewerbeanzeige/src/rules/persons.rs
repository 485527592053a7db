//! Minors and foreigners: GEW-50 to GEW-52.

use super::Facts;
use crate::law::Form;
use crate::notice::pointer;
use drehscheibe_sdk::Findings;
use drehscheibe_sdk::date::age_in_years;

/// Nationals of these states need no residence title to work on their own account (FreizügG/EU § 2
/// Absatz 2, § 12; agreement EU-Switzerland).
const FREE_TO_WORK: &[&str] = &[
    "AUT", "BEL", "BGR", "CHE", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV", "HUN", "IRL",
    "ISL", "ITA", "LIE", "LTU", "LUX", "LVA", "MLT", "NLD", "NOR", "POL", "PRT", "ROU", "SVK", "SVN", "SWE",
];

pub fn check(facts: &Facts<'_>, findings: &mut Findings) {
    minors(facts, findings);
    foreigners(facts, findings);
}

/// BGB § 112: a minor runs a business independently only with the consent of the legal
/// representatives and the approval of the family court.
fn minors(facts: &Facts<'_>, findings: &mut Findings) {
    let notice = facts.notice;
    let Some(born) = notice.date("geburtsdatum").filter(|born| *born <= facts.today) else { return };
    let on = notice.effective().1.filter(|day| *day > born).unwrap_or(facts.today);
    let minor = age_in_years(born, on) < 18;
    // A company acts through its representatives; the owner is then a legal person.
    let sole = matches!(notice.legal_form(), "einzelunternehmen" | "ek" | "gbr");
    match notice.minor() {
        None if minor && sole && notice.form != Form::Abmeldung => findings.error("GEW-50").at("/minderjaehrig").say_german(
            "Die oder der Gewerbetreibende ist minderjährig. Es fehlen die gesetzlichen Vertreter und die Genehmigung des Familiengerichts (§ 112 BGB).",
        ),
        Some(said) if minor && sole && notice.form != Form::Abmeldung && !said.contains_key("genehmigung") => {
            findings
                .error("GEW-50")
                .at("/minderjaehrig/genehmigung")
                .say_german("Es fehlt die Genehmigung des Familiengerichts (§ 112 BGB).");
        }
        Some(_) if !minor => findings
            .warning("GEW-51")
            .at("/minderjaehrig")
            .say_german("Nach dem Geburtsdatum ist die Person volljährig; diese Angaben sind nicht nötig."),
        _ => {}
    }
}

fn foreigners(facts: &Facts<'_>, findings: &mut Findings) {
    let notice = facts.notice;
    if notice.form == Form::Abmeldung {
        return;
    }
    let nationalities = notice.list("staatsangehoerigkeiten");
    let free = nationalities.iter().any(|country| FREE_TO_WORK.contains(country));
    let title = notice.part("aufenthaltstitel", "vorhanden").and_then(|value| value.as_bool());
    if !nationalities.is_empty() && !free && title != Some(true) {
        findings.error("GEW-52").at(pointer("aufenthaltstitel")).say_german(
            "Für eine selbständige Tätigkeit wird ein Aufenthaltstitel gebraucht (§ 4a AufenthG); es ist keiner angegeben.",
        );
    }
}
