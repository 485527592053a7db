//! The traits through which the core reaches the world. All of them block; who calls them from an
//! async task does so on a thread of its own.

use crate::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput,
};
use crate::configuration::{Revision, RevisionSummary};
use crate::content::{ContentRef, Digest};
use crate::delivery::DeliveryRecord;
use crate::finding::Finding;
use crate::ids::{DeliveryId, MessageId, RevisionNumber, TenantId};
use crate::journal::{ChainFault, JournalRow};
use crate::limits::Limits;
use crate::message::MessageRecord;
use crate::work::{
    Acceptance, JobOutcome, LeaseRequest, LeaseToken, Leased, MessageFilter, MessagePage, NewMessage, Transition,
};
use jiff::Timestamp;
use std::error::Error;
use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;

type Source = Box<dyn Error + Send + Sync>;

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

/// Durable state. Every writing method returns after the commit is on disk.
pub trait Store: Send + Sync {
    /// Message, first job, idempotency key and journal entry in one transaction.
    fn accept(&self, message: NewMessage) -> Result<Acceptance, StoreError>;

    /// Hands out due jobs whose lane is free, taking tenants in turn, oldest first within a tenant.
    /// Jobs whose lease ran out are handed out again with a higher epoch.
    fn lease(&self, request: &LeaseRequest) -> Result<Vec<Leased>, StoreError>;
    /// Lengthens a lease; refused if it was lost.
    fn extend(&self, token: LeaseToken, until: Timestamp) -> Result<(), StoreError>;
    /// Ends all leases of a worker that is known to be dead, so that its jobs need not wait until they
    /// run out. Whoever held one cannot commit any more. Returns how many there were.
    fn release(&self, worker: &str) -> Result<u64, StoreError>;
    /// Applies a transition for a leased job; refused, with nothing changed, if the lease was lost.
    fn commit(&self, token: LeaseToken, outcome: JobOutcome, transition: Transition) -> Result<(), StoreError>;
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

/// Why bytes could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("there are no bytes with digest {0}")]
    NotFound(Digest),
    /// The bytes on disk do not give their digest.
    #[error("the bytes stored as {0} are damaged")]
    Damaged(Digest),
    #[error("no room for more bytes")]
    Full(#[source] Source),
    #[error("bytes could not be read or written")]
    Io(#[source] Source),
}

/// Bytes by digest, in files; never fully in memory.
pub trait Blobs: Send + Sync {
    /// Starts a new blob.
    fn create(&self) -> Result<Box<dyn BlobWriter>, BlobError>;
    /// Opens a blob from its start.
    fn open(&self, digest: &Digest) -> Result<Box<dyn Read + Send>, BlobError>;
    /// Up to `length` bytes from `offset`.
    fn read_at(&self, digest: &Digest, offset: u64, length: usize) -> Result<Vec<u8>, BlobError>;
    /// The size, if it is there.
    fn size(&self, digest: &Digest) -> Result<Option<u64>, BlobError>;
    /// Reads all of it and compares the digest.
    fn verify(&self, digest: &Digest) -> Result<(), BlobError>;
    /// Removes blobs that are older than `older_than` and not in use. Returns how many.
    fn sweep(&self, in_use: &[Digest], older_than: Duration) -> Result<u64, BlobError>;
}

/// A blob that is being written. Dropped before `finish`, it leaves nothing.
pub trait BlobWriter: Send {
    fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError>;
    /// Syncs the file and its directory and makes it visible under its digest.
    fn finish(self: Box<Self>) -> Result<(Digest, u64), BlobError>;
}

/// Runs plugins.
pub trait Rules: Send + Sync {
    /// What the host finds in a component that lies in the blobs.
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop>;
    fn check_settings(&self, plugin: &Digest, settings: &str, limits: &Limits) -> Called<Vec<Finding>, Stop>;
    fn recognise(&self, context: &CallContext<'_>, input: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure>;
    fn validate(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure>;
    fn transform(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure>;
    fn deliver(&self, context: &CallContext<'_>, input: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure>;
}

/// The time. Only `processor` and the channels ask.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// Uniform in [0, 1), to spread retries. A clock without chance always gives the middle.
    fn chance(&self) -> f64 {
        0.5
    }
}

/// Code lists of the XRepository.
pub trait CodeLists: Send + Sync {
    /// What the list says about the code.
    fn look_up(&self, urn: &str, version: Option<&str>, code: &str) -> CodeLookup;
}

/// What a code list says about a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeLookup {
    Entry(String),
    NoSuchCode,
    NoSuchList,
}

/// Secrets by name.
pub trait Secrets: Send + Sync {
    fn secret(&self, tenant: &TenantId, name: &str) -> Option<String>;
}

/// A body that leaves the hub.
#[derive(Debug)]
pub enum OutboundBody<'a> {
    Empty,
    Bytes(&'a [u8]),
    /// An attachment from the blobs.
    Blob(&'a ContentRef),
}

/// A request that the gate in `runtime` has allowed, secrets not yet put in.
#[derive(Debug)]
pub struct OutboundRequest<'a> {
    pub method: &'a str,
    /// `https` or `http`.
    pub scheme: &'a str,
    pub authority: &'a str,
    pub path_with_query: &'a str,
    /// With secrets already in place of their placeholders.
    pub headers: &'a [(String, String)],
    pub body: OutboundBody<'a>,
    pub timeout: Duration,
    /// Loopback and private addresses are refused after resolution unless this is set.
    pub private_network: bool,
    /// Bytes of the response's body.
    pub response_limit: u64,
}

/// A whole response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboundResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why there is no response; cases as in `wasi:http`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The client itself refuses the request: a header, method or address it must not send.
    #[error("the request is not allowed: {0}")]
    RequestDenied(String),
    #[error("name resolution failed: {0}")]
    Dns(String),
    #[error("no address for this name")]
    DestinationNotFound,
    #[error("the destination is not reachable")]
    DestinationUnavailable,
    #[error("the name resolves to {0}, which is not granted")]
    AddressProhibited(IpAddr),
    #[error("connection refused")]
    ConnectionRefused,
    #[error("the connection broke")]
    ConnectionTerminated,
    #[error("no connection in time")]
    ConnectionTimeout,
    #[error("TLS: {0}")]
    Tls(String),
    #[error("the response is too large")]
    ResponseTooLarge,
    #[error("no response in time")]
    ResponseTimeout,
    #[error("the answer is not HTTP: {0}")]
    Protocol(String),
    #[error("{0}")]
    Internal(String),
}

impl HttpError {
    /// Whether nothing of the request can have reached the destination.
    pub fn before_sending(&self) -> bool {
        matches!(
            self,
            Self::RequestDenied(_)
                | Self::Dns(_)
                | Self::DestinationNotFound
                | Self::DestinationUnavailable
                | Self::AddressProhibited(_)
                | Self::ConnectionRefused
                | Self::ConnectionTimeout
                | Self::Tls(_)
        )
    }
}

/// The host side of `outbound-http`.
pub trait OutboundHttp: Send + Sync {
    fn send(&self, request: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError>;
}

/// A mail that the gate in `runtime` has allowed.
#[derive(Debug)]
pub struct OutboundMail<'a> {
    /// For the `Message-ID`.
    pub delivery: DeliveryId,
    pub to: &'a [String],
    pub subject: &'a str,
    pub text: &'a str,
    pub parts: Vec<MailPart<'a>>,
    pub timeout: Duration,
}

/// One attachment of a mail.
#[derive(Debug)]
pub struct MailPart<'a> {
    pub file_name: &'a str,
    pub media_type: &'a str,
    pub content: OutboundBody<'a>,
}

/// Why a mail was not, or may not have been, taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error("no mail relay is configured")]
    NotConfigured,
    #[error("not a valid mail: {0}")]
    Invalid(String),
    #[error("the relay has not taken it: {0}")]
    Unavailable(String),
    #[error("the relay refuses it: {0}")]
    Refused(String),
    #[error("the connection broke after the mail was sent: {0}")]
    Unknown(String),
}

/// The host side of `mail`.
pub trait Mailer: Send + Sync {
    fn send(&self, mail: &OutboundMail<'_>) -> Result<(), MailError>;
}

/// Why an operation was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// There is no such message.
    #[error("there is no message {0}")]
    NotFound(MessageId),
    /// A message in this state cannot be withdrawn or replayed.
    #[error("the message is {}", state.name())]
    NotPossible { state: crate::message::MessageState },
    #[error("the store did not do it")]
    Store(#[from] StoreError),
}

/// What people do to a running hub; `server` offers it, `cli` wires it.
pub trait Operations: Send + Sync {
    /// The revision that a message accepted now starts with; none before the first configuration.
    fn current_revision(&self) -> Option<RevisionNumber>;
    /// Reads the configuration directory again and, if it is valid, makes it the newest revision.
    /// All problems, one line each, if it is not.
    fn reload_configuration(&self, author: &str) -> Result<RevisionNumber, Vec<String>>;
    /// Takes a message back that has not reached every target yet. `by` is the id of an API key.
    fn withdraw(&self, message: MessageId, by: &str, reason: &str) -> Result<(), OperationError>;
    /// Sends a parked message on its way again, on the current revision.
    fn replay(&self, message: MessageId, by: &str, reason: &str) -> Result<(), OperationError>;
}
