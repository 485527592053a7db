//! No room left.

use crate::fixtures::*;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Blobs, Store, StoreError};
use drehscheibe_model::work::NewMessage;
use drehscheibe_store::{FileBlobs, SqliteOptions, SqliteStore};

fn open(directory: &tempfile::TempDir, largest: u64, reserve: u64) -> SqliteStore {
    let options = SqliteOptions { largest_bytes: Some(largest), reserve_bytes: reserve };
    SqliteStore::open_with(&directory.path().join("hub.db"), options).unwrap()
}

fn large(number: u128) -> NewMessage {
    NewMessage { inline_document: Some(vec![b'x'; 100_000]), ..message(number, "a") }
}

#[test]
fn new_messages_are_refused_in_time_for_work_in_hand_to_finish() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory, 4 << 20, 1 << 20);
    let mut accepted = 0;
    let refused = (1..=100).find_map(|number| match store.accept(large(number)) {
        Ok(_) => {
            accepted += 1;
            None
        }
        Err(error) => Some(error),
    });
    assert!(matches!(refused, Some(StoreError::Full(_))), "{refused:?}");
    assert!(accepted >= 10, "{accepted}");
    assert!(matches!(store.check(), Err(StoreError::Full(_))));
    for job in lease(&store, 1_000, 1_000) {
        finish(&store, &job, 1_001, MessageState::Delivered);
    }
    assert_eq!(store.counts().unwrap(), [(tenant("intake.a"), "delivered".to_owned(), accepted)]);
    assert_eq!(verify_all(&store), 2 * accepted);
    // Wiping makes room again.
    assert_eq!(store.wipe_content(at(2_000), 90, at(3_000), 100).unwrap(), accepted);
    store.check().unwrap();
    accept(&store, large(200));
}

#[test]
fn a_full_database_leaves_nothing_half_done() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory, 1 << 20, 0);
    let mut accepted: u64 = 0;
    for number in 1..=40 {
        match store.accept(large(number)) {
            Ok(_) => accepted += 1,
            Err(error) => assert!(matches!(error, StoreError::Full(_)), "{error:?}"),
        }
    }
    assert!((3..40).contains(&accepted), "{accepted}");
    // The store goes on reading and, as far as there is room, writing.
    assert_eq!(store.counts().unwrap(), [(tenant("intake.a"), "accepted".to_owned(), accepted)]);
    assert_eq!(verify_all(&store), accepted);
    assert_eq!(lease(&store, 1_000, 1_000).len() as u64, accepted);
    drop(store);
    let store = open(&directory, 8 << 20, 0);
    assert_eq!(verify_all(&store), accepted);
    accept(&store, large(100));
}

#[test]
fn without_the_reserve_on_the_disk_nothing_new_is_taken() {
    let directory = tempfile::tempdir().unwrap();
    let options = SqliteOptions { reserve_bytes: u64::MAX, largest_bytes: None };
    let store = SqliteStore::open_with(&directory.path().join("hub.db"), options).unwrap();
    assert!(matches!(store.accept(message(1, "a")), Err(StoreError::Full(_))));
    assert!(matches!(store.check(), Err(StoreError::Full(_))));
    let blobs = FileBlobs::open_with(&directory.path().join("blobs"), u64::MAX).unwrap();
    assert!(matches!(blobs.create(), Err(drehscheibe_model::ports::BlobError::Full(_))));
}
