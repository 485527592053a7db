//! What rules say about documents.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much a finding weighs. One `Error` is enough for the hub to reject the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Information,
}

/// Where in the document a finding is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Location {
    /// RFC 6901.
    JsonPointer(String),
    /// XPath 1.0 location path, each step with its position.
    Xpath(String),
}

/// Reason codes of the XGewerbeordnung rejection list that the hub itself uses.
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

/// One thing a rule has to say about a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule_id: String,
    pub severity: Severity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    pub reason_code: String,
    /// Text by language tag; at least `de`.
    pub texts: BTreeMap<String, String>,
}

impl Finding {
    /// A finding of the hub itself, in German and English.
    pub fn of_hub(rule_id: &str, reason_code: &str, german: impl Into<String>, english: impl Into<String>) -> Self {
        Self {
            rule_id: rule_id.into(),
            severity: Severity::Error,
            location: None,
            reason_code: reason_code.into(),
            texts: BTreeMap::from([("de".into(), german.into()), ("en".into(), english.into())]),
        }
    }
}

/// A finding without its texts: what the journal keeps as evidence, free of personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingSummary {
    pub rule_id: String,
    pub severity: Severity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    pub reason_code: String,
}

impl From<&Finding> for FindingSummary {
    fn from(finding: &Finding) -> Self {
        Self {
            rule_id: finding.rule_id.clone(),
            severity: finding.severity,
            location: finding.location.clone(),
            reason_code: finding.reason_code.clone(),
        }
    }
}
