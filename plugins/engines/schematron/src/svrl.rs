//! The report as SVRL, the Schematron Validation Report Language.

use std::fmt::Write;

use crate::report::{Event, Finding, Report};

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// An attribute; nothing if it is empty.
fn attribute(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = write!(out, " {name}=\"{}\"", escaped(value));
    }
}

impl Report {
    /// SVRL, one document.
    pub fn to_svrl(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.push_str("<svrl:schematron-output xmlns:svrl=\"http://purl.oclc.org/dsdl/svrl\"");
        attribute(&mut out, "title", &self.title);
        attribute(&mut out, "schemaVersion", &self.version);
        attribute(&mut out, "phase", &self.phase);
        out.push_str(">\n");
        for (prefix, uri) in &self.namespaces {
            out.push_str("  <svrl:ns-prefix-in-attribute-values");
            attribute(&mut out, "prefix", prefix);
            attribute(&mut out, "uri", uri);
            out.push_str("/>\n");
        }
        for pattern in &self.patterns {
            out.push_str("  <svrl:active-pattern");
            attribute(&mut out, "id", &pattern.id);
            attribute(&mut out, "name", &pattern.name);
            out.push_str("/>\n");
            for event in &pattern.events {
                match event {
                    Event::Rule { id, context, role, flag } => {
                        out.push_str("  <svrl:fired-rule");
                        attribute(&mut out, "id", id);
                        attribute(&mut out, "context", context);
                        attribute(&mut out, "role", role);
                        attribute(&mut out, "flag", flag);
                        out.push_str("/>\n");
                    }
                    Event::Finding(finding) => write_finding(&mut out, finding),
                }
            }
        }
        out.push_str("</svrl:schematron-output>\n");
        out
    }
}

fn write_finding(out: &mut String, finding: &Finding) {
    let name = if finding.report { "successful-report" } else { "failed-assert" };
    let _ = write!(out, "  <svrl:{name}");
    attribute(out, "id", &finding.rule_id);
    attribute(out, "location", &finding.location);
    attribute(out, "test", &finding.test);
    attribute(out, "role", &finding.role);
    attribute(out, "flag", &finding.flag);
    out.push_str(">\n    <svrl:text");
    if let Some(language) = &finding.text.language {
        attribute(out, "xml:lang", language);
    }
    let _ = writeln!(out, ">{}</svrl:text>", escaped(&finding.text.content));
    for (id, text) in &finding.diagnostics {
        out.push_str("    <svrl:diagnostic-reference");
        attribute(out, "diagnostic", id);
        if let Some(language) = &text.language {
            attribute(out, "xml:lang", language);
        }
        let _ = writeln!(out, "><svrl:text>{}</svrl:text></svrl:diagnostic-reference>", escaped(&text.content));
    }
    let _ = writeln!(out, "  </svrl:{name}>");
}
