//! Jobs, leases, and the unit in which the store changes.

use crate::content::Digest;
use crate::content::{ContentRef, Document};
use crate::delivery::DeliveryRecord;
use crate::envelope::{Attachment, Envelope};
use crate::finding::Finding;
use crate::ids::{DeliveryId, MessageId, RevisionNumber, TenantId};
use crate::journal::JournalEvent;
use crate::message::{LaneKey, MessageRecord, MessageState, Resolution};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobKind {
    /// Steps 2 to 5.
    Process,
    /// Step 6 for one delivery.
    Deliver(DeliveryId),
}

/// Rules want processors, deliveries wait for others: each has workers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobClass {
    Process,
    Deliver,
}

impl JobKind {
    pub fn class(&self) -> JobClass {
        match self {
            Self::Process => JobClass::Process,
            Self::Deliver(_) => JobClass::Deliver,
        }
    }
}

/// A job to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub kind: JobKind,
    pub due: Timestamp,
}

/// Proof that a worker may finish a job. Every new lease of a job has a higher epoch; a commit with
/// an older one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeaseToken {
    pub job: i64,
    pub epoch: u64,
}

/// A job in the hands of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub token: LeaseToken,
    pub kind: JobKind,
    pub message: MessageId,
    pub tenant: TenantId,
    /// How often it was retried before.
    pub retries: u32,
}

/// What a worker asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRequest {
    /// Name of the node and worker, for people.
    pub worker: String,
    /// Only jobs of this class.
    pub class: JobClass,
    pub now: Timestamp,
    pub until: Timestamp,
    /// At most so many jobs.
    pub limit: u32,
    /// Jobs of one tenant and this class leased at the same time, those already out included.
    pub per_tenant: u32,
    pub slow: SlowTenants,
    /// Jobs of this class that each tenant has at work, if the caller counts them itself: a job whose
    /// commit is under way needs no worker any more. `None`: those that are leased count.
    pub at_work: Option<BTreeMap<TenantId, u32>>,
}

/// Tenants whose jobs take long. So that they do not hold every worker, their jobs of this class
/// leased at the same time are limited together, those already out included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlowTenants {
    pub tenants: BTreeSet<TenantId>,
    pub together: u32,
}

/// A message to accept.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    pub id: MessageId,
    pub received_at: Timestamp,
    /// In whose queue it waits for the rules: the municipality that the envelope claims if the
    /// register knows it, else [`TenantId::intake`]. Its acceptance is journalled in the chain of the
    /// source in either case.
    pub tenant: TenantId,
    pub envelope: Envelope,
    pub document: ContentRef,
    /// The document's bytes if it is small enough to lie beside its row; else it lies in the blobs.
    pub inline_document: Option<Vec<u8>>,
    /// Their bytes lie in the blobs, synced.
    pub attachments: Vec<Attachment>,
    pub revision: RevisionNumber,
    pub idempotency: Option<IdempotencyKey>,
}

/// A sender's own key for a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// 1 to 255 printable ASCII characters, unique per source.
    pub key: String,
    /// Over envelope, document and attachments: the same key with another fingerprint is refused.
    pub fingerprint: Digest,
}

/// The answer to an acceptance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    pub message: MessageId,
    pub received_at: Timestamp,
    /// The key was used before with the same content: this is the first receipt again.
    pub replayed: bool,
}

/// Documents of at most so many bytes lie in the database, larger ones in the blobs.
pub const INLINE_DOCUMENT_BYTES: usize = 256 << 10;

/// What becomes of the leased job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    Done,
    /// Come back then; counts as a retry.
    RetryAt(Timestamp),
    /// The job goes on under the same lease (an intent was written).
    Keep,
    /// Nobody began: it waits again as it did before the lease.
    GivenBack,
}

/// Changes of the message row. `None`: unchanged.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MessageChange {
    pub state: Option<MessageState>,
    pub tenant: Option<TenantId>,
    /// `Some(None)` takes the message out of its lane.
    pub lane: Option<Option<LaneKey>>,
    /// `Some(None)` forgets it (replay).
    pub resolution: Option<Option<Resolution>>,
    pub findings: Option<Vec<Finding>>,
    pub revision: Option<RevisionNumber>,
}

/// One journal entry to append; the store numbers and chains it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// The chain it belongs to.
    pub tenant: TenantId,
    pub at: Timestamp,
    pub event: JournalEvent,
}

/// Under which chain and time a settled message is journalled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle {
    pub tenant: TenantId,
    pub at: Timestamp,
}

/// All that one decision changes. The store does all of it in one transaction or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    pub message: MessageId,
    pub change: MessageChange,
    /// Inserted or replaced by id.
    pub deliveries: Vec<DeliveryRecord>,
    /// Bytes of outputs and answers that are small enough to lie in the database.
    pub contents: Vec<Document>,
    pub entries: Vec<NewEntry>,
    /// Jobs to add.
    pub jobs: Vec<NewJob>,
    /// First drop all jobs of the message, leased ones included: whoever holds one loses its lease
    /// (withdrawal, replay).
    pub drop_jobs: bool,
    /// Last, within the same transaction and on the deliveries as they stand then, ask
    /// [`settle`](crate::delivery::settle) whether the message has reached a final state, and if so
    /// set it and append the entry it gives.
    pub settle: Option<Settle>,
}

impl Transition {
    /// A transition that changes nothing yet.
    pub fn of(message: MessageId) -> Self {
        Self {
            message,
            change: MessageChange::default(),
            deliveries: Vec::new(),
            contents: Vec::new(),
            entries: Vec::new(),
            jobs: Vec::new(),
            drop_jobs: false,
            settle: None,
        }
    }
}

/// Which messages to list. All conditions must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MessageFilter {
    /// Name of the state, as [`MessageState::name`] gives it.
    pub state: Option<String>,
    /// Only these tenants; empty: all.
    pub tenants: Vec<TenantId>,
    pub source: Option<crate::ids::SourceId>,
    pub procedure: Option<crate::ids::ProcedureId>,
    /// Only parked messages with this reason.
    pub reason: Option<crate::message::ParkReason>,
    /// Only messages of this case; gone with the content.
    pub case_id: Option<crate::ids::CaseId>,
    /// Received at this time or later.
    pub received_from: Option<Timestamp>,
    /// Received before this time.
    pub received_until: Option<Timestamp>,
    /// Only messages accepted before this one (keyset pagination, newest first).
    pub before: Option<u64>,
    /// At most so many; 1 to 500.
    pub limit: u32,
}

/// A page of messages, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct MessagePage {
    pub messages: Vec<MessageRecord>,
    /// Give it as `before` for the next page.
    pub next: Option<u64>,
}
