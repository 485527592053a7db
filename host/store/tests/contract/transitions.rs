use crate::fixtures::*;
use drehscheibe_model::content::Document;
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::finding::Finding;
use drehscheibe_model::ids::{DeliveryId, MessageId, RevisionNumber};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::{MessageState, ParkReason};
use drehscheibe_model::ports::{Store, StoreError};
use drehscheibe_model::work::{JobKind, JobOutcome, NewJob, Settle, Transition};

fn deliver(message: MessageId, number: u32) -> JobKind {
    JobKind::Deliver(DeliveryId { message, number })
}

pub fn a_decision_is_applied_as_a_whole(store: &impl Store) {
    let town = tenant("146250000000");
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    let output = Document { media_type: "text/plain".into(), body: b"output 1".to_vec() };
    let finding = Finding::of_hub("r", "X002", "Hinweis", "hint");
    let mut transition = Transition::of(job.message);
    transition.change.state = Some(MessageState::Delivering);
    transition.change.tenant = Some(town.clone());
    transition.change.findings = Some(vec![finding.clone()]);
    transition.change.revision = Some(RevisionNumber(7));
    transition.deliveries =
        vec![delivery(id(1), 1, DeliveryState::Pending), delivery(id(1), 2, DeliveryState::Pending)];
    transition.contents = vec![output.clone()];
    let recognised =
        JournalEvent::Parked { reason: ParkReason::NoRoute, detail: "only to see an entry in another chain".into() };
    transition.entries = vec![
        entry(&job.tenant, 11, JournalEvent::Postponed { until: at(12), reason: "test".into() }),
        entry(&town, 12, recognised),
        entry(&town, 13, JournalEvent::Delivered { deliveries: 2 }),
    ];
    transition.jobs =
        vec![NewJob { kind: deliver(id(1), 1), due: at(14) }, NewJob { kind: deliver(id(1), 2), due: at(15) }];
    store.commit(job.token, JobOutcome::Done, transition.clone()).unwrap();

    let record = store.message(id(1)).unwrap().unwrap();
    assert_eq!((record.state, record.version), (MessageState::Delivering, 2));
    assert_eq!((&record.tenant, record.revision, &record.findings), (&town, RevisionNumber(7), &vec![finding]));
    assert_eq!(store.deliveries(id(1)).unwrap(), transition.deliveries);
    let second = DeliveryId { message: id(1), number: 2 };
    assert_eq!(store.delivery(second).unwrap().unwrap(), transition.deliveries[1]);
    assert!(store.delivery(DeliveryId { message: id(1), number: 3 }).unwrap().is_none());
    assert_eq!(store.content(id(1), &output.content_ref().digest).unwrap(), Some(output.body));
    assert_eq!(events(store, id(1)), ["accepted", "postponed", "parked", "delivered"]);
    let sequences: Vec<_> = store.journal(id(1)).unwrap().iter().map(|row| (row.sequence, row.at)).collect();
    assert_eq!(sequences, [(1, at(1)), (2, at(11)), (1, at(12)), (2, at(13))]);
    assert_eq!(verify_all(store), 4);
    let jobs: Vec<_> = lease_deliveries(store, 20, 10).into_iter().map(|job| (job.kind, job.tenant)).collect();
    assert_eq!(jobs, [(deliver(id(1), 1), town.clone()), (deliver(id(1), 2), town)]);
}

pub fn a_refused_decision_changes_nothing(store: &impl Store) {
    accept(store, message(1, "a"));
    accept(store, message(2, "a"));
    let jobs = lease(store, 10, 10);
    // The job of message 1 does not entitle to change message 2, nor one that is not there.
    for other in [id(2), id(99)] {
        let mut transition = ending(&jobs[0], 11, MessageState::Delivered);
        transition.message = other;
        let error = store.commit(jobs[0].token, JobOutcome::Done, transition).unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{error}");
    }
    assert_eq!(verify_all(store), 2);
    assert_eq!(store.message(id(2)).unwrap().unwrap().version, 1);
    finish(store, &jobs[0], 12, MessageState::Delivered);
}

