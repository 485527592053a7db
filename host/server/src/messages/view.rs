//! Messages as JSON. Names are camelCase; times RFC 3339; sizes bytes; digests `sha256:<hex>`.

use crate::access::Caller;
use drehscheibe_model::content::ContentRef;
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState};
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::finding::{Finding, Location};
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::journal::JournalRow;
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Where a message's other views are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Links {
    #[serde(rename = "self")]
    this: String,
    receipt: String,
    answers: String,
}

impl Links {
    pub(crate) fn of(id: MessageId) -> Self {
        let this = format!("/api/v1/messages/{id}");
        Self { receipt: format!("{this}/receipt"), answers: format!("{this}/answers"), this }
    }
    pub(crate) fn this(&self) -> &str {
        &self.this
    }
}

/// Some bytes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContentView {
    digest: String,
    size: u64,
    media_type: String,
}

impl From<&ContentRef> for ContentView {
    fn from(content: &ContentRef) -> Self {
        Self { digest: content.digest.to_string(), size: content.size, media_type: content.media_type.clone() }
    }
}

/// An attachment without its bytes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AttachmentView {
    id: String,
    /// Only for the parties of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_name: Option<String>,
    #[serde(flatten)]
    content: ContentView,
}

impl AttachmentView {
    pub(crate) fn of(attachment: &Attachment, content: bool) -> Self {
        Self {
            id: attachment.id.clone(),
            file_name: content.then(|| attachment.file_name.clone()),
            content: (&attachment.content).into(),
        }
    }
}

/// Where in the document.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum LocationView {
    /// RFC 6901.
    JsonPointer(String),
    Xpath(String),
}

/// What a rule or a target said.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FindingView {
    rule_id: String,
    /// `error`, `warning` or `information`.
    #[schema(value_type = String)]
    severity: drehscheibe_model::finding::Severity,
    reason_code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<LocationView>,
    /// Text by language, at least `de`. Only for the parties of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    texts: Option<BTreeMap<String, String>>,
}

impl FindingView {
    pub(crate) fn of(finding: &Finding, content: bool) -> Self {
        Self {
            rule_id: finding.rule_id.clone(),
            severity: finding.severity,
            reason_code: finding.reason_code.clone(),
            location: finding.location.as_ref().map(|location| match location {
                Location::JsonPointer(text) => LocationView::JsonPointer(text.clone()),
                Location::Xpath(text) => LocationView::Xpath(text.clone()),
            }),
            texts: content.then(|| finding.texts.clone()),
        }
    }
}

/// One output on its way to one target.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeliveryView {
    id: String,
    recipient: String,
    target: String,
    /// `pending`, `attempting`, `delivered`, `rejected`, `parked` or `withdrawn`.
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    park_reason: Option<ParkReason>,
    attempts: u32,
    document: ContentView,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    legal_basis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    /// Why the last attempt failed. Only for the parties of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_error: Option<String>,
}

impl DeliveryView {
    fn of(delivery: &DeliveryRecord, content: bool) -> Self {
        Self {
            id: delivery.id.to_string(),
            recipient: delivery.recipient.to_string(),
            target: delivery.target.to_string(),
            state: delivery.state.name(),
            park_reason: match delivery.state {
                DeliveryState::Parked(reason) => Some(reason),
                _ => None,
            },
            attempts: delivery.attempts,
            document: (&delivery.content).into(),
            not_before: delivery.not_before.map(|at| at.to_string()),
            legal_basis: delivery.legal_basis.clone(),
            reference: delivery.reference.clone(),
            last_error: delivery.last_error.clone().filter(|_| content),
        }
    }
}

/// One step, as it stands in the hash chain of `tenant`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StepView {
    tenant: String,
    /// Position in the chain.
    sequence: u64,
    at: String,
    /// The event as hashed; `event` names it, its other members depend on it.
    #[schema(value_type = Object)]
    event: serde_json::Value,
    previous: String,
    hash: String,
}

impl From<&JournalRow> for StepView {
    fn from(row: &JournalRow) -> Self {
        Self {
            tenant: row.tenant.to_string(),
            sequence: row.sequence,
            at: row.at.to_string(),
            event: serde_json::from_str(&row.event).unwrap_or_else(|_| row.event.clone().into()),
            previous: row.previous.to_string(),
            hash: row.hash.to_string(),
        }
    }
}

/// A message in a list.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageView {
    #[schema(value_type = String)]
    id: MessageId,
    /// Order of acceptance within the hub.
    sequence: u64,
    received_at: String,
    /// `accepted`, `delivering`, `delivered`, `rejected`, `parked` or `withdrawn`.
    state: &'static str,
    /// Why it is parked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    park_reason: Option<ParkReason>,
    source: String,
    /// Under whose name it is queued and journalled.
    tenant: String,
    /// As recognised, or as the sender claims while it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    procedure: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<String>,
    /// The competent authority, once it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<String>,
    /// Only for the parties of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<String>,
    /// Configuration revision it runs on.
    revision: u64,
    document: ContentView,
    attachments: Vec<AttachmentView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_wiped_at: Option<String>,
    links: Links,
}

impl MessageView {
    pub(crate) fn of(message: &MessageRecord, caller: &Caller) -> Self {
        let content = caller.sees_content();
        let resolution = message.resolution.as_ref();
        let envelope = &message.envelope;
        let case_id = resolution.and_then(|resolution| resolution.case_id.as_ref()).or(envelope.case_id.as_ref());
        Self {
            id: message.id,
            sequence: message.sequence,
            received_at: message.received_at.to_string(),
            state: message.state.name(),
            park_reason: match message.state {
                MessageState::Parked(reason) => Some(reason),
                _ => None,
            },
            source: envelope.source.to_string(),
            tenant: message.tenant.to_string(),
            procedure: resolution.map(|r| r.procedure.to_string()).or_else(|| envelope.procedure.clone()),
            message_type: resolution.and_then(|r| r.message_type.clone()).or_else(|| envelope.message_type.clone()),
            area: resolution.map(|r| r.area.to_string()).or_else(|| envelope.area.clone()),
            authority: resolution.map(|r| r.authority.to_string()),
            application: resolution.and_then(|r| r.application.clone()),
            case_id: case_id.filter(|_| content).map(|id| id.as_str().to_owned()),
            revision: message.revision.0,
            document: (&message.document).into(),
            attachments: message.attachments.iter().map(|a| AttachmentView::of(a, content)).collect(),
            content_wiped_at: message.content_wiped_at.map(|at| at.to_string()),
            links: Links::of(message.id),
        }
    }
}

/// A message with everything that happened to it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusView {
    #[serde(flatten)]
    message: MessageView,
    /// Only for the parties of the message.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<String, String>,
    findings: Vec<FindingView>,
    deliveries: Vec<DeliveryView>,
    /// Every step, oldest first.
    journal: Vec<StepView>,
}

impl StatusView {
    pub(crate) fn of(
        message: &MessageRecord,
        deliveries: &[DeliveryRecord],
        journal: &[JournalRow],
        caller: &Caller,
    ) -> Self {
        let content = caller.sees_content();
        Self {
            message: MessageView::of(message, caller),
            properties: if content { message.envelope.properties.clone() } else { BTreeMap::new() },
            findings: message.findings.iter().map(|finding| FindingView::of(finding, content)).collect(),
            deliveries: deliveries.iter().map(|delivery| DeliveryView::of(delivery, content)).collect(),
            journal: journal.iter().map(Into::into).collect(),
        }
    }
}
