//! An accepted message and the states it can be in.

use crate::area::Ars;
use crate::content::ContentRef;
use crate::content::Digest;
use crate::envelope::{Attachment, Envelope};
use crate::finding::Finding;
use crate::ids::{CaseId, MessageId, ProcedureId, RevisionNumber, TenantId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a person must look at a message or a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParkReason {
    /// No recognition rule and no recogniser knows the message.
    Unrecognised,
    /// Nothing says for which municipality it is.
    AreaMissing,
    /// The competent authority has no activation for the procedure on that day.
    NoActivation,
    /// No route leads from an output's recipient to a target.
    NoRoute,
    /// A rule was stopped by a limit or trapped.
    RuleStopped,
    /// A rule said it will never work.
    RuleFailed,
    /// A target refused for good.
    TargetFailed,
    /// Some targets refused the content, others took it.
    TargetRejected,
    /// Older than its maximum age.
    TooOld,
    /// Nobody knows whether the target has taken it, and it must not be sent twice.
    InDoubt,
    /// Stored bytes are missing or do not match their digest.
    ContentDamaged,
    /// A component may not run: no certificate covers it, or it was revoked. Goes on by itself when that
    /// has changed.
    NotCertified,
}

/// Where a message stands. The last four are final; a parked message may be replayed by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "reason")]
pub enum MessageState {
    /// Durable and acknowledged; the rules have not run yet.
    Accepted,
    /// The rules have run; at least one target has not taken its part yet.
    Delivering,
    /// Every target has taken its part, or there was none to tell.
    Delivered,
    /// Sent back with findings.
    Rejected,
    /// A person must look.
    Parked(ParkReason),
    /// Taken back before it was delivered.
    Withdrawn,
}

impl MessageState {
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Accepted | Self::Delivering)
    }
    /// Whether later messages of the same lane must still wait for this one. A parked message keeps
    /// its lane closed: what comes after it in a case must not overtake it.
    pub fn holds_lane(self) -> bool {
        matches!(self, Self::Accepted | Self::Delivering | Self::Parked(_))
    }
    /// The name in APIs and metrics, without the reason.
    pub fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Delivering => "delivering",
            Self::Delivered => "delivered",
            Self::Rejected => "rejected",
            Self::Parked(_) => "parked",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// What steps 2 to 4 found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    pub procedure: ProcedureId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_type: Option<String>,
    /// The municipality the message is about.
    pub area: Ars,
    /// Who is competent, and under whose activation it runs.
    pub authority: TenantId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<CaseId>,
    /// The line-of-business application; none is a legal result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
}

/// Messages of one lane are delivered first in, first out. A digest, because a case id may be
/// personal data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LaneKey(pub String);

impl LaneKey {
    /// Before the municipality is known: everything a source says about a case keeps its order.
    pub fn claimed(envelope: &Envelope) -> Option<Self> {
        let case = envelope.case_id.as_ref()?;
        Some(Self::of(&["claimed", envelope.source.as_str(), case.as_str()]))
    }
    /// (municipality, procedure, case).
    pub fn resolved(resolution: &Resolution) -> Option<Self> {
        let case = resolution.case_id.as_ref()?;
        Some(Self::of(&["resolved", resolution.area.as_str(), resolution.procedure.as_str(), case.as_str()]))
    }
    fn of(parts: &[&str]) -> Self {
        let mut hex = Digest::of(parts.join("\u{1f}").as_bytes()).to_hex();
        hex.truncate(32);
        Self(hex)
    }
}

/// A message as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRecord {
    pub id: MessageId,
    /// Order of acceptance within the hub, from 1.
    pub sequence: u64,
    /// Counts the changes of this row; a person's change names the version it was decided on.
    pub version: u64,
    /// First receipt (SGB I § 16 paragraph 2); a redirect keeps it.
    pub received_at: Timestamp,
    pub envelope: Envelope,
    pub document: ContentRef,
    pub attachments: Vec<Attachment>,
    /// The configuration it started with and finishes on.
    pub revision: RevisionNumber,
    pub state: MessageState,
    pub tenant: TenantId,
    pub lane: Option<LaneKey>,
    pub resolution: Option<Resolution>,
    /// What the rules and targets said; wiped with the content.
    pub findings: Vec<Finding>,
    /// When document, attachments, outputs and findings were wiped.
    pub content_wiped_at: Option<Timestamp>,
}
