//! The report for people: one page that needs nothing else, in German.

use super::{Certification, Mutation};
use crate::report::{CaseReport, Sign};
use std::fmt::Write as _;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}\
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{border:1px solid #999;padding:.3rem .6rem;text-align:left;vertical-align:top}\
td.n{text-align:right;font-variant-numeric:tabular-nums}.gut{color:#0a5c2b}.schlecht{color:#9b1c1c}code,pre{font-size:.85em;overflow-wrap:anywhere}\
pre{background:#f4f4f4;padding:.5rem;overflow-x:auto}";

/// Texts come from plugins and plans: nothing in them is markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            control if control.is_control() => drop(write!(escaped, "{}", control.escape_default())),
            other => escaped.push(other),
        }
    }
    escaped
}

/// 1234567 as `1.234.567`.
fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

fn verdict(good: bool, yes: &str, no: &str) -> String {
    let (class, text) = if good { ("gut", yes) } else { ("schlecht", no) };
    format!("<strong class=\"{class}\">{text}</strong>")
}

fn list(items: &[impl AsRef<str>]) -> String {
    if items.is_empty() {
        return "keine".into();
    }
    items.iter().map(|item| escape(item.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The whole page.
pub fn to_html(certification: &Certification) -> String {
    let report = &certification.report;
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<title>Prüfbericht: {title}</title><style>{STYLE}</style></head><body>\n<main><h1>Prüfbericht: {title}</h1>\n",
        title = escape(&report.plan),
    );
    let objections = certification.objections();
    let _ = writeln!(page, "<p>{}</p>", verdict(objections.is_empty(), "Bestanden", "Nicht bestanden"));
    if !objections.is_empty() {
        page.push_str("<ul>");
        for objection in &objections {
            let _ = write!(page, "<li>{}</li>", escape(objection));
        }
        page.push_str("</ul>\n");
    }
    facts(&mut page, certification);
    requirements(&mut page, certification);
    coverage(&mut page, certification);
    mutations(&mut page, certification);
    page.push_str(
        "<h2>Fälle</h2>\n<table><thead><tr><th>Fall</th><th>Vorgang</th><th>Ergebnis</th><th>Fuel</th>\
<th>Speicher (Bytes)</th><th>Ausgabe (Bytes)</th></tr></thead><tbody>\n",
    );
    for case in &report.cases {
        case_row(&mut page, case);
    }
    page.push_str("</tbody></table>\n</main></body></html>\n");
    page
}

fn facts(page: &mut String, certification: &Certification) {
    let report = &certification.report;
    let highest = certification.highest();
    let _ = writeln!(
        page,
        "<table><tbody><tr><th>Plugin</th><td>{}</td></tr><tr><th>Komponente</th><td><code>{}</code></td></tr>\
<tr><th>Prüfplan</th><td><code>{}</code></td></tr><tr><th>Zwei Läufe, gleiche Bytes</th><td>{}</td></tr>\
<tr><th>Höchster Verbrauch eines Falls</th><td>{} Fuel, {} Bytes Speicher, {} Bytes Ausgabe</td></tr></tbody></table>",
        escape(report.plugin.as_str()),
        report.component,
        report.plan_digest,
        verdict(certification.repeatable, "ja", "nein"),
        number(highest.fuel),
        number(highest.memory_bytes),
        number(highest.output_bytes),
    );
}

fn requirements(page: &mut String, certification: &Certification) {
    let coverage = &certification.coverage;
    let _ = write!(
        page,
        "<h2>Anforderungen</h2>\n<p>Abgedeckt: {}. Nicht abgedeckt: {}.</p>\n<table><thead><tr><th>Nr.</th>\
<th>Anforderung</th><th>Quelle</th><th>Fälle</th><th>Stand</th></tr></thead><tbody>\n",
        list(&coverage.requirements_covered),
        list(&coverage.requirements_not_covered),
    );
    for requirement in &certification.report.requirements {
        let _ = writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&requirement.id),
            escape(&requirement.text),
            escape(requirement.source.as_deref().unwrap_or_default()),
            list(&requirement.cases),
            verdict(requirement.covered, "abgedeckt", "offen"),
        );
    }
    page.push_str("</tbody></table>\n");
}

fn coverage(page: &mut String, certification: &Certification) {
    let coverage = &certification.coverage;
    let _ = write!(
        page,
        "<h2>Was kein Fall prüft</h2>\n<ul><li>Funktionen: {}</li><li>Befunde: {}</li></ul>\n\
<p>Geprüft sind die Funktionen {}, die Befunde {} und die Rückweisungsgründe {}.</p>\n",
        list(&coverage.functions_not_exercised),
        list(&coverage.findings_not_exercised),
        list(&coverage.functions_exercised),
        list(&coverage.findings_exercised),
        list(&coverage.reason_codes_exercised),
    );
}

fn mutations(page: &mut String, certification: &Certification) {
    page.push_str(
        "<h2>Verfälschte Eingaben</h2>\n<table><thead><tr><th>Art</th><th>versucht</th><th>angenommen</th>\
<th>beanstandet</th></tr></thead><tbody>\n",
    );
    for kind in Mutation::ALL {
        let name = match kind {
            Mutation::Drop => "Feld entfernt",
            Mutation::Empty => "Feld geleert",
            Mutation::Swap => "Felder vertauscht",
            Mutation::Oversize => "Feld übergroß",
        };
        let all = || certification.mutations.tried.iter().filter(move |one| one.kind == kind);
        let _ = writeln!(
            page,
            "<tr><td>{name}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            all().count(),
            all().filter(|one| one.outcome == "ok").count(),
            all().filter(|one| one.problem.is_some()).count(),
        );
    }
    page.push_str("</tbody></table>\n");
}

fn case_row(page: &mut String, case: &CaseReport) {
    let _ = write!(
        page,
        "<tr><td>{}<br><code>{}</code></td><td>{}</td><td>{} <code>{}</code>",
        escape(&case.title),
        escape(&case.name),
        case.operation.name(),
        verdict(case.passed(), "wie erwartet", "anders als erwartet"),
        escape(&case.outcome),
    );
    for mismatch in &case.mismatches {
        let _ = write!(page, "<p>{}</p>", escape(&mismatch.what));
        let shown = [("erwartet", &mismatch.expected), ("erhalten", &mismatch.actual)];
        for (name, text) in shown.iter().filter_map(|(name, text)| text.as_ref().map(|text| (name, text))) {
            let _ = write!(page, "<pre>{name}: {}</pre>", escape(text));
        }
        if !mismatch.difference.is_empty() {
            page.push_str("<pre>");
            for line in &mismatch.difference {
                let sign = match line.sign {
                    Sign::Same => ' ',
                    Sign::Expected => '-',
                    Sign::Actual => '+',
                    Sign::Gap => '…',
                };
                let _ = writeln!(page, "{sign} {}", escape(&line.text));
            }
            page.push_str("</pre>");
        }
    }
    let fuel = case.used.fuel.map_or_else(|| "–".into(), number);
    let _ = writeln!(
        page,
        "</td><td class=\"n\">{fuel}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
        number(case.used.memory_bytes),
        number(case.used.output_bytes),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_plugin_is_markup() {
        assert_eq!(escape("<b a='1'>&\u{1b}\""), "&lt;b a=&#39;1&#39;&gt;&amp;\\u{1b}&quot;");
        assert_eq!(number(1_234_567), "1.234.567");
    }
}
