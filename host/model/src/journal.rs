//! The journal: what happened to a message, as evidence. No personal data, hash-chained per tenant.

use crate::call::World;
use crate::content::Digest;
use crate::finding::FindingSummary;
use crate::ids::{
    DeliveryId, MessageId, PluginName, ProcedureId, RecipientId, RevisionNumber, SourceId, TargetId, TenantId,
};
use crate::message::ParkReason;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What happened. Names are stable: old journals are read by later hubs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum JournalEvent {
    Accepted {
        source: SourceId,
        channel: String,
        document: Digest,
        size: u64,
        media_type: String,
        attachments: Vec<Digest>,
        revision: RevisionNumber,
    },
    /// Step 2. `by` is the rule's name or the recogniser.
    Recognised {
        by: String,
        procedure: ProcedureId,
        message_type: Option<String>,
    },
    /// Steps 3 and 4.
    Resolved {
        area: String,
        authority: TenantId,
        competence: String,
        redirected_from: Option<TenantId>,
        application: Option<String>,
    },
    /// A plugin ran and gave a result.
    RuleApplied {
        plugin: PluginName,
        digest: Digest,
        world: World,
        findings: Vec<FindingSummary>,
        outputs: Vec<OutputSummary>,
        wall_time_us: u64,
        /// The certificate under which it ran.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<Digest>,
    },
    /// A plugin ran, or could not run, and gave none.
    RuleFailed {
        plugin: PluginName,
        digest: Digest,
        world: World,
        outcome: String,
    },
    /// Work is put off.
    Postponed {
        until: Timestamp,
        reason: String,
    },
    /// The intent: from here on the outcome is unknown until the next entry for this delivery.
    DeliveryAttempted {
        delivery: DeliveryId,
        recipient: RecipientId,
        target: TargetId,
        plugin: PluginName,
        digest: Digest,
        attempt: u32,
        /// The certificate under which it runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        certificate: Option<Digest>,
    },
    /// The target's reference may name a person's case: only its digest is evidence.
    DeliverySucceeded {
        delivery: DeliveryId,
        target: TargetId,
        reference: Option<Digest>,
        wall_time_us: u64,
    },
    DeliveryFailed {
        delivery: DeliveryId,
        target: TargetId,
        outcome: String,
        again_at: Option<Timestamp>,
    },
    DeliveryRejected {
        delivery: DeliveryId,
        target: TargetId,
        findings: Vec<FindingSummary>,
    },
    DeliveryParked {
        delivery: DeliveryId,
        target: TargetId,
        reason: ParkReason,
    },
    /// Final: every target has its part.
    Delivered {
        deliveries: u32,
    },
    /// Final: sent back.
    Rejected {
        findings: Vec<FindingSummary>,
    },
    /// Final until a person acts.
    Parked {
        reason: ParkReason,
        detail: String,
    },
    /// Final: taken back.
    Withdrawn {
        by: String,
        reason: String,
    },
    /// A person sent it on its way again.
    Replayed {
        by: String,
        reason: String,
        revision: RevisionNumber,
    },
    /// Document, attachments, outputs and findings were wiped; this evidence stays.
    ContentWiped {
        retention_days: u32,
    },
}

impl JournalEvent {
    /// The name of the event, as in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Recognised { .. } => "recognised",
            Self::Resolved { .. } => "resolved",
            Self::RuleApplied { .. } => "rule-applied",
            Self::RuleFailed { .. } => "rule-failed",
            Self::Postponed { .. } => "postponed",
            Self::DeliveryAttempted { .. } => "delivery-attempted",
            Self::DeliverySucceeded { .. } => "delivery-succeeded",
            Self::DeliveryFailed { .. } => "delivery-failed",
            Self::DeliveryRejected { .. } => "delivery-rejected",
            Self::DeliveryParked { .. } => "delivery-parked",
            Self::Delivered { .. } => "delivered",
            Self::Rejected { .. } => "rejected",
            Self::Parked { .. } => "parked",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Replayed { .. } => "replayed",
            Self::ContentWiped { .. } => "content-wiped",
        }
    }
}

/// An output without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputSummary {
    pub recipient: RecipientId,
    pub document: Digest,
    pub size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
}

/// An entry as it lies in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRow {
    pub tenant: TenantId,
    /// Position in the tenant's chain, from 1.
    pub sequence: u64,
    pub message: MessageId,
    pub at: Timestamp,
    /// The event as JSON, exactly as hashed.
    pub event: String,
    pub previous: Digest,
    pub hash: Digest,
}

/// The hash before a chain's first entry.
pub const GENESIS: Digest = Digest([0; 32]);

/// The hash of an entry: SHA-256 over a version tag, the hash before it, and every field with its
/// length, so that no two different entries have the same bytes.
pub fn entry_hash(
    previous: &Digest,
    tenant: &TenantId,
    sequence: u64,
    message: MessageId,
    at: Timestamp,
    event: &str,
) -> Digest {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(b"drehscheibe-journal-v1");
    field(&previous.0);
    field(tenant.as_str().as_bytes());
    field(&sequence.to_be_bytes());
    field(message.0.as_bytes());
    field(&at.as_microsecond().to_be_bytes());
    field(event.as_bytes());
    Digest(hash.finalize().into())
}

/// What is wrong with a chain, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum ChainFault {
    #[error("entry {sequence} is missing: entry {found} follows")]
    Gap { sequence: u64, found: u64 },
    #[error("entry {sequence} does not continue the one before it")]
    Unlinked { sequence: u64 },
    #[error("entry {sequence} was changed: its content does not give its hash")]
    Changed { sequence: u64 },
    #[error("the chain ends at entry {found}; entry {recorded} was recorded as its head")]
    CutOff { found: u64, recorded: u64 },
}

/// Walks along one chain and checks each link.
#[derive(Debug, Clone)]
pub struct ChainVerifier {
    next: u64,
    previous: Digest,
}

impl ChainVerifier {
    /// Starts behind entry `after` with hash `hash` (0 and [`GENESIS`] for a whole chain).
    pub fn starting_after(after: u64, hash: Digest) -> Self {
        Self { next: after + 1, previous: hash }
    }
    /// Checks the next entry.
    pub fn check(&mut self, row: &JournalRow) -> Result<(), ChainFault> {
        if row.sequence != self.next {
            return Err(ChainFault::Gap { sequence: self.next, found: row.sequence });
        }
        if row.previous != self.previous {
            return Err(ChainFault::Unlinked { sequence: row.sequence });
        }
        let hash = entry_hash(&row.previous, &row.tenant, row.sequence, row.message, row.at, &row.event);
        if hash != row.hash {
            return Err(ChainFault::Changed { sequence: row.sequence });
        }
        self.previous = row.hash;
        self.next += 1;
        Ok(())
    }
    /// Checks that the chain ends where its recorded head says.
    pub fn finish(&self, head_sequence: u64, head_hash: Digest) -> Result<(), ChainFault> {
        let found = self.next - 1;
        if found != head_sequence {
            return Err(ChainFault::CutOff { found, recorded: head_sequence });
        }
        if self.previous != head_hash {
            return Err(ChainFault::Unlinked { sequence: head_sequence });
        }
        Ok(())
    }
}
