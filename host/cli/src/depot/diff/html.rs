//! Differences as a page: one file, no script.

use super::compare::Diff;
use super::text::value;
use std::fmt::Write;

const STYLE: &str = "body{font:16px/1.5 sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1b1b1b}\
table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #bbb;padding:.3rem .5rem;text-align:left;\
vertical-align:top;overflow-wrap:anywhere}td.a{background:#fdecea}td.b{background:#e9f6ec}pre{white-space:pre-wrap}";

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn page(diff: &Diff) -> String {
    let (a, b) = (escape(&diff.a), escape(&diff.b));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"utf-8\"><title>{a} – {b}</title>\
         <style>{STYLE}</style></head><body><h1>Unterschiede</h1><p>{a} → {b}</p>\n"
    );
    for section in &diff.sections {
        let _ = writeln!(page, "<h2>{}</h2>", title(section.name));
        match (&section.unknown, section.changes.is_empty()) {
            (Some(why), _) => drop(writeln!(page, "<p>Nicht vergleichbar: {}</p>", escape(why))),
            (None, true) => page.push_str("<p>gleich</p>\n"),
            (None, false) => {
                let _ = writeln!(page, "<table><tr><th>Merkmal</th><th>{a}</th><th>{b}</th></tr>");
                for change in &section.changes {
                    let _ = writeln!(
                        page,
                        "<tr><td>{}</td><td class=\"a\">{}</td><td class=\"b\">{}</td></tr>",
                        escape(&change.name),
                        escape(&value(&change.a)),
                        escape(&value(&change.b))
                    );
                }
                page.push_str("</table>\n");
            }
        }
    }
    if let Some(behaviour) = &diff.behaviour {
        let (different, all) = (behaviour.different(), behaviour.cases.len());
        let _ = writeln!(page, "<h2>Verhalten</h2><p>{different} von {all} Prüffällen unterscheiden sich.</p>");
        for case in behaviour.cases.iter().filter(|case| case.differs()) {
            let _ = writeln!(page, "<h3>{}</h3><pre>{}</pre>", escape(&case.name), escape(&case.lines.join("\n")));
        }
    }
    page.push_str("</body></html>\n");
    page
}

fn title(name: &str) -> &str {
    match name {
        "component" => "Komponente",
        "worlds" => "Welten",
        "imports" => "Importe",
        "manifest" => "Manifest",
        "capabilities" => "Fähigkeiten",
        "limits" => "Grenzen",
        "settings" => "Einstellungen",
        "dependencies" => "Abhängigkeiten",
        other => other,
    }
}
