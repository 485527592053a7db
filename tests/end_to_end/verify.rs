//! `drehscheibe verify` notices every change.

use crate::support::{Sink, Stage, Town};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Changes bytes in a file, at the first place where they stand.
pub fn change(file: &Path, from: &[u8], to: &[u8]) {
    let mut bytes = std::fs::read(file).unwrap();
    let place = bytes.windows(from.len()).position(|window| window == from);
    let place = place.unwrap_or_else(|| panic!("{} is not in {}", String::from_utf8_lossy(from), file.display()));
    bytes[place..place + from.len()].copy_from_slice(to);
    std::fs::write(file, bytes).unwrap();
}

/// The blob that holds these bytes.
fn blob_with(stage: &Stage, text: &[u8]) -> PathBuf {
    let mut folders = vec![stage.path("data/blobs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text) {
                return path;
            }
        }
    }
    panic!("no such blob");
}

/// A hub that has delivered a message too large for a row, and was stopped.
fn worked() -> Stage {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    let large = format!("MERKMAL{}", "x".repeat(600_000));
    let body = json!({"procedure": "meldung", "area": "14729260", "document": large});
    let id = client.at(&hub).submit(&body).id();
    assert_eq!(client.settled(&id)["state"], "delivered");
    assert!(hub.stop().success());
    assert!(stage.verify() > 0);
    stage
}

fn report(stage: &Stage) -> (Option<i32>, Value) {
    let output = stage.run(&["verify", "--json"]);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_changed_byte_of_the_journal_is_found() {
    let stage = worked();
    change(&stage.path("data/drehscheibe.sqlite"), b"\"attempt\":1", b"\"attempt\":2");
    let (code, report) = report(&stage);
    assert_eq!((code, &report["faults"]), (Some(1), &json!(1)), "{report:#}");
    let faulty: Vec<_> = report["chains"].as_array().unwrap().iter().filter(|one| one["fault"].is_object()).collect();
    assert_eq!(faulty.len(), 1, "{report:#}");
    assert_eq!(faulty[0]["chain"], "147290260260");
    let said = stage.run(&["verify"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("chain 147290260260"), "{said:?}");
}

#[test]
fn a_changed_byte_of_a_document_is_found() {
    let stage = worked();
    change(&blob_with(&stage, b"MERKMALxxx"), b"MERKMAL", b"MERKMAI");
    let (code, report) = report(&stage);
    assert_eq!((code, &report["faults"]), (Some(1), &json!(0)), "{report:#}");
    assert_eq!(report["damagedBlobs"].as_array().unwrap().len(), 1, "{report:#}");
}
