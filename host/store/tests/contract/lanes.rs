use crate::fixtures::*;
use drehscheibe_model::message::{LaneKey, MessageState, ParkReason};
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{JobKind, JobOutcome, Leased, NewJob, Transition};

fn messages(jobs: &[Leased]) -> Vec<u128> {
    jobs.iter().map(|job| job.message.0.as_u128()).collect()
}

pub fn a_later_message_waits_for_the_earlier_one(store: &impl Store) {
    for number in 1..=3 {
        accept(store, of_case(message(number, "a"), "case"));
    }
    for number in 1..=3 {
        let job = lease_one(store, 10);
        assert_eq!(job.message, id(number));
        assert!(lease(store, 10, 10).is_empty());
        finish(store, &job, 11, MessageState::Delivered);
    }
    assert!(lease(store, 10, 10).is_empty());
}

pub fn a_parked_message_keeps_its_lane_closed(store: &impl Store) {
    accept(store, of_case(message(1, "a"), "case"));
    accept(store, of_case(message(2, "a"), "case"));
    finish(store, &lease_one(store, 10), 11, MessageState::Parked(ParkReason::Unrecognised));
    assert!(lease(store, 12, 10).is_empty());
    let record = store.message(id(1)).unwrap().unwrap();
    assert_eq!(record.state, MessageState::Parked(ParkReason::Unrecognised));
    // A person takes it back; the next one is free.
    let mut withdrawal = Transition::of(id(1));
    withdrawal.change.state = Some(MessageState::Withdrawn);
    store.apply(record.version, withdrawal).unwrap();
    assert_eq!(lease_one(store, 13).message, id(2));
}

pub fn messages_without_a_case_run_side_by_side(store: &impl Store) {
    accept(store, message(1, "a"));
    accept(store, message(2, "a"));
    accept(store, of_case(message(3, "a"), "one"));
    accept(store, of_case(message(4, "a"), "other"));
    assert_eq!(messages(&lease(store, 10, 10)), [1, 2, 3, 4]);
}

/// Both messages of a claimed lane turn out to be about the same municipality: the first moves to the
/// resolved lane, with its next job; the second is free to be resolved, and then waits behind the first.
pub fn a_message_takes_its_jobs_along_into_another_lane(store: &impl Store) {
    accept(store, of_case(message(1, "a"), "case"));
    accept(store, of_case(message(2, "a"), "case"));
    let town = tenant("146250000000");
    let lane = LaneKey("resolved".into());
    let resolve = |job: &Leased| {
        let mut transition = Transition::of(job.message);
        transition.change.state = Some(MessageState::Delivering);
        transition.change.tenant = Some(town.clone());
        transition.change.lane = Some(Some(lane.clone()));
        transition.jobs.push(NewJob { kind: JobKind::Process, due: at(10) });
        store.commit(job.token, JobOutcome::Done, transition).unwrap();
    };
    resolve(&lease_one(store, 10));
    let jobs = lease(store, 11, 10);
    assert_eq!(messages(&jobs), [1, 2]);
    assert_eq!(jobs[0].tenant, town);
    resolve(&jobs[1]);
    assert!(lease(store, 12, 10).is_empty(), "the second waits in the resolved lane");
    finish(store, &jobs[0], 13, MessageState::Delivered);
    let second = lease_one(store, 14);
    assert_eq!((second.message, &second.tenant), (id(2), &town));
}

/// A message accepted earlier enters a lane that a later one already runs in: the later one's
/// waiting jobs have to wait.
pub fn an_earlier_message_that_arrives_in_a_lane_closes_it(store: &impl Store) {
    accept(store, of_case(message(1, "a"), "slow"));
    accept(store, of_case(message(2, "a"), "quick"));
    let jobs = lease(store, 10, 10);
    let into_lane = |job: &Leased, outcome| {
        let mut transition = Transition::of(job.message);
        transition.change.lane = Some(Some(LaneKey("resolved".into())));
        store.commit(job.token, outcome, transition).unwrap();
    };
    into_lane(&jobs[1], JobOutcome::RetryAt(at(20)));
    into_lane(&jobs[0], JobOutcome::RetryAt(at(30)));
    assert!(lease(store, 25, 10).is_empty(), "the later one would overtake");
    let first = lease_one(store, 30);
    assert_eq!(first.message, id(1));
    finish(store, &first, 31, MessageState::Rejected);
    assert_eq!(lease_one(store, 32).message, id(2));
}
