//! Checking a document, level by level.

use drehscheibe_schematron::Severity;
use drehscheibe_xdm::{NameTable, ParseOptions, parse};
use drehscheibe_xpath::{Error, ErrorKind, Moment};
use drehscheibe_xsd::{Refused, Violation};
use drehscheibe_xslt::{RunOptions, Stylesheet};

use crate::build::{Business, RuleSet};
use crate::finding::{Finding, Level};
use crate::settings::Parameters;
use crate::svrl;

/// Findings that the hub takes from one call.
const MOST: usize = 1_000;

/// What a run depends on besides rules and document.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// Receipt time of the message: `current-dateTime()`.
    pub now: Option<Moment>,
    pub parameters: Parameters,
}

impl Surroundings {
    pub(crate) fn options(&self) -> RunOptions {
        let mut options = RunOptions { params: self.parameters.0.clone(), ..RunOptions::default() };
        if let Some(now) = &self.now {
            options.now = now.clone();
        }
        options
    }
}

/// Why a rule gave no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The document cannot be processed; the findings say why.
    Rejected(Vec<Finding>),
    /// The rule itself fails on this document; a person must look.
    Failed(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Rejected(findings) => write!(f, "rejected with {} findings", findings.len()),
            Fault::Failed(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Fault {}

impl RuleSet {
    /// All findings of the first level that has an error, and those before it.
    ///
    /// # Errors
    /// [`Fault::Failed`]: a rule cannot be evaluated on this document.
    pub fn validate(&self, document: &[u8], around: &Surroundings) -> Result<Vec<Finding>, Fault> {
        // Business rules parse the document themselves.
        if self.schema.is_some() || self.business.is_empty() {
            if let Err(error) = parse(document, &mut NameTable::new(), &ParseOptions::default()) {
                return Ok(vec![not_well_formed(&error.to_string())]);
            }
        }
        if let Some(schema) = &self.schema {
            let found = match schema.validate(document) {
                Ok(violations) => violations.iter().map(of_schema).collect::<Vec<_>>(),
                Err(Refused::NotWellFormed(text) | Refused::TooLarge(text)) => vec![not_well_formed(&text)],
            };
            if !found.is_empty() {
                return Ok(bounded(found));
            }
        }
        let options = around.options();
        let mut found = Vec::new();
        for business in &self.business {
            let more = match business {
                Business::Schematron(schema) => schema.validate(document, &options).map(|report| {
                    report
                        .findings()
                        .map(|finding| of_schematron(finding, self.language.as_deref()))
                        .collect::<Vec<_>>()
                }),
                Business::Compiled(sheet) => compiled(sheet, document, &options, self.language.as_deref()),
            };
            match more {
                Ok(more) => found.extend(more),
                Err(error) if error.code() == "SXXP0003" => return Ok(vec![not_well_formed(error.message())]),
                Err(error) => return Err(Fault::Failed(failed(&error))),
            }
        }
        Ok(bounded(found))
    }
}

fn compiled(
    sheet: &Stylesheet,
    document: &[u8],
    options: &RunOptions,
    language: Option<&str>,
) -> Result<Vec<Finding>, Error> {
    let output = sheet.run(document, options)?;
    let hits = svrl::read(output.text()).ok_or_else(|| {
        Error::new(ErrorKind::Dynamic, "SVRL", "the stylesheet given as Schematron did not write SVRL")
    })?;
    Ok(hits
        .into_iter()
        .map(|hit| {
            let finding = Finding::new(&hit.id, hit.severity, Level::BusinessRules, Some(clip(&hit.location, 2_000)));
            texts(finding, &hit.id, hit.language.as_deref().or(language), &hit.text)
        })
        .collect())
}

/// What a run's error says to the person who must look. Values of the document are not in it.
pub(crate) fn failed(error: &Error) -> String {
    let place = error.place().map(|(file, line)| format!("{file}:{line}: ")).unwrap_or_default();
    clip(&format!("{place}{}: {}", error.code(), error.message()), 1_000)
}

pub(crate) fn not_well_formed(text: &str) -> Finding {
    let why = clip(text, 300);
    Finding::new("XML", Severity::Error, Level::WellFormed, None)
        .say("de", &format!("Das Dokument ist kein wohlgeformtes XML oder überschreitet eine Grenze: {why}"))
        .say("en", &format!("The document is not well-formed XML or goes over a limit: {why}"))
}

fn of_schema(violation: &Violation) -> Finding {
    let subject = if violation.subject.is_empty() { String::new() } else { format!(" ({})", violation.subject) };
    Finding::new(&violation.code, Severity::Error, Level::Schema, Some(violation.location.clone()))
        .say("de", &format!("{}{subject}", violation.german))
        .say("en", &format!("{}{subject}", violation.english))
}

fn of_schematron(finding: &drehscheibe_schematron::Finding, language: Option<&str>) -> Finding {
    let made = Finding::new(&finding.rule_id, finding.severity, Level::BusinessRules, Some(finding.location.clone()));
    let mut made = texts(made, &finding.rule_id, finding.text.language.as_deref().or(language), &finding.text.content);
    // A diagnostic in German is better than a sentence around another language.
    let german = finding.diagnostics.iter().find(|(_, text)| is_german(text.language.as_deref()));
    if let (Some((_, text)), false) = (german, is_german(finding.text.language.as_deref().or(language))) {
        if let Some(first) = made.texts.first_mut() {
            first.1 = clip(&text.content, 2_000);
        }
    }
    made
}

fn is_german(language: Option<&str>) -> bool {
    language.is_some_and(|l| l.eq_ignore_ascii_case("de") || l.to_ascii_lowercase().starts_with("de-"))
}

/// The German text first; the original beside it if it is in another language.
fn texts(finding: Finding, rule_id: &str, language: Option<&str>, text: &str) -> Finding {
    if is_german(language) {
        return finding.say("de", text);
    }
    let german = format!("Die Regel {rule_id} ist nicht eingehalten: {text}");
    finding.say("de", &german).say(language.unwrap_or("und"), text)
}

/// At most as many as the hub takes; the last one then says how many more there are.
fn bounded(mut found: Vec<Finding>) -> Vec<Finding> {
    if found.len() > MOST {
        let more = found.len() - (MOST - 1);
        let severity = found.iter().skip(MOST - 1).map(|f| f.severity).max().unwrap_or(Severity::Error);
        let reason_code = found.first().map_or("X002", |f| f.reason_code);
        found.truncate(MOST - 1);
        let rest = Finding::new("WEITERE", severity, Level::BusinessRules, None)
            .say("de", &format!("{more} weitere Befunde werden nicht einzeln genannt."))
            .say("en", &format!("{more} more findings are not listed."));
        found.push(Finding { reason_code, ..rest });
    }
    found
}

/// The first characters of a text.
pub(crate) fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
