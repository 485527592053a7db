//! The disk of the memory store fails on command.

use crate::fixtures::*;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Store, StoreError};
use drehscheibe_store::{Fault, MemoryStore};

fn failing(number: u64, fault: Fault) -> MemoryStore {
    MemoryStore::with_fault_plan(move |write| if write.number == number { fault } else { Fault::None })
}

#[test]
fn a_write_is_lost_or_kept_as_the_plan_says() {
    for (fault, kept) in [(Fault::CrashBeforeSync, false), (Fault::CrashAfterSync, true)] {
        let store = failing(2, fault);
        accept(&store, message(1, "a"));
        assert!(matches!(store.accept(message(2, "a")), Err(StoreError::Unavailable(_))));
        assert!(store.is_down());
        assert!(matches!(store.message(id(1)), Err(StoreError::Unavailable(_))), "the hub is dead");
        store.restart();
        assert!(store.message(id(1)).unwrap().is_some());
        assert_eq!(store.message(id(2)).unwrap().is_some(), kept);
        assert_eq!(verify_all(&store), 1 + u64::from(kept));
    }
}

#[test]
fn a_commit_is_lost_as_a_whole_and_the_lease_stays() {
    let store = failing(3, Fault::CrashBeforeSync);
    accept(&store, message(1, "a"));
    let job = lease_one(&store, 10);
    let lost =
        store.commit(job.token, drehscheibe_model::work::JobOutcome::Done, ending(&job, 11, MessageState::Delivered));
    assert!(lost.is_err());
    store.restart();
    assert_eq!(store.message(id(1)).unwrap().unwrap().state, MessageState::Accepted);
    assert!(lease(&store, 20, 10).is_empty());
    assert_eq!(lease_one(&store, 70).token.epoch, 2);
}

#[test]
fn refusals_change_nothing_and_the_hub_lives_on() {
    for fault in [Fault::Full, Fault::Unavailable] {
        let store = failing(1, fault);
        let error = store.accept(message(1, "a")).unwrap_err();
        assert_eq!(matches!(error, StoreError::Full(_)), fault == Fault::Full);
        assert!(store.counts().unwrap().is_empty());
        accept(&store, message(1, "a"));
    }
}

#[test]
fn a_disk_that_lies_loses_what_was_answered() {
    let store = MemoryStore::new();
    accept(&store, message(1, "a"));
    store.hold_syncs(true);
    accept(&store, message(2, "a"));
    assert!(store.message(id(2)).unwrap().is_some());
    store.crash();
    store.restart();
    assert!(store.message(id(1)).unwrap().is_some());
    assert!(store.message(id(2)).unwrap().is_none());
    store.hold_syncs(false);
    accept(&store, message(3, "a"));
    store.crash();
    store.restart();
    assert!(store.message(id(3)).unwrap().is_some());
}
