//! The port, and the switches of the simulator.

use super::fault::{Fault, Plan, Write};
use super::lease::Turns;
use super::state::State;
use crate::error::{Cause, Failure};
use crate::wake::{Effect, Wake};
use drehscheibe_model::access::ApiKey;
use drehscheibe_model::configuration::{Revision, RevisionSummary};
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::{DeliveryId, MessageId, RevisionNumber, TenantId};
use drehscheibe_model::journal::{ChainFault, JournalRow};
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::ports::{Store, StoreError};
use drehscheibe_model::work::{
    Acceptance, JobOutcome, LeaseRequest, LeaseToken, Leased, MessageFilter, MessagePage, NewMessage, Transition,
};
use jiff::Timestamp;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

struct Disk {
    state: State,
    /// What a crash falls back to while syncs are held back; else every write is synced when it is answered.
    synced: Option<State>,
    down: bool,
    turns: Turns,
    writes: u64,
    plan: Plan,
}

/// The store in memory.
///
/// A simulator gives each write its fate with [`with_fault_plan`](Self::with_fault_plan). After a
/// crash every call fails until [`restart`](Self::restart); leases survive, as they do on a disk.
pub struct MemoryStore {
    disk: Mutex<Disk>,
    wake: Wake,
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

fn unavailable(text: &str) -> StoreError {
    Failure::unavailable(text).into()
}

impl MemoryStore {
    /// An empty store on a disk that never fails.
    pub fn new() -> Self {
        Self::with_fault_plan(|_| Fault::None)
    }

    /// An empty store that asks `plan` about every write, in order.
    pub fn with_fault_plan(plan: impl FnMut(Write) -> Fault + Send + 'static) -> Self {
        let state = State::default();
        let disk = Disk { state, synced: None, down: false, turns: Turns::new(), writes: 0, plan: Box::new(plan) };
        Self { disk: Mutex::new(disk), wake: Wake::new() }
    }

    /// From now on asks this plan.
    pub fn set_fault_plan(&self, plan: impl FnMut(Write) -> Fault + Send + 'static) {
        self.lock().plan = Box::new(plan);
    }

    /// The disk begins (or ends) to lie: writes are answered before they are synced, and the next
    /// crash loses them. A simulator that does not notice this does not notice anything.
    pub fn hold_syncs(&self, hold: bool) {
        let mut disk = self.lock();
        disk.synced = match (hold, disk.synced.take()) {
            (true, None) => Some(disk.state.clone()),
            (true, kept) => kept,
            (false, _) => None,
        };
    }

    /// The hub dies: what is not synced is lost, and every call fails until [`restart`](Self::restart).
    pub fn crash(&self) {
        self.lock().crash();
        self.wake.tell(Effect::WorkAdded);
    }

    /// The hub starts again on what was synced.
    pub fn restart(&self) {
        let mut disk = self.lock();
        disk.down = false;
        disk.turns.clear();
        drop(disk);
        self.wake.tell(Effect::WorkAdded);
    }

    /// Whether the hub is dead.
    pub fn is_down(&self) -> bool {
        self.lock().down
    }

    fn lock(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> Result<T, StoreError> {
        let disk = self.lock();
        if disk.down { Err(unavailable("the hub is down")) } else { Ok(read(&disk.state)) }
    }

    pub(super) fn write<T>(
        &self,
        operation: &'static str,
        write: impl FnOnce(&mut State, &mut Turns) -> Result<(T, Effect), StoreError>,
    ) -> Result<T, StoreError> {
        let mut disk = self.lock();
        if disk.down {
            return Err(unavailable("the hub is down"));
        }
        disk.writes += 1;
        let number = disk.writes;
        let fault = (disk.plan)(Write { number, operation });
        match fault {
            Fault::Full => return Err(StoreError::Full(Box::new(Cause("the disk is full".into())))),
            Fault::Unavailable => return Err(unavailable("the disk does not answer")),
            // All that is done by now is what earlier writes did.
            Fault::CrashBeforeSync => {
                disk.crash();
                return Err(unavailable("the hub died before the write was on disk"));
            }
            Fault::None | Fault::CrashAfterSync => {}
        }
        let disk = &mut *disk;
        let answer = write(&mut disk.state, &mut disk.turns);
        if fault == Fault::CrashAfterSync {
            disk.crash();
            return Err(unavailable("the hub died after the write was on disk"));
        }
        let (value, effect) = answer?;
        self.wake.tell(effect);
        Ok(value)
    }
}

impl Disk {
    fn crash(&mut self) {
        if let Some(synced) = &self.synced {
            self.state = synced.clone();
        }
        self.down = true;
    }
}

impl Store for MemoryStore {
    fn accept(&self, message: NewMessage) -> Result<Acceptance, StoreError> {
        self.write("accept", |state, _| state.accept(message))
    }

    fn lease(&self, request: &LeaseRequest) -> Result<Vec<Leased>, StoreError> {
        self.write("lease", |state, turns| state.lease(request, turns))
    }

