//! Durable state.

use super::Source;
use crate::configuration::{Revision, RevisionSummary};
use crate::content::Digest;
use crate::delivery::DeliveryRecord;
use crate::ids::{DeliveryId, MessageId, RevisionNumber, TenantId};
use crate::journal::{ChainFault, JournalRow};
use crate::message::{MessageRecord, MessageState, ParkReason};
use crate::work::{
    Acceptance, JobOutcome, LeaseRequest, LeaseToken, Leased, MessageFilter, MessagePage, NewMessage, Transition,
};
use jiff::Timestamp;
use std::time::Duration;

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The idempotency key was used before with other content; the message it belongs to.
    #[error("the idempotency key was used before for message {message} with other content")]
    KeyReused { message: MessageId },
    /// Another worker holds the job now.
    #[error("the lease of job {job} was lost")]
    LeaseLost { job: i64 },
    /// The message changed since it was read. Nothing was changed.
    #[error("message {message} changed in the meantime")]
    Changed { message: MessageId },
    /// The activation changed since it was read. Nothing was changed.
    #[error("activation {number} changed in the meantime")]
    ActivationChanged { number: u64 },
    #[error("there is no such {what}")]
    NotFound { what: &'static str },
    /// No room left, or a quota is used up. Nothing was changed.
    #[error("the store is full")]
    Full(#[source] Source),
    /// May work in a moment. Nothing was changed.
    #[error("the store is not available")]
    Unavailable(#[source] Source),
    /// Stored data cannot be read back.
    #[error("stored data is damaged: {what}")]
    Damaged { what: String },
    /// Made by a newer hub, or by something else.
    #[error("the store's schema has version {found}, this hub knows versions up to {known}")]
    SchemaVersion { found: i64, known: i64 },
}

/// Is told how a commit went.
pub type Committed = Box<dyn FnOnce(Result<Option<MessageState>, StoreError>) + Send>;

/// Durable state. Every writing method returns after the commit is on disk, but for
/// [`lease`](Self::lease).
pub trait Store: super::ActivationStore {
    /// Message, first job, idempotency key and journal entry in one transaction.
    fn accept(&self, message: NewMessage) -> Result<Acceptance, StoreError>;

    /// Hands out due jobs whose lane is free, taking tenants in turn, oldest first within a tenant.
    /// Jobs whose lease ran out are handed out again with a higher epoch. Only the holder needs to know
    /// of a lease, so it may return before the disk has it: if the lease is lost with a crash or a failed
    /// commit, its token is never given to anybody else, and nothing is committed under it.
    fn lease(&self, request: &LeaseRequest) -> Result<Vec<Leased>, StoreError>;
    /// Lengthens a lease; refused if it was lost.
    fn extend(&self, token: LeaseToken, until: Timestamp) -> Result<(), StoreError>;
    /// Ends all leases of a worker that is known to be dead, so that its jobs need not wait until they
    /// run out. Whoever held one cannot commit any more. Returns how many there were.
    fn release(&self, worker: &str) -> Result<u64, StoreError>;
    /// Applies a transition for a leased job; refused, with nothing changed, if the lease was lost. The
    /// state the message has now, if this changed it: of all that work on a message, one learns of its end.
    fn commit(
        &self,
        token: LeaseToken,
        outcome: JobOutcome,
        transition: Transition,
    ) -> Result<Option<MessageState>, StoreError>;
    /// [`commit`](Self::commit) without waiting for the disk: `then` is told its result, after the commit,
    /// perhaps by another thread. It must not take long and must not call the store.
    fn commit_then(&self, token: LeaseToken, outcome: JobOutcome, transition: Transition, then: Committed) {
        then(self.commit(token, outcome, transition));
    }
    /// A worker took a job from its tenant's count ([`LeaseRequest::at_work`]): wakes who waits for that.
    fn place_freed(&self) {}
    /// Applies a transition that a person asked for; [`StoreError::Changed`] unless
    /// `expected_version` still is the message's version.
    fn apply(&self, expected_version: u64, transition: Transition) -> Result<(), StoreError>;
    /// Grows whenever something to lease may have appeared. Read it before leasing and give it to
    /// [`wait_for_work`](Self::wait_for_work), so that nothing is missed in between.
    fn work_mark(&self) -> u64;
    /// Waits until the mark is past `mark` (work was added or came back, a lane or a tenant's place
    /// became free), or `timeout` passed.
    fn wait_for_work(&self, mark: u64, timeout: Duration);
    /// When the next job falls due after `after` (the time of the caller's last lease), of those that
    /// nobody holds and whose lane is free. What was due by then and not handed out waits for a lease
    /// or a lane to end, and that wakes [`wait_for_work`](Self::wait_for_work).
    fn next_due(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError>;

    fn message(&self, id: MessageId) -> Result<Option<MessageRecord>, StoreError>;
    fn messages(&self, filter: &MessageFilter) -> Result<MessagePage, StoreError>;
    fn deliveries(&self, id: MessageId) -> Result<Vec<DeliveryRecord>, StoreError>;
    fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StoreError>;
    /// Bytes that lie beside the message's row: its document, outputs, answers.
    fn content(&self, message: MessageId, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError>;
    /// All entries about a message, in the order in which they were written.
    fn journal(&self, id: MessageId) -> Result<Vec<JournalRow>, StoreError>;
    /// Messages parked for this reason, accepted after `after` (a sequence), oldest first, at most `limit`.
    fn parked(&self, reason: ParkReason, after: u64, limit: u32) -> Result<Vec<MessageRecord>, StoreError>;
    /// The entries of a chain from `first` to `last`, at most `limit` of them.
    fn chain_part(&self, tenant: &TenantId, first: u64, last: u64, limit: u32) -> Result<Vec<JournalRow>, StoreError>;
    /// Number of messages per tenant and state name.
    fn counts(&self) -> Result<Vec<(TenantId, String, u64)>, StoreError>;

    /// The tenants that have a chain.
    fn chains(&self) -> Result<Vec<TenantId>, StoreError>;
    /// Checks one chain from its checkpoint to its head; the number of entries, or the first fault.
    fn verify_chain(&self, tenant: &TenantId) -> Result<Result<u64, ChainFault>, StoreError>;

    /// Adds a revision; the same content as the newest adds nothing and returns its number.
    fn add_revision(&self, revision: Revision) -> Result<RevisionNumber, StoreError>;
    fn revision(&self, number: RevisionNumber) -> Result<Option<Revision>, StoreError>;
    fn newest_revision(&self) -> Result<Option<Revision>, StoreError>;
    /// Newest first.
    fn revisions(&self, limit: u32) -> Result<Vec<RevisionSummary>, StoreError>;

    fn add_key(&self, key: crate::access::ApiKey) -> Result<(), StoreError>;
    fn key(&self, id: &str) -> Result<Option<crate::access::ApiKey>, StoreError>;
    fn keys(&self) -> Result<Vec<crate::access::ApiKey>, StoreError>;
    /// Refused from now on; false if there is no such key.
    fn revoke_key(&self, id: &str, at: Timestamp) -> Result<bool, StoreError>;

    /// Wipes content of messages that became final before `before`, at most `limit` of them; writes
    /// `ContentWiped` for each. Parked messages keep theirs.
    fn wipe_content(
        &self,
        before: Timestamp,
        retention_days: u32,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError>;
    /// Drops journal entries older than `before`, whole prefixes of chains only, leaving a checkpoint
    /// from which the rest still verifies; and the rows of messages that have no entry left.
    fn drop_evidence(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;
    /// Digests of blobs that some row still needs.
    fn blobs_in_use(&self) -> Result<Vec<Digest>, StoreError>;

    /// Whether a write would succeed now.
    fn check(&self) -> Result<(), StoreError>;
}
