//! One case of a plan.

use super::expectation::Expectation;
use super::recorded::Script;
use drehscheibe_model::area::AreaKey;
use drehscheibe_model::call::HttpGrant;
use drehscheibe_model::content::Document;
use drehscheibe_model::ids::{CaseId, ProcedureId, RecipientId, SourceId};
use drehscheibe_model::limits::Limits;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What is asked of the plugin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    CheckSettings,
    Recognise,
    Validate,
    Transform,
    Deliver,
}

impl Operation {
    pub const ALL: [Self; 5] = [Self::CheckSettings, Self::Recognise, Self::Validate, Self::Transform, Self::Deliver];

    /// As plans and reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CheckSettings => "check-settings",
            Self::Recognise => "recognise",
            Self::Validate => "validate",
            Self::Transform => "transform",
            Self::Deliver => "deliver",
        }
    }
}

/// A case, its files in memory.
#[derive(Debug, Clone)]
pub struct Case {
    /// The name of its directory.
    pub name: String,
    /// German, for people.
    pub title: String,
    /// Ids of the requirements it covers.
    pub requirements: Vec<String>,
    pub operation: Operation,
    /// First receipt time: what the plugin sees as `now`.
    pub received_at: Timestamp,
    /// JSON object.
    pub settings: String,
    pub source: SourceId,
    /// What the envelope claims; for the other operations, the procedure itself.
    pub procedure: Option<ProcedureId>,
    pub message_type: Option<String>,
    pub area: Option<Area>,
    pub case_id: Option<CaseId>,
    pub properties: BTreeMap<String, String>,
    /// Empty for `check-settings`.
    pub document: Document,
    pub attachments: Vec<CaseAttachment>,
    pub delivery: DeliverySide,
    pub limits: Limits,
    pub budget: Budget,
    /// The world outside, as it was recorded.
    pub script: Script,
    pub expect: Expectation,
}

/// An AGS or ARS. Without one, a case is about the fictitious municipality; `recognise` alone can
/// have none.
pub type Area = AreaKey;

/// An attachment of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseAttachment {
    pub id: String,
    pub file_name: String,
    pub document: Document,
}

/// What only a delivery has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySide {
    /// Counts from 1 within the message.
    pub number: u32,
    /// 1 for the first attempt.
    pub attempt: u32,
    pub recipient: RecipientId,
    pub file_name: Option<String>,
    pub http_grants: Vec<HttpGrant>,
    pub mail_grants: Vec<String>,
    /// Whether there is a drop folder: a fresh, empty directory but for `existing`.
    pub folder: bool,
    pub existing: Vec<ExistingFile>,
}

/// A file that lies in the drop folder before the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingFile {
    /// Relative to the folder.
    pub path: String,
    pub content: Vec<u8>,
}

/// What the call may use at most, apart from the limits at which the host stops it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Budget {
    /// Units of fuel as wasmtime counts them.
    pub fuel: Option<u64>,
    /// Highest sum over all memories.
    pub memory_bytes: Option<u64>,
    pub output_bytes: Option<u64>,
    pub host_calls: Option<u64>,
}
