//! Random histories on both backends: every answer and everything that can be seen afterwards is the
//! same, no lane is overtaken, and every chain verifies at every moment.

use crate::backends;
use crate::fixtures::*;
use drehscheibe_model::content::Document;
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::ids::{DeliveryId, MessageId, TenantId};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::{LaneKey, MessageState, ParkReason};
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{
    JobClass, JobKind, JobOutcome, LeaseRequest, LeaseToken, Leased, MessageFilter, NewJob, Settle, SlowTenants,
    Transition,
};
use proptest::prelude::*;
use proptest::sample::Index;

#[derive(Debug, Clone)]
enum Step {
    Accept { source: usize, case: Option<u8>, key: Option<(u8, u8)> },
    Lease { deliver: bool, limit: u32, per_tenant: u32, slow: [bool; 3], together: u32 },
    Pass(i64),
    Commit { lease: Index, outcome: u8, change: Change },
    Extend { lease: Index, seconds: i64 },
    Apply { message: Index, stale: bool, change: Change },
    Wipe { age: i64, limit: u32 },
    Drop { age: i64, limit: u32 },
}

/// A transition, before it is known of which message.
#[derive(Debug, Clone)]
struct Change {
    state: Option<u8>,
    tenant: Option<usize>,
    lane: Option<Option<u8>>,
    deliveries: Vec<(u32, u8)>,
    jobs: Vec<(u32, i64)>,
    drop_jobs: bool,
    settle: bool,
}

const TENANTS: [&str; 3] = ["146250000000", "147130000000", "intake.b"];

fn state(number: u8) -> MessageState {
    match number {
        0 => MessageState::Accepted,
        1 => MessageState::Delivering,
        2 => MessageState::Delivered,
        3 => MessageState::Rejected,
        4 => MessageState::Parked(ParkReason::NoRoute),
        _ => MessageState::Withdrawn,
    }
}

fn delivery_state(number: u8) -> DeliveryState {
    match number {
        0 => DeliveryState::Pending,
        1 => DeliveryState::Attempting,
        2 => DeliveryState::Delivered,
        3 => DeliveryState::Rejected,
        _ => DeliveryState::Parked(ParkReason::InDoubt),
    }
}

impl Change {
    fn of(&self, message: MessageId, now: i64) -> Transition {
        let mut transition = Transition::of(message);
        transition.change.state = self.state.map(state);
        transition.change.tenant = self.tenant.map(|one| tenant(TENANTS[one]));
        transition.change.lane = self.lane.map(|lane| lane.map(|number| LaneKey(format!("resolved {number}"))));
        for (number, state) in &self.deliveries {
            transition.deliveries.push(delivery(message, *number, delivery_state(*state)));
            if number % 2 == 0 {
                let body = format!("output {number}").into_bytes();
                transition.contents.push(Document { media_type: "text/plain".into(), body });
            }
            let event = JournalEvent::Delivered { deliveries: *number };
            transition.entries.push(entry(&tenant(TENANTS[usize::from(*state) % 3]), now, event));
        }
        for (number, seconds) in &self.jobs {
            let kind = match number {
                0 => JobKind::Process,
                number => JobKind::Deliver(DeliveryId { message, number: *number }),
            };
            transition.jobs.push(NewJob { kind, due: at(now + seconds) });
        }
        transition.drop_jobs = self.drop_jobs;
        transition.settle = self.settle.then(|| Settle { tenant: tenant(TENANTS[0]), at: at(now) });
        transition
    }
}

fn change() -> impl Strategy<Value = Change> {
    let lane = proptest::option::weighted(0.3, proptest::option::of(0..2_u8));
    (
        proptest::option::weighted(0.7, 0..6_u8),
        proptest::option::weighted(0.4, 0..3_usize),
        lane,
        proptest::collection::vec((1..4_u32, 0..5_u8), 0..3),
        proptest::collection::vec((0..3_u32, -5..20_i64), 0..3),
        proptest::bool::weighted(0.15),
        proptest::bool::weighted(0.3),
    )
        .prop_map(|(state, tenant, lane, deliveries, jobs, drop_jobs, settle)| Change {
            state,
            tenant,
            lane,
            deliveries,
            jobs,
            drop_jobs,
            settle,
        })
}

fn step() -> impl Strategy<Value = Step> {
    let case = proptest::option::weighted(0.7, 0..3_u8);
    let key = proptest::option::weighted(0.3, (0..3_u8, 0..2_u8));
    prop_oneof![
        6 => (0..3_usize, case, key).prop_map(|(source, case, key)| Step::Accept { source, case, key }),
        6 => (any::<bool>(), 0..5_u32, 1..4_u32, any::<[bool; 3]>(), 0..4_u32).prop_map(
            |(deliver, limit, per_tenant, slow, together)| Step::Lease { deliver, limit, per_tenant, slow, together }
        ),
        3 => (0..50_i64).prop_map(Step::Pass),
        8 => (any::<Index>(), 0..3_u8, change())
            .prop_map(|(lease, outcome, change)| Step::Commit { lease, outcome, change }),
        1 => (any::<Index>(), 0..100_i64).prop_map(|(lease, seconds)| Step::Extend { lease, seconds }),
        2 => (any::<Index>(), any::<bool>(), change())
            .prop_map(|(message, stale, change)| Step::Apply { message, stale, change }),
        1 => (0..60_i64, 1..4_u32).prop_map(|(age, limit)| Step::Wipe { age, limit }),
        1 => (0..60_i64, 1..6_u32).prop_map(|(age, limit)| Step::Drop { age, limit }),
    ]
}

/// What the steps so far have brought; the same for both stores.
#[derive(Default)]
struct History {
    now: i64,
    messages: Vec<MessageId>,
    leases: Vec<(LeaseToken, MessageId)>,
}

