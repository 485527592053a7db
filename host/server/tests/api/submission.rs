//! Submissions that are accepted, and their receipts.

use crate::support::client::{Request, connect, read_answer};
use crate::support::{Hub, MERGED, NEIGHBOUR, TOWN};
use drehscheibe_model::access::Role;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::MessageId;
use drehscheibe_server::ApiLimits;
use drehscheibe_store::{Fault, MemoryStore};
use std::io::Write;
use std::sync::Arc;

fn raw(hub: &Hub) -> Request {
    Request::new("POST", "/api/v1/messages").key(&hub.portal).header("content-type", "application/xml")
}

#[test]
fn json_is_accepted_kept_byte_for_byte_and_receipted() {
    let hub = Hub::start();
    let document = r#"{ "b":1.50,  "a":[ "ü" ] }"#;
    let answer = hub.submit(&format!(
        r#"{{"procedure":"hundesteuer","messageType":"anmeldung","area":"{TOWN}","caseId":"F-1","document":{document}}}"#
    ));
    assert_eq!(answer.status, 202, "{answer:?}");
    let receipt = answer.json();
    let id = receipt["id"].as_str().unwrap();
    assert_eq!(answer.header("location"), Some(format!("/api/v1/messages/{id}").as_str()));
    assert_eq!(receipt["state"], "accepted");
    assert_eq!(receipt["document"]["digest"], Digest::of(document.as_bytes()).to_string());
    assert_eq!(answer.header("idempotency-replayed"), None);

    let id: MessageId = id.parse().unwrap();
    let kept = hub.store.message(id).unwrap().unwrap();
    let bytes = hub.store.content(id, &kept.document.digest).unwrap().unwrap();
    assert_eq!(bytes, document.as_bytes());
    assert_eq!(kept.tenant.as_str(), TOWN);
    assert_eq!(hub.get(&hub.portal, &format!("/api/v1/messages/{id}/receipt")).json(), receipt);

    let status = hub.get(&hub.portal, &format!("/api/v1/messages/{id}")).json();
    assert_eq!((status["state"].as_str(), status["caseId"].as_str()), (Some("accepted"), Some("F-1")));
    assert_eq!(status["journal"][0]["event"]["event"], "accepted");
    assert!(status["journal"][0]["hash"].as_str().unwrap().starts_with("sha256:"));
}

