//! A call of a plugin: what goes in, what comes out, and how it may end.

use crate::content::{ContentRef, Digest, Document};
use crate::envelope::{Attachment, Envelope};
use crate::finding::Finding;
use crate::ids::{CaseId, DeliveryId, MessageId, ProcedureId, RecipientId, SourceId, TenantId};
use crate::limits::Limits;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What a component exports, named by world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum World {
    Recogniser,
    Validator,
    Transformer,
    Adapter,
}

/// What the host found in a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PluginFacts {
    pub digest: Digest,
    /// Size of the component in bytes.
    pub size: u64,
    /// Version of `drehscheibe:rule` it was built against.
    pub wit_version: String,
    pub worlds: Vec<World>,
    /// Imported interfaces, for example `drehscheibe:rule/host@0.1.0`.
    pub imports: Vec<String>,
    /// JSON Schema of the settings.
    pub settings_schema: serde_json::Value,
}

/// What the municipality and the operator allow an adapter. An empty grant allows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Grants {
    /// Destinations of `outbound-http`.
    pub http: Vec<HttpGrant>,
    /// Absolute directory of `drop-folder`.
    pub folder: Option<String>,
    /// Addresses, or `@domain`, that `mail` may write to.
    pub mail: Vec<String>,
}

/// One destination that may be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpGrant {
    /// Scheme, host and port, for example `https://fachverfahren.example:8443`.
    pub origin: String,
    /// Methods; empty: `POST` only.
    #[serde(default)]
    pub methods: Vec<String>,
    /// Names of secrets that may be put into headers toward this origin.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// Whether the operator allows loopback and private addresses here.
    #[serde(default)]
    pub private_network: bool,
}

/// Everything a call needs besides its input.
#[derive(Debug, Clone)]
pub struct CallContext<'a> {
    pub plugin: Digest,
    pub tenant: &'a TenantId,
    pub message: MessageId,
    /// First receipt time: what the guest sees as `now`.
    pub received_at: Timestamp,
    /// JSON object.
    pub settings: &'a str,
    pub limits: &'a Limits,
    pub grants: &'a Grants,
    pub attachments: &'a [Attachment],
}

/// Input of a recogniser.
#[derive(Debug, Clone)]
pub struct RecogniseInput<'a> {
    pub envelope: &'a Envelope,
    pub document: &'a Document,
}

/// What a recogniser, or a recognition rule, found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    pub procedure: Option<String>,
    pub message_type: Option<String>,
    /// AGS or ARS as text, not checked.
    pub area: Option<String>,
    pub case_id: Option<String>,
}

/// Input of validators and transformers.
#[derive(Debug, Clone)]
pub struct SubmissionInput<'a> {
    pub source: &'a SourceId,
    pub procedure: &'a ProcedureId,
    pub message_type: Option<&'a str>,
    pub ags: Option<String>,
    pub ars: Option<String>,
    pub case_id: Option<&'a CaseId>,
    pub document: &'a Document,
}

/// One document for one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub recipient: RecipientId,
    pub document: Document,
    pub file_name: Option<String>,
    /// Ids of attachments that go along.
    pub attachments: Vec<String>,
    pub not_before: Option<Timestamp>,
    pub legal_basis: Option<String>,
}

/// Input of an adapter.
#[derive(Debug, Clone)]
pub struct DeliverInput<'a> {
    pub delivery: DeliveryId,
    /// 1 for the first attempt.
    pub attempt: u32,
    pub procedure: &'a ProcedureId,
    pub message_type: Option<&'a str>,
    pub ags: Option<String>,
    pub ars: Option<String>,
    pub case_id: Option<&'a CaseId>,
    pub recipient: &'a RecipientId,
    pub document: &'a Document,
    pub file_name: Option<&'a str>,
    pub attachments: &'a [Attachment],
}

/// The target has taken the delivery.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    pub reference: Option<String>,
    pub answer: Option<Document>,
}

/// A line that the guest logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// `debug`, `info`, `warn` or `error`.
    pub level: String,
    pub text: String,
}

/// What a call used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub wall_time: Duration,
    /// Only on the fuel engine.
    pub fuel: Option<u64>,
    /// Highest sum over all memories.
    pub memory_bytes: u64,
    pub input_bytes: u64,
    pub output_bytes: u64,
    pub host_calls: u64,
    pub log_bytes: u64,
    pub attachment_bytes: u64,
    pub outbound_calls: u32,
    pub outbound_bytes: u64,
}

