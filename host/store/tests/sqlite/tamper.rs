//! Somebody changes the file behind the hub's back; verification says where.

use crate::fixtures::*;
use drehscheibe_model::journal::ChainFault;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::Store;
use drehscheibe_store::SqliteStore;
use rusqlite::Connection;
use tempfile::TempDir;

/// A chain of six entries about three messages.
fn hub() -> (SqliteStore, Connection, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hub.db");
    let store = SqliteStore::open(&path).unwrap();
    for number in 1..=3 {
        accept(&store, message(number, "a"));
        finish(&store, &lease_one(&store, 10), 10, MessageState::Delivered);
    }
    assert_eq!(verify_all(&store), 6);
    (store, Connection::open(&path).unwrap(), directory)
}

fn fault(change: &str) -> ChainFault {
    let (store, file, _directory) = hub();
    file.execute_batch(change).unwrap();
    store.verify_chain(&tenant("intake.a")).unwrap().expect_err("the change must be noticed")
}

#[test]
fn a_changed_event_time_or_message_is_found() {
    for change in [
        "UPDATE journal SET event = replace(event, 'http', 'post') WHERE sequence = 3",
        "UPDATE journal SET at = at + 1 WHERE sequence = 3",
        "UPDATE journal SET message = (SELECT message FROM journal WHERE sequence = 1) WHERE sequence = 3",
        "UPDATE journal SET hash = zeroblob(32) WHERE sequence = 3",
        "UPDATE journal SET hash = zeroblob(3) WHERE sequence = 3",
        "UPDATE journal SET message = zeroblob(15) WHERE sequence = 3",
        "UPDATE journal SET at = 9223372036854775807 WHERE sequence = 3",
    ] {
        assert_eq!(fault(change), ChainFault::Changed { sequence: 3 }, "{change}");
    }
}

#[test]
fn a_missing_entry_is_found() {
    assert_eq!(fault("DELETE FROM journal WHERE sequence = 3"), ChainFault::Gap { sequence: 3, found: 4 });
    assert_eq!(fault("DELETE FROM journal WHERE sequence <= 2"), ChainFault::Gap { sequence: 1, found: 3 });
    let renumbered = "DELETE FROM journal WHERE sequence = 3; UPDATE journal SET sequence = 3 WHERE sequence = 4";
    assert_eq!(fault(renumbered), ChainFault::Unlinked { sequence: 3 });
}

#[test]
fn a_cut_off_end_is_found() {
    let cut = "DELETE FROM journal WHERE sequence > 4";
    assert_eq!(fault(cut), ChainFault::CutOff { found: 4, recorded: 6 });
    assert_eq!(fault("DELETE FROM journal"), ChainFault::CutOff { found: 0, recorded: 6 });
    let head = "UPDATE chain SET head_hash = zeroblob(32)";
    assert_eq!(fault(head), ChainFault::Unlinked { sequence: 6 });
}

#[test]
fn a_forged_checkpoint_is_found() {
    let forged = "DELETE FROM journal WHERE sequence <= 2; UPDATE chain SET checkpoint_sequence = 2";
    assert_eq!(fault(forged), ChainFault::Unlinked { sequence: 3 });
}

#[test]
fn an_entry_moved_to_another_chain_is_found() {
    let (store, file, _directory) = hub();
    accept(&store, message(4, "b"));
    file.execute_batch(
        "UPDATE journal SET chain = 2, sequence = 2 WHERE chain = 1 AND sequence = 6;
         UPDATE chain SET head_sequence = 2 WHERE id = 2",
    )
    .unwrap();
    assert!(store.verify_chain(&tenant("intake.a")).unwrap().is_err());
    assert!(store.verify_chain(&tenant("intake.b")).unwrap().is_err());
}

#[test]
fn rows_that_cannot_be_read_are_damaged_and_not_a_panic() {
    let (store, file, _directory) = hub();
    for change in [
        "UPDATE message SET envelope = '{'",
        "UPDATE message SET state = 'lost'",
        "UPDATE message SET findings = '[[[[[[', envelope = '{}'",
        "UPDATE message SET received_at = 9223372036854775807",
    ] {
        file.execute_batch(change).unwrap();
        let text = store.message(id(1)).unwrap_err().to_string();
        assert!(text.contains("damaged"), "{change}: {text}");
        assert!(store.messages(&drehscheibe_model::work::MessageFilter::default()).is_err());
    }
}
