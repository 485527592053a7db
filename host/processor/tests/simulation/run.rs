//! One schedule: people and workers act in an order that the seed decides; the hub dies now and then.

use super::Totals;
use super::chance::Chance;
use super::configuration::{PLAIN, PROCEDURE, REDIRECTED, RULED, configuration};
use super::promises::{self, Sent};
use super::world::{Everywhere, SimulatedClock, World};
use drehscheibe_model::configuration::Revision;
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::ids::{CaseId, MessageId, RevisionNumber, SourceId, TenantId};
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::ports::{Clock, Store, StoreError};
use drehscheibe_model::work::{IdempotencyKey, JobClass, LeaseRequest, Leased, MessageFilter, NewMessage};
use drehscheibe_processor::{Intervene, Ports, Revisions, resume_parked, run_job};
use drehscheibe_store::{Fault, MemoryBlobs, MemoryStore};
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Mutex};

pub struct Run {
    pub chance: Chance,
    pub store: Arc<MemoryStore>,
    pub world: Arc<World>,
    pub clock: Arc<SimulatedClock>,
    pub sent: Vec<Sent>,
    ports: Ports,
    revisions: Revisions,
    /// Jobs in the hands of workers.
    hands: Vec<Leased>,
    tell: bool,
    crashes: u64,
}

/// Runs the schedule of a seed; what was broken, if anything was.
pub fn schedule(seed: u64, tell: bool, totals: &mut Totals) -> Result<(), String> {
    let mut run = Run::new(seed, tell);
    let steps = 20 + run.chance.below(60);
    for _ in 0..steps {
        run.step();
    }
    run.come_home()?;
    promises::check(&run, totals)?;
    totals.crashes += run.crashes;
    Ok(())
}

/// The same on a disk that answers before it syncs, with a crash at the end.
pub fn schedule_on_a_lying_disk(seed: u64) -> Result<(), String> {
    let mut run = Run::new(seed, false);
    run.store.hold_syncs(true);
    for _ in 0..30 {
        run.step();
    }
    run.store.crash();
    run.come_home()?;
    promises::check(&run, &mut Totals::default())
}

impl Run {
    fn new(seed: u64, tell: bool) -> Self {
        let mut chance = Chance::new(seed);
        let store = Arc::new(MemoryStore::new());
        let at = Timestamp::from_second(1_790_000_000).unwrap();
        let number = RevisionNumber(0);
        let revision = Revision { number, author: "seed".into(), at, configuration: configuration() };
        store.add_revision(revision).unwrap();
        let mut faults = Chance::new(chance.next());
        store.set_fault_plan(move |_| match faults.below(200) {
            0 => Fault::CrashBeforeSync,
            1 => Fault::CrashAfterSync,
            2 => Fault::Full,
            3 => Fault::Unavailable,
            _ => Fault::None,
        });
        let world = Arc::new(World {
            chance: Mutex::new(Chance::new(chance.next())),
            store: Arc::clone(&store),
            arrivals: Arc::default(),
            calm: Mutex::new(false),
            revoked: Mutex::new(None),
        });
        let clock = Arc::new(SimulatedClock { now: Mutex::new(at), chance: Mutex::new(Chance::new(chance.next())) });
        let ports = Ports {
            store: store.clone(),
            blobs: Arc::new(MemoryBlobs::new()),
            rules: world.clone(),
            areas: Arc::new(Everywhere),
            clock: clock.clone(),
            trust: world.clone(),
        };
        let revisions = Revisions::new(store.clone());
        Self { chance, store, world, clock, sent: Vec::new(), ports, revisions, hands: Vec::new(), tell, crashes: 0 }
    }

    fn say(&self, text: impl FnOnce() -> String) {
        if self.tell {
            println!("{}", text());
        }
    }

    fn step(&mut self) {
        match self.chance.below(100) {
            0..25 => self.submit(),
            25..50 => self.lease(),
            50..80 => self.work(),
            80..88 => self.clock.advance(i64::try_from(self.chance.clone().below(90)).unwrap()),
            88..92 => self.intervene(),
            92..93 => self.revoke(),
            93..94 => self.resume(),
            94..96 => {
                self.say(|| "the hub dies".into());
                self.store.crash();
            }
            // A worker that never comes back.
            _ => drop(self.hands.pop()),
        }
        self.revive();
    }

    fn revive(&mut self) {
        if self.store.is_down() {
            self.crashes += 1;
            // Whoever worked died with the hub.
            self.hands.clear();
            self.store.restart();
        }
    }

    fn submit(&mut self) {
        let again = !self.sent.is_empty() && self.chance.percent(15);
        let mut message = if again { self.chance.pick(&self.sent).message.clone() } else { self.new_message() };
        message.id = self.new_id();
        let (key, case) = (message.idempotency.clone(), message.envelope.case_id.clone());
        let answer = self.store.accept(message.clone());
        self.say(|| format!("submit {} case {case:?}: {answer:?}", message.id));
        match answer {
            Ok(acceptance) => self.sent.push(Sent { message, acknowledged: Some(acceptance.message) }),
            // Without an answer nobody knows; a sender with a key sends again.
            Err(StoreError::Unavailable(_)) if key.is_some() => self.sent.push(Sent { message, acknowledged: None }),
            Err(_) => {}
        }
    }

    fn new_id(&mut self) -> MessageId {
        let (high, low) = (u128::from(self.chance.next()), u128::from(self.chance.next()));
        let text = format!("{:032x}", (high << 64) | low);
        text.parse().unwrap()
    }