#[test]
fn base64_carries_other_documents() {
    let hub = Hub::start();
    let answer = hub.submit(r#"{"documentBase64":"PGEvPg==","mediaType":"application/xml"}"#);
    assert_eq!(answer.json()["document"]["digest"], Digest::of(b"<a/>").to_string(), "{answer:?}");
    let answer = hub.submit(r#"{"documentBase64":"PGE+","mediaType":"application/xml"}"#);
    assert_eq!(answer.problem(), (422, "not-well-formed".into()));
    let answer = hub.submit(r#"{"documentBase64":"???","mediaType":"application/xml"}"#);
    assert_eq!(answer.problem(), (422, "envelope-invalid".into()));
}

#[test]
fn a_raw_document_has_its_envelope_in_headers() {
    let hub = Hub::start();
    let request = raw(&hub)
        .header("drehscheibe-procedure", "gewerbe")
        .header("drehscheibe-area", "14628270")
        .header("drehscheibe-case-id", "Fall Ü")
        .header("drehscheibe-property", "art = neu")
        .body("<?xml version=\"1.0\" encoding=\"UTF-8\"?><g:a xmlns:g=\"urn:g\">ü</g:a>");
    let answer = hub.call(&request);
    assert_eq!(answer.status, 202, "{answer:?}");
    let status = hub.get(&hub.portal, answer.header("location").unwrap()).json();
    assert_eq!(status["procedure"], "gewerbe");
    assert_eq!(status["caseId"], "Fall Ü");
    assert_eq!(status["properties"]["art"], "neu");
    assert_eq!(status["tenant"], TOWN);
}

#[test]
fn a_document_too_large_for_its_row_lies_in_the_blobs() {
    let hub = Hub::start();
    let document = format!("<a>{}</a>", "x".repeat(1 << 20));
    let answer = hub.call(&raw(&hub).body(&document));
    assert_eq!(answer.status, 202, "{answer:?}");
    assert_eq!(hub.blobs.size(&Digest::of(document.as_bytes())).unwrap(), Some(document.len() as u64));
    // A document of that size is checked, too, where it lies.
    let broken = format!("<a>{}</b>", "x".repeat(1 << 20));
    assert_eq!(hub.call(&raw(&hub).body(broken)).problem(), (422, "not-well-formed".into()));
}

#[test]
fn the_same_key_with_the_same_content_gives_the_first_receipt_again() {
    let hub = Hub::start();
    let request = raw(&hub).header("idempotency-key", "k-1").body("<a/>");
    let first = hub.call(&request);
    let again = hub.call(&request);
    assert_eq!((first.status, again.status), (202, 202));
    assert_eq!(first.body, again.body);
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), (None, Some("true")));
    assert_eq!(hub.get(&hub.portal, "/api/v1/messages").json()["messages"].as_array().unwrap().len(), 1);

    let other = raw(&hub).header("idempotency-key", "k-1");
    for changed in [other.clone().body("<b/>"), other.header("drehscheibe-area", TOWN).body("<a/>")] {
        let answer = hub.call(&changed);
        assert_eq!(answer.problem(), (422, "idempotency-key-reused".into()));
        assert_eq!(answer.json()["message"], first.json()["id"]);
    }
    // Another source's keys are its own.
    let key = hub.key(Role::Portal, Some("other"), &[]);
    let foreign = Request::new("POST", "/api/v1/messages").key(&key).header("content-type", "application/xml");
    assert_eq!(hub.call(&foreign.header("idempotency-key", "k-1").body("<b/>")).status, 202);
}

#[test]
fn announced_digests_are_compared() {
    let hub = Hub::start();
    let digest = |bytes: &[u8]| {
        use base64::Engine;
        format!("sha-256=:{}:", base64::engine::general_purpose::STANDARD.encode(Digest::of(bytes).0))
    };
    let right = raw(&hub).header("content-digest", digest(b"<a/>")).body("<a/>");
    assert_eq!(hub.call(&right).status, 202);
    let wrong = raw(&hub).header("content-digest", digest(b"<b/>")).body("<a/>");
    assert_eq!(hub.call(&wrong).problem(), (422, "digest-mismatch".into()));
    let unreadable = raw(&hub).header("content-digest", "sha-256=nonsense").body("<a/>");
    assert_eq!(hub.call(&unreadable).problem(), (422, "digest-invalid".into()));
}

#[test]
fn areas_must_exist_today() {
    let hub = Hub::start();
    let area = |text: &str| hub.call(&raw(&hub).header("drehscheibe-area", text).body("<a/>"));
    assert_eq!(area(NEIGHBOUR).status, 202);
    let answer = area("14628271");
    assert_eq!(answer.problem(), (422, "area-unknown".into()));
    assert_eq!(answer.json()["nearest"][0]["name"], "Pirna");
    assert!(answer.detail().contains("14628270"), "{}", answer.detail());
    let answer = area(MERGED);
    assert_eq!(answer.problem(), (422, "area-not-valid".into()));
    assert!(answer.detail().contains("2020-01-01"), "{}", answer.detail());
    assert_eq!(area("Pirna").problem(), (422, "area-invalid".into()));
}

#[test]
fn a_full_store_accepts_nothing_and_says_when_to_come_again() {
    let store = Arc::new(MemoryStore::new());
    let hub = Hub::start_on(store.clone(), tempfile::tempdir().unwrap(), ApiLimits::default());
    store.set_fault_plan(|write| if write.operation == "accept" { Fault::Full } else { Fault::None });
    let answer = hub.submit(r#"{"document":1}"#);
    assert_eq!(answer.problem(), (503, "storage-full".into()));
    assert!(answer.header("retry-after").unwrap().parse::<u32>().unwrap() > 0);
    store.set_fault_plan(|_| Fault::Unavailable);
    assert_eq!(hub.submit(r#"{"document":1}"#).problem(), (503, "storage-unavailable".into()));
    store.set_fault_plan(|_| Fault::None);
    assert_eq!(hub.submit(r#"{"document":1}"#).status, 202);
}

#[test]
fn without_a_configuration_nothing_is_accepted() {
    let hub = Hub::start();
    *hub.operations.revision.lock().unwrap() = None;
    assert_eq!(hub.submit(r#"{"document":1}"#).problem(), (503, "not-configured".into()));
    assert_eq!(hub.call(&Request::new("GET", "/health/ready")).problem(), (503, "not-configured".into()));
    assert_eq!(hub.call(&Request::new("GET", "/health/live")).status, 200);
}

#[test]
fn a_broken_transfer_leaves_nothing() {
    let hub = Hub::start();
    let before = hub.files();
    let request = raw(&hub).announcing(2 << 20);
    let mut stream = connect(hub.address);
    stream.write_all(&request.head()).unwrap();
    stream.write_all(&vec![b' '; 1 << 20]).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let answer = read_answer(&mut stream);
    assert_eq!(answer.problem(), (400, "body-incomplete".into()));
    assert_eq!(hub.files(), before);
    assert_eq!(hub.get(&hub.portal, "/api/v1/messages").json()["messages"].as_array().unwrap().len(), 0);
}
