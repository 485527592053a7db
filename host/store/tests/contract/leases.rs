use crate::fixtures::*;
use drehscheibe_model::ids::DeliveryId;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Store, StoreError};
use drehscheibe_model::work::{
    JobClass, JobKind, JobOutcome, LeaseRequest, LeaseToken, Leased, NewJob, NewMessage, SlowTenants, Transition,
};
use std::time::Duration;

fn tenants(jobs: &[Leased]) -> Vec<&str> {
    jobs.iter().map(|job| job.tenant.as_str().trim_start_matches("intake.")).collect()
}

pub fn tenants_take_turns(store: &impl Store) {
    for number in 1..=5 {
        accept(store, message(number, "a"));
    }
    accept(store, message(6, "b"));
    accept(store, message(7, "c"));
    accept(store, message(8, "c"));
    assert_eq!(tenants(&lease(store, 10, 6)), ["a", "b", "c", "a", "c", "a"]);
}

pub fn turns_go_on_with_the_next_lease(store: &impl Store) {
    for number in 1..=6 {
        accept(store, message(number, ["a", "b", "c"][usize::try_from(number % 3).unwrap()]));
    }
    let taken: Vec<_> = (0..6).flat_map(|_| lease(store, 10, 1)).collect();
    assert_eq!(tenants(&taken), ["a", "b", "c", "a", "b", "c"]);
    assert!(lease(store, 10, 1).is_empty());
}

pub fn a_quota_counts_jobs_that_are_out(store: &impl Store) {
    for number in 1..=4 {
        accept(store, message(number, "a"));
    }
    accept(store, message(5, "b"));
    let quota = LeaseRequest { per_tenant: 2, ..request(10, 10) };
    let first = store.lease(&quota).unwrap();
    assert_eq!(tenants(&first), ["a", "b", "a"]);
    assert!(store.lease(&quota).unwrap().is_empty());
    let mark = store.work_mark();
    finish(store, &first[0], 11, MessageState::Delivered);
    // The end of a lease that made room wakes the waiters.
    store.wait_for_work(mark, Duration::from_secs(600));
    assert_eq!(tenants(&store.lease(&quota).unwrap()), ["a"]);
}

pub fn slow_tenants_share_a_quota(store: &impl Store) {
    for number in 1..=3 {
        accept(store, message(number, "a"));
        accept(store, message(10 + number, "b"));
    }
    accept(store, message(20, "c"));
    let slow = SlowTenants { tenants: [tenant("intake.a"), tenant("intake.b")].into(), together: 2 };
    let quota = LeaseRequest { slow, ..request(30, 10) };
    let first = store.lease(&quota).unwrap();
    assert_eq!(tenants(&first), ["a", "b", "c"]);
    accept(store, message(21, "c"));
    assert_eq!(tenants(&store.lease(&quota).unwrap()), ["c"]);
    let mark = store.work_mark();
    finish(store, &first[0], 31, MessageState::Delivered);
    // The end of a lease that made room wakes the waiters.
    store.wait_for_work(mark, Duration::from_secs(600));
    // They take turns among themselves.
    let next = store.lease(&quota).unwrap();
    assert_eq!(tenants(&next), ["a"]);
    finish(store, &next[0], 32, MessageState::Delivered);
    assert_eq!(tenants(&store.lease(&quota).unwrap()), ["b"]);
    // Who is not slow any more has a quota of its own again.
    assert_eq!(tenants(&store.lease(&request(33, 10)).unwrap()), ["a", "b"]);
}

pub fn a_lost_lease_cannot_commit(store: &impl Store) {
    accept(store, message(1, "a"));
    let first = lease_one(store, 10);
    let second = lease_one(store, 70);
    assert_eq!((first.token.job, second.token.epoch), (second.token.job, first.token.epoch + 1));
    let error = store.commit(first.token, JobOutcome::Done, ending(&first, 71, MessageState::Delivered)).unwrap_err();
    assert!(matches!(error, StoreError::LeaseLost { job } if job == first.token.job), "{error}");
    assert!(matches!(store.extend(first.token, at(99)), Err(StoreError::LeaseLost { .. })));
    assert_eq!(store.message(id(1)).unwrap().unwrap().state, MessageState::Accepted);
    assert_eq!(events(store, id(1)), ["accepted"]);
    finish(store, &second, 72, MessageState::Delivered);
    let gone = LeaseToken { job: 4_711, epoch: 1 };
    assert!(matches!(store.extend(gone, at(99)), Err(StoreError::LeaseLost { job: 4_711 })));
}

pub fn a_lease_that_ran_out_may_commit_until_it_is_handed_out_again(store: &impl Store) {
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    finish(store, &job, 500, MessageState::Delivered);
    assert!(lease(store, 501, 10).is_empty());
}

