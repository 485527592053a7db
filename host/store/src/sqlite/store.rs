//! The port, request by request.

use super::open::{self, OpenError};
use super::readers::Readers;
use super::writer::Writer;
use super::{accept, counts, delivery, journal, key, lease, message, query, retention, revision, transition};
use crate::error::{Cause, sql};
use crate::space;
use crate::wake::{Effect, Wake};
use drehscheibe_model::access::ApiKey;
use drehscheibe_model::configuration::{Revision, RevisionSummary};
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::{DeliveryId, MessageId, RevisionNumber, TenantId};
use drehscheibe_model::journal::{ChainFault, JournalRow};
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::ports::{Committed, Store, StoreError};
use drehscheibe_model::work::{
    Acceptance, JobOutcome, LeaseRequest, LeaseToken, Leased, MessageFilter, MessagePage, NewMessage, Transition,
};
use jiff::Timestamp;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How the store uses its disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteOptions {
    /// New messages are refused ([`StoreError::Full`]) while fewer bytes are free on the disk, so that
    /// messages in hand can still be finished.
    pub reserve_bytes: u64,
    /// The database never grows larger than this; new messages are refused while less than the reserve
    /// is left of it.
    pub largest_bytes: Option<u64>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { reserve_bytes: 64 << 20, largest_bytes: None }
    }
}

/// Durable state in one SQLite file (WAL, `synchronous=FULL`), which several processes may open.
/// Waiting for work sees only what this process added. Dropping it finishes the writes that wait.
pub struct SqliteStore {
    path: PathBuf,
    options: SqliteOptions,
    // Before the writer: the last connection to close tidies up the log, and only a writer can.
    readers: Readers,
    writer: Writer,
    wake: Arc<Wake>,
    turn: lease::Turn,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqliteStore").field("path", &self.path).finish_non_exhaustive()
    }
}

impl SqliteStore {
    /// Opens the file, or makes it, and brings its schema up to date.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, SqliteOptions::default())
    }

    /// [`open`](Self::open) with other options.
    pub fn open_with(path: &Path, options: SqliteOptions) -> Result<Self, OpenError> {
        let connection = open::writer(path)?;
        if let Some(bytes) = options.largest_bytes {
            open::limit_size(&connection, bytes)?;
        }
        let wake = Arc::new(Wake::new());
        let thread = |source| OpenError::File { path: path.to_owned(), source };
        let writer = Writer::start(connection, Arc::clone(&wake)).map_err(thread)?;
        Ok(Self {
            path: path.to_owned(),
            options,
            readers: Readers::new(path.to_owned()),
            turn: lease::Turn::new(writer.undone()),
            writer,
            wake,
        })
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn options(&self) -> &SqliteOptions {
        &self.options
    }

    pub(super) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.readers.read(work)
    }

    pub(super) fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<(T, Effect), StoreError> + Send + 'static,
    {
        self.writer.write(work)
    }
}

/// Refuses new messages while the reserve is used up.
fn check_size(connection: &Connection, options: &SqliteOptions) -> Result<(), StoreError> {
    let Some(largest) = options.largest_bytes else { return Ok(()) };
    let used = open::used_bytes(connection)?;
    if used.saturating_add(options.reserve_bytes) > largest {
        let text = format!("{used} of {largest} bytes are used, {} are kept for work in hand", options.reserve_bytes);
        return Err(StoreError::Full(Box::new(Cause(text))));
    }
    Ok(())
}

impl Store for SqliteStore {
    fn accept(&self, message: NewMessage) -> Result<Acceptance, StoreError> {
        space::check(&self.path, self.options.reserve_bytes)?;
        let prepared = accept::prepare(message)?;
        let options = self.options.clone();
        self.write(move |connection| {
            check_size(connection, &options)?;
            accept::accept(connection, prepared)
        })
    }

    fn lease(&self, request: &LeaseRequest) -> Result<Vec<Leased>, StoreError> {
        let (request, turn) = (request.clone(), self.turn.clone());
        self.writer.write_early(move |connection| lease::lease(connection, &request, &turn))
    }

