//! Collecting what a rule has to say.

use crate::contract::{Finding, Location, Severity, Text};

/// Reason codes of the XGewerbeordnung rejection list.
pub mod reason {
    /// Not well-formed.
    pub const NOT_WELL_FORMED: &str = "X000";
    /// Does not follow the schema.
    pub const SCHEMA: &str = "X001";
    /// Violates a business rule.
    pub const BUSINESS_RULE: &str = "X002";
    /// Misrouted: not for us.
    pub const MISROUTED: &str = "T080";
    /// Submitted before.
    pub const DUPLICATE: &str = "S100";
    /// Version of the message not supported.
    pub const VERSION_UNSUPPORTED: &str = "V000";
}

/// The findings of one call, in the order in which they were made.
///
/// ```
/// # use drehscheibe_sdk::Findings;
/// let mut findings = Findings::new();
/// findings.error("HUND-03").at("/hund/rasse").say("Die Rasse fehlt.", "The breed is missing.");
/// assert!(findings.has_errors());
/// ```
#[derive(Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    pub fn new() -> Self {
        Self::default()
    }
    /// Begins a finding that makes the hub reject the message.
    pub fn error(&mut self, rule_id: &str) -> FindingBuilder<'_> {
        self.finding(Severity::Error, rule_id)
    }
    /// Begins a finding that travels with the message.
    pub fn warning(&mut self, rule_id: &str) -> FindingBuilder<'_> {
        self.finding(Severity::Warning, rule_id)
    }
    /// Begins a remark that travels with the message.
    pub fn information(&mut self, rule_id: &str) -> FindingBuilder<'_> {
        self.finding(Severity::Information, rule_id)
    }
    fn finding(&mut self, severity: Severity, rule_id: &str) -> FindingBuilder<'_> {
        FindingBuilder {
            findings: self,
            finding: Finding {
                rule_id: rule_id.to_owned(),
                severity,
                location: None,
                reason_code: String::new(),
                texts: Vec::new(),
            },
        }
    }
    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.all.iter().any(|finding| finding.severity == Severity::Error)
    }
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
    /// Adds a finding made elsewhere.
    pub fn push(&mut self, finding: Finding) {
        self.all.push(finding);
    }
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.all.iter()
    }
    pub fn into_vec(self) -> Vec<Finding> {
        self.all
    }
}

/// A finding that is being written; [`say`](Self::say) or [`say_german`](Self::say_german) ends it.
#[derive(Debug)]
#[must_use = "a finding counts only once `say` was called"]
pub struct FindingBuilder<'a> {
    findings: &'a mut Findings,
    finding: Finding,
}

impl FindingBuilder<'_> {
    /// Where it is: a JSON Pointer (RFC 6901); the empty text is the whole document.
    pub fn at(mut self, json_pointer: impl Into<String>) -> Self {
        self.finding.location = Some(Location::JsonPointer(json_pointer.into()));
        self
    }
    /// Where it is: an XPath 1.0 location path in which every step carries its position.
    pub fn at_xpath(mut self, path: impl Into<String>) -> Self {
        self.finding.location = Some(Location::Xpath(path.into()));
        self
    }
    /// Reason code; without it [`reason::BUSINESS_RULE`].
    pub fn reason(mut self, code: &str) -> Self {
        code.clone_into(&mut self.finding.reason_code);
        self
    }
    /// Ends the finding with its texts in German and English. They must not repeat personal data.
    pub fn say(mut self, german: impl Into<String>, english: impl Into<String>) {
        self.finding.texts.push(Text { language: "de".to_owned(), content: german.into() });
        self.finding.texts.push(Text { language: "en".to_owned(), content: english.into() });
        self.end();
    }
    /// Ends the finding with a German text only.
    pub fn say_german(mut self, german: impl Into<String>) {
        self.finding.texts.push(Text { language: "de".to_owned(), content: german.into() });
        self.end();
    }
    fn end(mut self) {
        if self.finding.reason_code.is_empty() {
            reason::BUSINESS_RULE.clone_into(&mut self.finding.reason_code);
        }
        self.findings.all.push(self.finding);
    }
}