/// Does a step; what it answered, as text, and the jobs it leased.
fn run(store: &impl Store, history: &History, step: &Step) -> (String, Vec<Leased>) {
    let now = history.now;
    let text = match step {
        Step::Accept { source, case, key } => {
            let number = history.messages.len() as u128 + 1;
            let mut new = message(number, ["a", "b", "c"][*source]);
            new.received_at = at(now);
            if let Some(case) = case {
                new = of_case(new, &format!("case {case}"));
            }
            if let Some((key, fingerprint)) = key {
                new = with_key(new, &key.to_string(), &fingerprint.to_string());
            }
            if number.is_multiple_of(4) {
                new.inline_document = None;
            }
            format!("{:?}", store.accept(new))
        }
        Step::Lease { deliver, limit, per_tenant, slow, together } => {
            let class = if *deliver { JobClass::Deliver } else { JobClass::Process };
            let slow = ["a", "b", "c"].iter().zip(slow).filter(|(_, slow)| **slow);
            let tenants = slow.map(|(name, _)| tenant(&format!("intake.{name}"))).collect();
            let slow = SlowTenants { tenants, together: *together };
            let request = LeaseRequest { class, per_tenant: *per_tenant, slow, ..request(now, *limit) };
            let jobs = store.lease(&request).unwrap();
            return (format!("{jobs:?}"), jobs);
        }
        Step::Pass(_) => String::new(),
        Step::Commit { lease, outcome, change } => {
            let Some((token, message)) = pick(&history.leases, lease) else { return Default::default() };
            let outcome = match outcome {
                0 => JobOutcome::Done,
                1 => JobOutcome::RetryAt(at(now + 7)),
                4 => JobOutcome::GivenBack,
                _ => JobOutcome::Keep,
            };
            format!("{:?}", store.commit(token, outcome, change.of(message, now)))
        }
        Step::Extend { lease, seconds } => {
            let Some((token, _)) = pick(&history.leases, lease) else { return Default::default() };
            format!("{:?}", store.extend(token, at(now + seconds)))
        }
        Step::Apply { message, stale, change } => {
            let Some(message) = pick(&history.messages, message) else { return Default::default() };
            let version = store.message(message).unwrap().map_or(0, |record| record.version);
            format!("{:?}", store.apply(version + u64::from(*stale), change.of(message, now)))
        }
        Step::Wipe { age, limit } => format!("{:?}", store.wipe_content(at(now - age), 90, at(now), *limit)),
        Step::Drop { age, limit } => format!("{:?}", store.drop_evidence(at(now - age), *limit)),
    };
    (text, Vec::new())
}

fn pick<T: Copy>(items: &[T], index: &Index) -> Option<T> {
    (!items.is_empty()).then(|| items[index.index(items.len())])
}

/// All that can be seen.
fn view(store: &impl Store, history: &History) -> Vec<String> {
    let page = store.messages(&MessageFilter { limit: 500, ..MessageFilter::default() }).unwrap();
    let mut seen: Vec<String> = page.messages.iter().map(|record| format!("{record:?}")).collect();
    for record in &page.messages {
        seen.push(format!("{:?}", store.deliveries(record.id).unwrap()));
        seen.push(format!("{:?}", store.content(record.id, &record.document.digest).unwrap()));
    }
    for id in &history.messages {
        seen.push(format!("{:?}", store.journal(*id).unwrap()));
    }
    let of_tenant = MessageFilter { tenants: vec![tenant(TENANTS[0])], limit: 3, ..MessageFilter::default() };
    seen.push(format!("{:?}", store.messages(&of_tenant).unwrap()));
    seen.push(format!("{:?}", store.counts().unwrap()));
    seen.push(format!("{:?}", store.blobs_in_use().unwrap()));
    seen.push(format!("{:?} {:?}", store.next_due(at(history.now)), store.next_due(at(history.now + 10))));
    let chains: Vec<(TenantId, u64)> = store
        .chains()
        .unwrap()
        .into_iter()
        .map(|tenant| {
            let entries = store.verify_chain(&tenant).unwrap().expect("every chain verifies at every moment");
            (tenant, entries)
        })
        .collect();
    seen.push(format!("{chains:?}"));
    seen
}

/// No earlier message of the lane holds it.
fn nobody_is_overtaken(store: &impl Store, jobs: &[Leased]) {
    let page = store.messages(&MessageFilter { limit: 500, ..MessageFilter::default() }).unwrap();
    for job in jobs {
        let own = page.messages.iter().find(|record| record.id == job.message).unwrap();
        let overtaken = page.messages.iter().find(|other| {
            own.lane.is_some() && other.lane == own.lane && other.sequence < own.sequence && other.state.holds_lane()
        });
        assert!(overtaken.is_none(), "{own:?} overtakes {overtaken:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_stores_answer_alike(steps in proptest::collection::vec(step(), 1..60)) {
        let (memory, ()) = backends::memory();
        let (sqlite, _directory) = backends::sqlite();
        let mut history = History::default();
        for step in &steps {
            let (expected, jobs) = run(&memory, &history, step);
            let (actual, _) = run(&sqlite, &history, step);
            prop_assert_eq!(actual, expected, "{:?}", step);
            nobody_is_overtaken(&sqlite, &jobs);
            history.leases.extend(jobs.iter().map(|job| (job.token, job.message)));
            match step {
                Step::Accept { .. } => history.messages.push(id(history.messages.len() as u128 + 1)),
                Step::Pass(seconds) => history.now += seconds,
                _ => {}
            }
            prop_assert_eq!(view(&sqlite, &history), view(&memory, &history), "after {:?}", step);
        }
    }
}
