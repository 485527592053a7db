//! Wiped content is gone from the disk, not only from the answers.

use crate::fixtures::*;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{JobOutcome, NewMessage};
use drehscheibe_store::SqliteStore;
use std::fs;

#[test]
fn no_file_contains_wiped_content() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("hub.db")).unwrap();
    let mut new = of_case(message(1, "a"), "Aktenzeichen-Waldi");
    new.envelope.properties.insert("halter".into(), "Erika-Mustermann".into());
    let body = b"Straszenname-Hundehalterin ".repeat(4_000);
    accept(&store, NewMessage { inline_document: Some(body), ..new });
    let job = lease_one(&store, 10);
    let mut transition = ending(&job, 11, MessageState::Delivered);
    let mut one = delivery(id(1), 1, drehscheibe_model::delivery::DeliveryState::Delivered);
    one.last_error = Some("Fehlertext-Person".into());
    transition.deliveries.push(one);
    store.commit(job.token, JobOutcome::Done, transition).unwrap();
    let traces = ["Aktenzeichen-Waldi", "Erika-Mustermann", "Straszenname", "Fehlertext-Person", "Anmeldung.csv"];
    let left = || {
        let files = ["hub.db", "hub.db-wal"].map(|name| fs::read(directory.path().join(name)).unwrap_or_default());
        let bytes = String::from_utf8_lossy(&files.concat()).into_owned();
        traces.into_iter().filter(|trace| bytes.contains(trace)).collect::<Vec<_>>()
    };
    assert_eq!(left(), traces);
    assert_eq!(store.wipe_content(at(12), 90, at(100), 10).unwrap(), 1);
    assert_eq!(left(), Vec::<&str>::new());
    assert_eq!(verify_all(&store), 3);
}
