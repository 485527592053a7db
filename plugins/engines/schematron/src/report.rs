//! What a validation found.

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Severity {
    Information,
    Warning,
    Error,
}

impl Severity {
    /// From the `role` or `flag` of a check.
    pub fn by_name(name: &str) -> Option<Severity> {
        match name.trim().to_ascii_lowercase().as_str() {
            "fatal" | "error" | "fehler" => Some(Severity::Error),
            "warning" | "warn" | "warnung" => Some(Severity::Warning),
            "information" | "info" | "hint" | "hinweis" => Some(Severity::Information),
            _ => None,
        }
    }
}

/// A text and its language, if the schema says which.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    pub language: Option<String>,
    pub content: String,
}

/// A failed `assert` or a successful `report`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The id of the check; if it has none, that of its rule or pattern.
    pub rule_id: String,
    pub severity: Severity,
    /// Whether it is a `report`.
    pub report: bool,
    /// An XPath 1.0 location path without prefixes in which every step carries its position.
    pub location: String,
    /// The same for people: names as in the document.
    pub path: String,
    pub test: String,
    pub role: String,
    pub flag: String,
    /// The text of the check.
    pub text: Text,
    /// The texts of its diagnostics: id and text.
    pub diagnostics: Vec<(String, Text)>,
}

impl Finding {
    /// A German text: that of the schema if it has one, else a sentence that names the rule.
    pub fn german(&self) -> String {
        let german = |t: &Text| t.language.as_deref().is_some_and(|l| l == "de" || l.starts_with("de-"));
        if german(&self.text) {
            return self.text.content.clone();
        }
        match self.diagnostics.iter().find(|d| german(&d.1)) {
            Some((_, text)) => text.content.clone(),
            None => format!("Die Regel {} ist nicht eingehalten: {}", self.rule_id, self.text.content),
        }
    }
}

/// Something that happened in a pattern, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A rule fired: its id, context, role and flag.
    Rule {
        id: String,
        context: String,
        role: String,
        flag: String,
    },
    Finding(Finding),
}

/// What happened in one active pattern.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActivePattern {
    pub id: String,
    pub name: String,
    pub events: Vec<Event>,
}

/// The result of a validation.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    pub title: String,
    pub version: String,
    pub phase: String,
    pub namespaces: Vec<(String, String)>,
    pub patterns: Vec<ActivePattern>,
}

impl Report {
    /// All findings, by pattern and then in document order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.patterns.iter().flat_map(|p| &p.events).filter_map(|e| match e {
            Event::Finding(finding) => Some(finding),
            Event::Rule { .. } => None,
        })
    }

    /// Whether there is no finding of severity `Error`.
    pub fn is_valid(&self) -> bool {
        self.findings().all(|f| f.severity < Severity::Error)
    }
}