    fn extend(&self, token: LeaseToken, until: Timestamp) -> Result<(), StoreError> {
        self.write("extend", |state, _| state.extend(token, until))
    }

    fn release(&self, worker: &str) -> Result<u64, StoreError> {
        self.write("release", |state, _| state.release(worker))
    }

    fn commit(
        &self,
        token: LeaseToken,
        outcome: JobOutcome,
        transition: Transition,
    ) -> Result<Option<MessageState>, StoreError> {
        self.write("commit", |state, _| state.commit(token, &outcome, transition))
    }

    fn apply(&self, expected_version: u64, transition: Transition) -> Result<(), StoreError> {
        self.write("apply", |state, _| state.apply(expected_version, transition))
    }

    fn place_freed(&self) {
        self.wake.tell(Effect::LeaseEnded);
    }

    fn work_mark(&self) -> u64 {
        self.wake.mark()
    }

    fn wait_for_work(&self, mark: u64, timeout: Duration) {
        self.wake.wait(mark, timeout);
    }

    fn next_due(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.read(|state| state.next_due(after))?
    }

    fn message(&self, id: MessageId) -> Result<Option<MessageRecord>, StoreError> {
        self.read(|state| state.row(id).map(|row| row.record.clone()))
    }

    fn messages(&self, filter: &MessageFilter) -> Result<MessagePage, StoreError> {
        self.read(|state| state.page(filter))
    }

    fn deliveries(&self, id: MessageId) -> Result<Vec<DeliveryRecord>, StoreError> {
        self.read(|state| state.sequence(id).map(|sequence| state.deliveries_of(sequence)).unwrap_or_default())
    }

    fn delivery(&self, id: DeliveryId) -> Result<Option<DeliveryRecord>, StoreError> {
        self.read(|state| state.deliveries.get(&(state.sequence(id.message)?, id.number)).cloned())
    }

    fn content(&self, message: MessageId, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|state| state.contents.get(&(state.sequence(message)?, *digest)).cloned())
    }

    fn journal(&self, id: MessageId) -> Result<Vec<JournalRow>, StoreError> {
        self.read(|state| state.journal_of(id))
    }

    fn parked(&self, reason: ParkReason, after: u64, limit: u32) -> Result<Vec<MessageRecord>, StoreError> {
        self.read(|state| state.parked(reason, after, limit))
    }

    fn chain_part(&self, tenant: &TenantId, first: u64, last: u64, limit: u32) -> Result<Vec<JournalRow>, StoreError> {
        self.read(|state| state.chain_part(tenant, first, last, limit))
    }

    fn counts(&self) -> Result<Vec<(TenantId, String, u64)>, StoreError> {
        self.read(State::counts)
    }

    fn chains(&self) -> Result<Vec<TenantId>, StoreError> {
        self.read(|state| state.chains.keys().cloned().collect())
    }

    fn verify_chain(&self, tenant: &TenantId) -> Result<Result<u64, ChainFault>, StoreError> {
        self.read(|state| state.verify(tenant))?
    }

    fn add_revision(&self, revision: Revision) -> Result<RevisionNumber, StoreError> {
        self.write("add_revision", |state, _| state.add_revision(revision))
    }

    fn revision(&self, number: RevisionNumber) -> Result<Option<Revision>, StoreError> {
        self.read(|state| state.revisions.iter().map(|(one, _)| one).find(|one| one.number == number).cloned())
    }

    fn newest_revision(&self) -> Result<Option<Revision>, StoreError> {
        self.read(|state| state.revisions.last().map(|(revision, _)| revision.clone()))
    }

    fn revisions(&self, limit: u32) -> Result<Vec<RevisionSummary>, StoreError> {
        self.read(|state| state.revisions(limit))
    }

    fn add_key(&self, key: ApiKey) -> Result<(), StoreError> {
        self.write("add_key", |state, _| {
            state.api_keys.insert(key.id.clone(), key);
            Ok(((), Effect::Nothing))
        })
    }

    fn key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        self.read(|state| state.api_keys.get(id).cloned())
    }

    fn keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        self.read(|state| state.api_keys.values().cloned().collect())
    }

    fn revoke_key(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        self.write("revoke_key", |state, _| {
            let key = state.api_keys.get_mut(id);
            let known = key.is_some();
            if let Some(key) = key {
                key.revoked_at = key.revoked_at.or(Some(at));
            }
            Ok((known, Effect::Nothing))
        })
    }

    fn wipe_content(
        &self,
        before: Timestamp,
        retention_days: u32,
        now: Timestamp,
        limit: u32,
    ) -> Result<u64, StoreError> {
        self.write("wipe_content", |state, _| state.wipe(before, retention_days, now, limit))
    }

    fn drop_evidence(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.write("drop_evidence", |state, _| state.drop_evidence(before, limit))
    }

    fn blobs_in_use(&self) -> Result<Vec<Digest>, StoreError> {
        self.read(State::blobs_in_use)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.write("check", |_, _| Ok(((), Effect::Nothing)))
    }
}
