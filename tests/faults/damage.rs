//! Bytes on the disk change under a running hub. What `verify` says about it: `tests/end_to_end`.

use crate::support::client::events;
use crate::support::{Reply, Sink, Town, message};
use serde_json::json;
use std::path::{Path, PathBuf};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn a_damaged_document_is_parked_and_never_delivered() {
    let sink = Sink::with(|_, _| Reply::Status(503, "retry-after: 1\r\n"));
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    let large = format!("MERKMAL{}", "x".repeat(600_000));
    let body = json!({"procedure": "meldung", "area": "14729260", "document": large});
    let id = client.at(&hub).submit(&body).id();
    client.follow(&id, "refused", |status| events(status).contains(&"delivery-failed"));
    let mut blobs = Vec::new();
    files(&stage.path("data/blobs"), &mut blobs);
    let blob = blobs.into_iter().find(|path| std::fs::read(path).unwrap().starts_with(b"\"MERKMAL")).unwrap();
    let mut bytes = std::fs::read(&blob).unwrap();
    bytes[300_000] ^= 1;
    std::fs::remove_file(&blob).unwrap();
    std::fs::write(&blob, bytes).unwrap();
    sink.behave(|_, _| Reply::Take);
    let status = client.settled(&id);
    assert_eq!(json!([status["state"], status["parkReason"]]), json!(["parked", "content-damaged"]), "{status:#}");
    assert_eq!(sink.arrivals(), []);
    let other = client.submit(&message("meldung", 2)).id();
    assert_eq!(client.settled(&other)["state"], "delivered", "the others go on");
}
