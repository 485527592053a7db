//! What a check has to say.

use crate::validate::clip;

pub use drehscheibe_schematron::Severity;

/// The levels of a check, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    WellFormed,
    Schema,
    BusinessRules,
}

impl Level {
    /// Reason code of the XGewerbeordnung rejection list.
    pub fn reason_code(self) -> &'static str {
        match self {
            Level::WellFormed => "X000",
            Level::Schema => "X001",
            Level::BusinessRules => "X002",
        }
    }
}

/// One finding, as the contract of the hub has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// 1 to 64 characters.
    pub rule_id: String,
    pub severity: Severity,
    /// XPath 1.0 location path, every step with its position; `None`: the whole document.
    pub location: Option<String>,
    pub reason_code: &'static str,
    /// Language and text, German first; at most 2,000 characters each.
    pub texts: Vec<(String, String)>,
}

impl Finding {
    pub(crate) fn new(rule_id: &str, severity: Severity, level: Level, location: Option<String>) -> Self {
        let mut id: String = rule_id.chars().filter(|c| !c.is_control()).take(64).collect();
        if id.trim().is_empty() {
            id = "REGEL-OHNE-KENNUNG".into();
        }
        Finding { rule_id: id, severity, location, reason_code: level.reason_code(), texts: Vec::new() }
    }

    pub(crate) fn say(mut self, language: &str, text: &str) -> Self {
        self.texts.push((language.into(), clip(text, 2_000)));
        self
    }
}