    fn extend(&self, token: LeaseToken, until: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| lease::extend(connection, token, until))
    }

    fn release(&self, worker: &str) -> Result<u64, StoreError> {
        let worker = worker.to_owned();
        self.write(move |connection| lease::release(connection, &worker))
    }

    fn commit(
        &self,
        token: LeaseToken,
        outcome: JobOutcome,
        transition: Transition,
    ) -> Result<Option<MessageState>, StoreError> {
        let prepared = transition::prepare(transition)?;
        self.write(move |connection| transition::commit(connection, token, &outcome, prepared))
    }

    fn commit_then(&self, token: LeaseToken, outcome: JobOutcome, transition: Transition, then: Committed) {
        match transition::prepare(transition) {
            Ok(prepared) => self
                .writer
                .write_then(move |connection| transition::commit(connection, token, &outcome, prepared), then),
            Err(error) => then(Err(error)),
        }
    }

    fn place_freed(&self) {
        self.wake.tell(Effect::LeaseEnded);
    }

    fn apply(&self, expected_version: u64, transition: Transition) -> Result<(), StoreError> {
        let prepared = transition::prepare(transition)?;
        self.write(move |connection| transition::apply(connection, expected_version, prepared))
    }

    fn work_mark(&self) -> u64 {
        self.wake.mark()
    }

    fn wait_for_work(&self, mark: u64, timeout: Duration) {
        self.wake.wait(mark, timeout);
    }

    fn next_due(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.read(|connection| lease::next_due(connection, after))
    }

    fn message(&self, id: MessageId) -> Result<Option<MessageRecord>, StoreError> {
        self.read(|connection| message::by_id(connection, id))
    }

    fn messages(&self, filter: &MessageFilter) -> Result<MessagePage, StoreError> {
        self.read(|connection| message::page(connection, filter))
    }

    fn deliveries(&self, id: MessageId) -> Result<Vec<DeliveryRecord>, StoreError> {
        self.read(|connection| match message::sequence(connection, id)? {
            Some(sequence) => delivery::of_message(connection, sequence),
            None => Ok(Vec::new()),
        })
    }

    fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StoreError> {
        self.read(|connection| delivery::by_id(connection, id))
    }

    fn content(&self, message: MessageId, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|connection| message::content(connection, message, digest))
    }

    fn journal(&self, id: MessageId) -> Result<Vec<JournalRow>, StoreError> {
        self.read(|connection| journal::of_message(connection, id))
    }

    fn parked(&self, reason: ParkReason, after: u64, limit: u32) -> Result<Vec<MessageRecord>, StoreError> {
        self.read(|connection| message::parked(connection, reason, after, limit))
    }

    fn chain_part(&self, tenant: &TenantId, first: u64, last: u64, limit: u32) -> Result<Vec<JournalRow>, StoreError> {
        self.read(|connection| journal::part(connection, tenant, first, last, limit))
    }

    fn counts(&self) -> Result<Vec<(TenantId, String, u64)>, StoreError> {
        self.read(counts::read)
    }

    fn chains(&self) -> Result<Vec<TenantId>, StoreError> {
        self.read(journal::chains)
    }

    fn verify_chain(&self, tenant: &TenantId) -> Result<Result<u64, ChainFault>, StoreError> {
        self.read(|connection| journal::verify(connection, tenant))
    }

    fn add_revision(&self, revision: Revision) -> Result<RevisionNumber, StoreError> {
        let prepared = revision::prepare(revision)?;
        self.write(move |connection| revision::add(connection, &prepared))
    }

    fn revision(&self, number: RevisionNumber) -> Result<Option<Revision>, StoreError> {
        self.read(|connection| revision::by_number(connection, number))
    }

    fn newest_revision(&self) -> Result<Option<Revision>, StoreError> {
        self.read(revision::newest)
    }

    fn revisions(&self, limit: u32) -> Result<Vec<RevisionSummary>, StoreError> {
        self.read(|connection| revision::list(connection, limit))
    }

    fn add_key(&self, key: ApiKey) -> Result<(), StoreError> {
        self.write(move |connection| key::put(connection, &key))
    }

    fn key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        self.read(|connection| key::by_id(connection, id))
    }

    fn keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.read(key::list)
    }

    fn revoke_key(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.write(move |connection| key::revoke(connection, &id, at))
    }

    fn wipe_content(
        &self,
        before: Timestamp,
        retention_days: u32,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        let wiped = self.write(move |connection| retention::wipe(connection, before, retention_days, now, limit))?;
        if wiped > 0 {
            open::empty_log(&self.path).map_err(sql)?;
        }
        Ok(wiped)
    }

    fn drop_evidence(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.write(move |connection| retention::drop_evidence(connection, before, limit))
    }

    fn blobs_in_use(&self) -> Result<Vec<Digest>, StoreError> {
        self.read(retention::blobs_in_use)
    }

    fn check(&self) -> Result<(), StoreError> {
        space::check(&self.path, self.options.reserve_bytes)?;
        let options = self.options.clone();
        self.write(move |connection| {
            check_size(connection, &options)?;
            // Takes the write lock, changes a page and puts it back.
            let same = "UPDATE chain SET head_sequence = head_sequence WHERE id = (SELECT min(id) FROM chain)";
            query::execute(connection, same, [])?;
            Ok(((), Effect::Nothing))
        })
    }
}
