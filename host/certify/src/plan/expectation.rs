//! What a case expects. Everything is compared exactly: what is not named must not be there.

use drehscheibe_model::finding::{Location, Severity};
use jiff::Timestamp;
use std::time::Duration;

/// How a call ends, as the hub sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A result, and no finding of severity `error`.
    Ok,
    /// At least one finding of severity `error`, or the failure `rejected`.
    Rejected,
    Transient,
    Permanent,
    /// Only a delivery.
    InDoubt,
    /// The host stopped it; the name of the [`Stop`](drehscheibe_model::call::Stop).
    Stopped(String),
}

impl Outcome {
    /// As plans and reports write it.
    pub fn name(&self) -> String {
        match self {
            Self::Ok => "ok".into(),
            Self::Rejected => "rejected".into(),
            Self::Transient => "transient".into(),
            Self::Permanent => "permanent".into(),
            Self::InDoubt => "in-doubt".into(),
            Self::Stopped(name) => format!("stopped:{name}"),
        }
    }
}

/// All that a case expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    pub outcome: Outcome,
    /// Must occur in the text of the failure.
    pub text: Option<String>,
    /// Pause that a transient delivery failure asks for.
    pub retry_after: Option<Duration>,
    /// In any order.
    pub findings: Vec<ExpectedFinding>,
    /// In any order between recipients; in this order for one recipient.
    pub outputs: Vec<ExpectedOutput>,
    /// All files that lie in the drop folder afterwards.
    pub files: Vec<ExpectedFile>,
    pub recognition: ExpectedRecognition,
    pub receipt: ExpectedReceipt,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFinding {
    pub rule: String,
    pub severity: Severity,
    pub location: Option<Location>,
    pub reason_code: String,
    /// Must occur in the German text.
    pub text: Option<String>,
}

/// One output of a transformer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedOutput {
    pub recipient: String,
    /// The plan's file that holds the bytes.
    pub file: String,
    pub body: Vec<u8>,
    pub media_type: String,
    pub file_name: Option<String>,
    pub attachments: Vec<String>,
    pub not_before: Option<Timestamp>,
    pub legal_basis: Option<String>,
}

/// One file in the drop folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedFile {
    /// Relative to the folder, parts separated by `/`.
    pub path: String,
    /// The plan's file that holds the bytes.
    pub file: String,
    pub body: Vec<u8>,
}

/// What a recogniser finds out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpectedRecognition {
    pub procedure: Option<String>,
    pub message_type: Option<String>,
    pub area: Option<String>,
    pub case_id: Option<String>,
}

/// What an adapter brings back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpectedReceipt {
    pub reference: Option<String>,
    /// Media type, the plan's file, and its bytes.
    pub answer: Option<(String, String, Vec<u8>)>,
}
