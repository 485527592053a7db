//! Closing, reopening, and what is in the file without either.

use crate::fixtures::*;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Store, StoreError};
use drehscheibe_store::SqliteStore;
use std::fs;
use std::sync::Arc;

#[test]
fn everything_is_there_after_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hub.db");
    let store = SqliteStore::open(&path).unwrap();
    accept(&store, with_key(of_case(message(1, "a"), "case"), "k", "f"));
    accept(&store, of_case(message(2, "a"), "case"));
    let held = lease_one(&store, 10);
    drop(store);
    assert!(!directory.path().join("hub.db-wal").exists(), "the last one out has emptied the log");

    let store = SqliteStore::open(&path).unwrap();
    assert!(accept(&store, with_key(message(3, "a"), "k", "f")).replayed);
    // The lease is as durable as the rest, and so is the lane.
    assert!(lease(&store, 20, 10).is_empty());
    finish(&store, &held, 30, MessageState::Delivered);
    assert_eq!(lease_one(&store, 40).message, id(2));
    assert_eq!(verify_all(&store), 3);
}

/// What was answered is in the files at that moment, without any closing or tidying up: a copy of them
/// is what a killed process leaves behind.
#[test]
fn an_answered_write_needs_no_closing() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("hub.db")).unwrap();
    for number in 1..=20 {
        accept(&store, message(number, "a"));
        let copy = tempfile::tempdir().unwrap();
        for file in ["hub.db", "hub.db-wal"] {
            fs::copy(directory.path().join(file), copy.path().join(file)).unwrap();
        }
        let left = SqliteStore::open(&copy.path().join("hub.db")).unwrap();
        assert!(left.message(id(number)).unwrap().is_some(), "message {number}");
        assert_eq!(u128::from(verify_all(&left)), number);
    }
}

/// A log that ends in the middle of a transaction gives the state before it, not half of it.
#[test]
fn a_torn_log_gives_whole_transactions() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("hub.db")).unwrap();
    for number in 1..=3 {
        accept(&store, of_case(message(number, "a"), "case"));
    }
    let job = lease_one(&store, 10);
    finish(&store, &job, 11, MessageState::Delivered);
    let log = fs::read(directory.path().join("hub.db-wal")).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for length in (0..log.len()).step_by(13_001).chain([log.len()]) {
        let copy = tempfile::tempdir().unwrap();
        fs::copy(directory.path().join("hub.db"), copy.path().join("hub.db")).unwrap();
        fs::write(copy.path().join("hub.db-wal"), &log[..length]).unwrap();
        let Ok(left) = SqliteStore::open(&copy.path().join("hub.db")) else { continue };
        let messages = left.counts().unwrap().iter().map(|count| count.2).sum::<u64>();
        let delivered = left.message(id(1)).unwrap().is_some_and(|one| one.state == MessageState::Delivered);
        let entries = verify_all(&left);
        assert_eq!(entries, messages + u64::from(delivered), "cut at {length}");
        let jobs = lease(&left, 1_000, 10);
        assert_eq!(jobs.len(), usize::from(messages > 0), "one lane, one free job; cut at {length}");
        seen.insert((messages, delivered));
    }
    assert_eq!(seen.len(), 5, "every state of the way was seen: {seen:?}");
}

/// Many threads share transactions; the refusal of one does not touch the others.
#[test]
fn a_refused_request_does_not_take_its_batch_along() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&directory.path().join("hub.db")).unwrap());
    accept(&*store, with_key(message(1_000, "a"), "taken", "first"));
    std::thread::scope(|scope| {
        for thread in 0..8_u128 {
            let store = Arc::clone(&store);
            scope.spawn(move || {
                for turn in 0..20 {
                    let number = 1 + thread * 20 + turn;
                    if number % 3 == 0 {
                        let refused = store.accept(with_key(message(number, "a"), "taken", "other"));
                        assert!(matches!(refused, Err(StoreError::KeyReused { .. })));
                    } else {
                        accept(&*store, message(number, "a"));
                    }
                }
            });
        }
    });
    let accepted = (1..=160).filter(|number| number % 3 != 0).count() as u64 + 1;
    assert_eq!(store.counts().unwrap(), [(tenant("intake.a"), "accepted".to_owned(), accepted)]);
    assert_eq!(verify_all(&*store), accepted);
    assert_eq!(lease(&*store, 10_000, 1_000).len() as u64, accepted);
}