/// A result with what it cost. The cost is known for failures, too.
#[derive(Debug)]
pub struct Called<T, E> {
    pub result: Result<T, E>,
    pub usage: Usage,
    pub log: Vec<LogLine>,
}

/// The host ended the call, or never began it. Each case is a limit or a gate that did its work;
/// none of them says anything about the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "outcome", rename_all_fields = "snake_case")]
pub enum Stop {
    #[error("fuel exhausted: more than {limit} units")]
    FuelExhausted { limit: u64 },
    #[error("deadline exceeded: more than {limit_ms} ms")]
    DeadlineExceeded { limit_ms: u64 },
    #[error("memory denied: {wanted} bytes wanted, {limit} allowed")]
    MemoryDenied { wanted: u64, limit: u64 },
    #[error("table denied: {wanted} elements wanted, {limit} allowed")]
    TableDenied { wanted: u64, limit: u64 },
    #[error("too many instances: {limit} allowed")]
    InstanceDenied { limit: u32 },
    #[error("stack exhausted: more than {limit} bytes")]
    StackExhausted { limit: u64 },
    #[error("input too large: {size} bytes, {limit} allowed")]
    InputTooLarge { size: u64, limit: u64 },
    #[error("output too large: more than {limit} {unit}")]
    OutputTooLarge { limit: u64, unit: String },
    #[error("too many host calls: more than {limit}")]
    HostCallBudget { limit: u64 },
    #[error("log budget used up: more than {limit} bytes")]
    LogBudget { limit: u64 },
    #[error("attachment budget used up: more than {limit} bytes")]
    AttachmentBudget { limit: u64 },
    #[error("outbound budget used up: more than {limit} {unit}")]
    OutboundBudget { limit: u64, unit: String },
    #[error("the plugin trapped: {reason}")]
    Trap { reason: String },
    #[error("capability denied: {capability}")]
    CapabilityDenied { capability: String },
    #[error("the component does not fit the contract: {reason}")]
    AbiMismatch { reason: String },
    #[error("no component with digest {digest}")]
    NotFound { digest: Digest },
    #[error("the compiled form in the cache is not ours: {reason}")]
    CacheRejected { reason: String },
    /// The host itself has no room at this moment; not the guest's fault. Worth trying again.
    #[error("the runtime has no free instance")]
    Busy,
}

impl Stop {
    /// The stable name, as printed in journals and conformance reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::FuelExhausted { .. } => "FuelExhausted",
            Self::DeadlineExceeded { .. } => "DeadlineExceeded",
            Self::MemoryDenied { .. } => "MemoryDenied",
            Self::TableDenied { .. } => "TableDenied",
            Self::InstanceDenied { .. } => "InstanceDenied",
            Self::StackExhausted { .. } => "StackExhausted",
            Self::InputTooLarge { .. } => "InputTooLarge",
            Self::OutputTooLarge { .. } => "OutputTooLarge",
            Self::HostCallBudget { .. } => "HostCallBudget",
            Self::LogBudget { .. } => "LogBudget",
            Self::AttachmentBudget { .. } => "AttachmentBudget",
            Self::OutboundBudget { .. } => "OutboundBudget",
            Self::Trap { .. } => "Trap",
            Self::CapabilityDenied { .. } => "CapabilityDenied",
            Self::AbiMismatch { .. } => "AbiMismatch",
            Self::NotFound { .. } => "NotFound",
            Self::CacheRejected { .. } => "CacheRejected",
            Self::Busy => "Busy",
        }
    }
}

/// Why a rule gave no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleFailure {
    Rejected(Vec<Finding>),
    Transient(String),
    Permanent(String),
    /// The host stopped it.
    Stopped(Stop),
}

/// Why a delivery gave no receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryFailure {
    Rejected(Vec<Finding>),
    Transient {
        text: String,
        retry_after: Option<Duration>,
    },
    Permanent(String),
    /// Nobody knows whether the target has taken it.
    InDoubt(String),
    /// The host stopped the adapter. `sent`: something had left before, so the outcome is unknown.
    Stopped {
        stop: Stop,
        sent: bool,
    },
}

/// What a caller keeps of an output after it was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredOutput {
    pub recipient: RecipientId,
    pub content: ContentRef,
    pub file_name: Option<String>,
    pub attachments: Vec<String>,
}
