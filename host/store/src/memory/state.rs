//! All rows, in maps. Plain and slow on purpose where the SQL is clever: tests compare the two.

use super::depot::DepotState;
use crate::time::to_micros;
use drehscheibe_model::access::ApiKey;
use drehscheibe_model::activation::{ActivationRecord, FunctionTest, ShadowReport};
use drehscheibe_model::configuration::Revision;
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::{MessageId, SourceId, TenantId};
use drehscheibe_model::journal::{GENESIS, JournalRow};
use drehscheibe_model::message::{LaneKey, MessageRecord};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{JobKind, NewJob};
use std::collections::{BTreeMap, BTreeSet};

/// A message with what its record does not show.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub record: MessageRecord,
    pub key: Option<(SourceId, String)>,
    pub fingerprint: Option<Digest>,
    /// When it reached a final state other than parked.
    pub final_at: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Job {
    pub message: u64,
    pub kind: JobKind,
    pub due: i64,
    pub retries: u32,
    pub epoch: u64,
    /// Who leased it last.
    pub worker: String,
    /// May commit.
    pub held: bool,
    pub leased_until: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Chain {
    /// Positions by sequence.
    pub entries: BTreeMap<u64, u64>,
    pub head: (u64, Digest),
    pub checkpoint: (u64, Digest),
}

impl Default for Chain {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), head: (0, GENESIS), checkpoint: (0, GENESIS) }
    }
}

/// Everything that lies on the disk.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub messages: BTreeMap<u64, Row>,
    pub ids: BTreeMap<MessageId, u64>,
    pub keys: BTreeMap<(SourceId, String), u64>,
    /// Sequences of the messages that hold a lane.
    holders: BTreeMap<LaneKey, BTreeSet<u64>>,
    pub contents: BTreeMap<(u64, Digest), Vec<u8>>,
    pub blobs: BTreeSet<(u64, Digest)>,
    pub deliveries: BTreeMap<(u64, u32), DeliveryRecord>,
    pub jobs: BTreeMap<i64, Job>,
    pub journal: BTreeMap<u64, JournalRow>,
    pub entries: BTreeMap<MessageId, Vec<u64>>,
    pub chains: BTreeMap<TenantId, Chain>,
    pub revisions: Vec<(Revision, Digest)>,
    pub depot: DepotState,
    pub api_keys: BTreeMap<String, ApiKey>,
    pub activations: BTreeMap<u64, ActivationRecord>,
    pub function_tests: BTreeMap<Digest, FunctionTest>,
    pub shadows: BTreeMap<u64, ShadowReport>,
    pub seen: Option<jiff::Timestamp>,
    pub last_activation: u64,
    pub last_sequence: u64,
    pub last_job: i64,
    pub last_position: u64,
}

impl State {
    pub(super) fn row(&self, id: MessageId) -> Option<&Row> {
        self.messages.get(self.ids.get(&id)?)
    }

    pub(super) fn known(&self, id: MessageId) -> Result<&Row, StoreError> {
        self.row(id).ok_or(StoreError::NotFound { what: "message" })
    }

    /// Inserts or replaces a message.
    pub(super) fn put(&mut self, row: Row) {
        let sequence = row.record.sequence;
        self.remove_holder(sequence);
        if let Some(lane) = row.record.lane.clone().filter(|_| row.record.state.holds_lane()) {
            self.holders.entry(lane).or_default().insert(sequence);
        }
        self.ids.insert(row.record.id, sequence);
        if let Some(key) = row.key.clone() {
            self.keys.insert(key, sequence);
        }
        self.messages.insert(sequence, row);
    }

    fn remove_holder(&mut self, sequence: u64) {
        let lane = self.messages.get(&sequence).and_then(|row| row.record.lane.as_ref());
        if let Some(holders) = lane.and_then(|lane| self.holders.get_mut(lane)) {
            holders.remove(&sequence);
        }
    }

    /// Removes a message with all that belongs to it but its journal.
    pub(super) fn remove(&mut self, sequence: u64) {
        self.remove_holder(sequence);
        if let Some(row) = self.messages.remove(&sequence) {
            self.ids.remove(&row.record.id);
            self.entries.remove(&row.record.id);
            row.key.map(|key| self.keys.remove(&key));
        }
        self.contents.retain(|key, _| key.0 != sequence);
        self.blobs.retain(|key| key.0 != sequence);
        self.deliveries.retain(|key, _| key.0 != sequence);
        self.jobs.retain(|_, job| job.message != sequence);
    }

    /// Whether no earlier message holds the lane of the job's message.
    pub(super) fn is_free(&self, job: &Job) -> bool {
        let lane = self.messages.get(&job.message).and_then(|row| row.record.lane.as_ref());
        let head = lane.and_then(|lane| self.holders.get(lane)).and_then(|holders| holders.first());
        head.is_none_or(|head| *head >= job.message)
    }

    pub(super) fn add_job(&mut self, message: u64, job: &NewJob) {
        self.last_job += 1;
        let (kind, due) = (job.kind, to_micros(job.due));
        let job =
            Job { message, kind, due, retries: 0, epoch: 0, worker: String::new(), held: false, leased_until: None };
        self.jobs.insert(self.last_job, job);
    }

    /// All deliveries of a message by number.
    pub(super) fn deliveries_of(&self, message: u64) -> Vec<DeliveryRecord> {
        self.deliveries.range((message, 0)..=(message, u32::MAX)).map(|(_, record)| record.clone()).collect()
    }
}