pub fn a_persons_change_needs_the_version(store: &impl Store) {
    accept(store, message(1, "a"));
    let mut replay = Transition::of(id(1));
    replay.jobs.push(NewJob { kind: JobKind::Process, due: at(0) });
    assert!(matches!(store.apply(2, replay.clone()), Err(StoreError::Changed { message }) if message == id(1)));
    assert_eq!(lease(store, 10, 10).len(), 1);
    store.apply(1, replay.clone()).unwrap();
    assert_eq!(lease(store, 10, 10).len(), 1);
    assert!(matches!(store.apply(1, replay), Err(StoreError::Changed { .. })));
    assert!(matches!(store.apply(1, Transition::of(id(5))), Err(StoreError::NotFound { .. })));
}

pub fn dropping_jobs_takes_the_lease_away(store: &impl Store) {
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    let mut withdrawal = Transition::of(id(1));
    withdrawal.change.state = Some(MessageState::Withdrawn);
    withdrawal.drop_jobs = true;
    store.apply(1, withdrawal).unwrap();
    let late = store.commit(job.token, JobOutcome::Done, ending(&job, 11, MessageState::Delivered));
    assert!(matches!(late, Err(StoreError::LeaseLost { .. })));
    assert_eq!(store.message(id(1)).unwrap().unwrap().state, MessageState::Withdrawn);
    assert!(lease(store, 99, 10).is_empty());
}

/// Two deliveries end side by side; neither worker knows of the other, only the transaction does.
pub fn the_last_delivery_settles_the_message(store: &impl Store) {
    let town = tenant("146250000000");
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    let mut transition = Transition::of(id(1));
    transition.change.state = Some(MessageState::Delivering);
    transition.deliveries = (1..=2).map(|number| delivery(id(1), number, DeliveryState::Pending)).collect();
    transition.jobs = (1..=2).map(|number| NewJob { kind: deliver(id(1), number), due: at(10) }).collect();
    store.commit(job.token, JobOutcome::Done, transition).unwrap();
    for (number, job) in (1..).zip(lease_deliveries(store, 11, 10)) {
        let mut transition = Transition::of(id(1));
        transition.deliveries.push(delivery(id(1), number, DeliveryState::Delivered));
        transition.settle = Some(Settle { tenant: town.clone(), at: at(12) });
        store.commit(job.token, JobOutcome::Done, transition).unwrap();
        let state = store.message(id(1)).unwrap().unwrap().state;
        assert_eq!(state, if number == 1 { MessageState::Delivering } else { MessageState::Delivered });
    }
    assert_eq!(events(store, id(1)), ["accepted", "delivered"]);
    assert_eq!(verify_all(store), 2);
}

pub fn an_intent_keeps_the_lease(store: &impl Store) {
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    store.commit(job.token, JobOutcome::Keep, Transition::of(id(1))).unwrap();
    assert!(lease(store, 11, 10).is_empty());
    finish(store, &job, 12, MessageState::Delivered);
    assert_eq!(store.message(id(1)).unwrap().unwrap().version, 3);
}

pub fn counts_follow(store: &impl Store) {
    assert!(store.counts().unwrap().is_empty());
    for number in 1..=3 {
        accept(store, message(number, "a"));
    }
    let town = tenant("146250000000");
    let job = &lease(store, 10, 1)[0];
    let mut transition = ending(job, 11, MessageState::Parked(ParkReason::TooOld));
    transition.change.tenant = Some(town.clone());
    store.commit(job.token, JobOutcome::Done, transition).unwrap();
    let counts = store.counts().unwrap();
    assert_eq!(counts, [(town, "parked".to_owned(), 1), (tenant("intake.a"), "accepted".to_owned(), 2)]);
}