    fn new_message(&mut self) -> NewMessage {
        let area =
            self.chance.pick(&[Some(RULED), Some(RULED), Some(PLAIN), Some(REDIRECTED), None]).map(str::to_owned);
        let procedure = if self.chance.percent(95) { PROCEDURE } else { "unbekannt" };
        let case = self.chance.percent(60).then(|| CaseId::new(format!("fall-{}", self.chance.below(3))).unwrap());
        let body = vec![u8::try_from(self.chance.below(256)).unwrap(), u8::try_from(self.sent.len() % 256).unwrap()];
        let source = SourceId::new("portal").unwrap();
        // The door knows the register: what it knows there queues with its municipality.
        let door_knows = self.chance.percent(80);
        let tenant = match &area {
            Some(area) if door_knows => TenantId::new(area.as_str()).unwrap(),
            _ => TenantId::intake(&source),
        };
        let digest = Digest::of(&body);
        let key = self
            .chance
            .percent(50)
            .then(|| IdempotencyKey { key: format!("key-{}", self.sent.len()), fingerprint: digest });
        NewMessage {
            id: MessageId::generate(),
            received_at: self.clock.now(),
            tenant,
            envelope: Envelope {
                source,
                channel: "simulated".into(),
                procedure: Some(procedure.into()),
                message_type: None,
                area,
                case_id: case,
                properties: Default::default(),
            },
            document: ContentRef { digest, size: 2, media_type: "application/json".into() },
            inline_document: Some(body),
            attachments: Vec::new(),
            revision: RevisionNumber(1),
            idempotency: key,
        }
    }

    fn lease(&mut self) {
        let now = self.clock.now();
        let class = if self.chance.percent(50) { JobClass::Process } else { JobClass::Deliver };
        let request = LeaseRequest {
            worker: "simulated".into(),
            class,
            now,
            until: now.checked_add(SignedDuration::from_secs(60)).unwrap(),
            limit: u32::try_from(1 + self.chance.below(4)).unwrap(),
            per_tenant: 4,
            slow: Default::default(),
            at_work: None,
        };
        if let Ok(jobs) = self.store.lease(&request) {
            self.say(|| format!("leased {jobs:?}"));
            self.hands.extend(jobs);
        }
    }

    fn work(&mut self) {
        if self.hands.is_empty() {
            return;
        }
        let index = usize::try_from(self.chance.below(self.hands.len() as u64)).unwrap();
        let job = self.hands.swap_remove(index);
        let result = run_job(&self.ports, &self.revisions, &job);
        self.say(|| format!("worked on {job:?}: {result:?}"));
    }

    fn revoke(&mut self) {
        let revoked = *self.chance.pick(&[None, None, Some("validator"), Some("transformer"), Some("adapter")]);
        self.say(|| format!("revoked is now {revoked:?}"));
        *self.world.revoked.lock().unwrap() = revoked;
    }

    fn resume(&mut self) {
        // The hub may be down.
        if let Ok(Some(newest)) = self.store.newest_revision() {
            let report = resume_parked(&self.ports, &newest);
            self.say(|| format!("resumed: {report:?}"));
        }
    }

    fn intervene(&mut self) {
        let acknowledged: Vec<_> = self.sent.iter().filter_map(|sent| sent.acknowledged).collect();
        if acknowledged.is_empty() {
            return;
        }
        let message = *self.chance.pick(&acknowledged);
        let intervene = Intervene::new(self.ports.clone());
        let replay = self.chance.percent(60);
        let result = if replay {
            intervene.replay(message, "clerk", "try again")
        } else {
            intervene.withdraw(message, "clerk", "taken back")
        };
        self.say(|| format!("a clerk {} {message}: {result:?}", if replay { "replays" } else { "withdraws" }));
    }

    /// Failures end; everything must come to its end, if a clerk frees the lanes of parked messages.
    fn come_home(&mut self) -> Result<(), String> {
        *self.world.calm.lock().unwrap() = true;
        *self.world.revoked.lock().unwrap() = None;
        self.revive();
        self.store.hold_syncs(false);
        self.store.set_fault_plan(|_| Fault::None);
        self.hands.clear();
        for _ in 0..2_000 {
            self.clock.advance(120);
            self.lease();
            while !self.hands.is_empty() {
                self.work();
            }
            let waits = MessageState::Parked(ParkReason::NotCertified);
            let open = |message: &MessageRecord| !message.state.is_final() || message.state == waits;
            if !self.messages().iter().any(open) {
                return Ok(());
            }
            self.resume();
            self.free_lanes();
        }
        Err("some messages never reached a final state".into())
    }

    /// A parked message holds its lane; a clerk withdraws it, or replays it if a target has a part.
    fn free_lanes(&mut self) {
        let intervene = Intervene::new(self.ports.clone());
        for message in self.messages() {
            if matches!(message.state, MessageState::Parked(_)) && message.lane.is_some() {
                let taken_back = intervene.withdraw(message.id, "clerk", "frees the lane");
                if taken_back.is_err() {
                    let _ = intervene.replay(message.id, "clerk", "frees the lane");
                }
            }
        }
    }

    pub fn messages(&self) -> Vec<MessageRecord> {
        let mut all = Vec::new();
        let mut before = None;
        loop {
            let filter = MessageFilter { before, limit: 200, ..MessageFilter::default() };
            let page = self.store.messages(&filter).unwrap();
            all.extend(page.messages);
            before = page.next;
            if before.is_none() {
                return all;
            }
        }
    }
}
