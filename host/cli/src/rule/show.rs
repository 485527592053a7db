//! The four levels of a check, on a terminal.

use super::run::Shown;
use crate::commands::output::{BAD, DIM, GOOD, HEAD, NOTE};
use drehscheibe_model::call::World;
use drehscheibe_model::finding::{Location, Severity};

/// Shows what came of a document, for people.
pub fn show(result: &Shown, world: World) {
    anstream::println!("{HEAD}{}{HEAD:#}  {DIM}{:.1} ms{DIM:#}", result.document, result.cpu_ms);
    if world == World::Validator && matches!(result.outcome.as_str(), "ok" | "rejected") {
        let mut passed = true;
        for (number, (name, code)) in LEVELS.iter().enumerate() {
            let here: Vec<_> = result.findings.iter().filter(|finding| finding.reason_code == *code).collect();
            let count = |severity| here.iter().filter(|finding| finding.severity == severity).count();
            let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
            let label = format!("  {} {name:<18}", number + 1);
            match (passed, errors, warnings) {
                (false, ..) => anstream::println!("{label}{DIM}nicht geprüft{DIM:#}"),
                (true, 0, 0) => anstream::println!("{label}{GOOD}erfüllt{GOOD:#}"),
                (true, 0, warnings) => anstream::println!("{label}{GOOD}erfüllt{GOOD:#}, {}", several(warnings)),
                (true, errors, 0) => anstream::println!("{label}{BAD}{errors} Fehler{BAD:#}"),
                (true, errors, warnings) => {
                    anstream::println!("{label}{BAD}{errors} Fehler{BAD:#}, {}", several(warnings));
                }
            }
            passed &= errors == 0;
        }
    }
    let label = "  4 Ergebnis          ";
    match result.outcome.as_str() {
        "ok" => anstream::println!("{label}{GOOD}angenommen{GOOD:#}"),
        "rejected" => anstream::println!("{label}{BAD}abgewiesen{BAD:#}"),
        other => anstream::println!("{label}{BAD}{other}{BAD:#}"),
    }
    if let Some(text) = &result.text {
        anstream::println!("    {text}");
    }
    for finding in &result.findings {
        let (colour, word) = match finding.severity {
            Severity::Error => (BAD, "Fehler"),
            Severity::Warning => (NOTE, "Warnung"),
            Severity::Information => (DIM, "Hinweis"),
        };
        let text = finding.texts.get("de").map_or("", String::as_str);
        anstream::println!("    {colour}{word}{colour:#} {}  {text}", finding.rule_id);
        if let Some(Location::Xpath(path) | Location::JsonPointer(path)) = &finding.location {
            anstream::println!("      {DIM}{path}{DIM:#}");
        }
    }
    for made in &result.outputs {
        anstream::println!("    {} -> {}", made.recipient, made.path.display());
    }
}

/// The levels of a report and the reason codes of their findings; the fourth is the verdict.
const LEVELS: [(&str, &str); 3] = [("Wohlgeformtheit", "X000"), ("Schema", "X001"), ("Geschäftsregeln", "X002")];

fn several(warnings: usize) -> String {
    if warnings == 1 { "1 Warnung".into() } else { format!("{warnings} Warnungen") }
}