pub fn a_dead_worker_gives_its_jobs_back(store: &impl Store) {
    accept(store, message(1, "a"));
    accept(store, message(2, "b"));
    let dead = store.lease(&LeaseRequest { worker: "dead".into(), limit: 1, ..request(10, 10) }).unwrap();
    let alive = store.lease(&LeaseRequest { worker: "alive".into(), limit: 1, ..request(10, 10) }).unwrap();
    assert_eq!(store.release("dead").unwrap(), 1);
    assert_eq!(store.release("dead").unwrap(), 0);
    let job = dead.first().unwrap();
    assert!(matches!(store.extend(job.token, at(99)), Err(StoreError::LeaseLost { .. })));
    let again = lease_one(store, 11);
    assert_eq!((again.message, again.token.epoch), (job.message, job.token.epoch + 1));
    finish(store, alive.first().unwrap(), 12, MessageState::Delivered);
}

pub fn a_retry_ends_the_lease(store: &impl Store) {
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    store.commit(job.token, JobOutcome::RetryAt(at(100)), Transition::of(job.message)).unwrap();
    let again = store.commit(job.token, JobOutcome::Done, Transition::of(job.message));
    assert!(matches!(again, Err(StoreError::LeaseLost { .. })));
    assert!(lease(store, 99, 10).is_empty());
    assert_eq!(store.next_due(at(99)).unwrap(), Some(at(100)));
    let next = lease_one(store, 100);
    assert_eq!((next.retries, next.token.epoch), (1, 2));
}

pub fn an_extended_lease_is_not_handed_out(store: &impl Store) {
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    store.extend(job.token, at(1_000)).unwrap();
    assert!(lease(store, 999, 10).is_empty());
    assert_eq!(lease_one(store, 1_000).token.epoch, 2);
}

pub fn oldest_first_within_a_tenant(store: &impl Store) {
    for number in [3, 1, 2] {
        accept(store, message(number, "a"));
    }
    let order: Vec<_> = lease(store, 10, 10).iter().map(|job| job.message).collect();
    assert_eq!(order, [id(1), id(2), id(3)]);
}

pub fn next_due_looks_past_what_is_due(store: &impl Store) {
    assert_eq!(store.next_due(at(0)).unwrap(), None);
    accept(store, message(5, "a"));
    accept(store, message(7, "b"));
    accept(store, of_case(message(8, "c"), "case"));
    accept(store, of_case(message(9, "c"), "case"));
    assert_eq!(store.next_due(at(0)).unwrap(), Some(at(5)));
    assert_eq!(store.next_due(at(5)).unwrap(), Some(at(7)));
    assert_eq!(store.next_due(at(7)).unwrap(), Some(at(8)));
    // The second of the lane waits for the first, not for a time.
    assert_eq!(store.next_due(at(8)).unwrap(), None);
    lease(store, 20, 10);
    // Readers see a lease when the disk has it: with the next commit at the latest.
    store.check().unwrap();
    assert_eq!(store.next_due(at(0)).unwrap(), None);
}

pub fn a_waiter_is_woken_by_an_acceptance(store: &impl Store) {
    assert!(lease(store, 10, 10).is_empty());
    std::thread::scope(|scope| {
        let mark = store.work_mark();
        let waiter = scope.spawn(move || store.wait_for_work(mark, Duration::from_secs(600)));
        accept(store, message(1, "a"));
        waiter.join().unwrap();
    });
    assert_eq!(lease(store, 10, 10).len(), 1);
}

pub fn classes_have_queues_of_their_own(store: &impl Store) {
    accept(store, message(1, "a"));
    let job = lease_one(store, 10);
    let mut transition = Transition::of(id(1));
    let kind = JobKind::Deliver(DeliveryId { message: id(1), number: 1 });
    transition.jobs.push(NewJob { kind, due: at(11) });
    store.commit(job.token, JobOutcome::Keep, transition).unwrap();
    accept(store, message(2, "a"));
    assert!(lease_deliveries(store, 10, 10).is_empty());
    // The quota of one class does not touch the other.
    let one = LeaseRequest { per_tenant: 1, ..request(20, 10) };
    assert!(store.lease(&one).unwrap().is_empty());
    let deliveries = store.lease(&LeaseRequest { class: JobClass::Deliver, ..one }).unwrap();
    assert_eq!(deliveries.iter().map(|job| job.kind).collect::<Vec<_>>(), [kind]);
}

/// A portal can be slow without its neighbour's messages waiting, also where the municipality is known.
pub fn a_message_waits_in_the_queue_it_was_accepted_for(store: &impl Store) {
    let town = tenant("146250000000");
    accept(store, NewMessage { tenant: town.clone(), ..message(1, "a") });
    assert_eq!(lease_one(store, 10).tenant, town);
    assert_eq!(store.chains().unwrap(), [tenant("intake.a")]);
}
