//! Submissions in parts.

use crate::support::Hub;
use crate::support::client::{Answer, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::content::Digest;
use drehscheibe_server::ApiLimits;

const BOUNDARY: &str = "----teil";

fn part(headers: &str, body: &str) -> String {
    format!("--{BOUNDARY}\r\n{headers}\r\n\r\n{body}\r\n")
}

fn envelope(json: &str) -> String {
    part("Content-Disposition: form-data; name=\"envelope\"\r\nContent-Type: application/json", json)
}

fn document() -> String {
    part(
        "Content-Disposition: form-data; name=\"document\"; filename=\"a.xml\"\r\nContent-Type: application/xml",
        "<a/>",
    )
}

fn attachment(id: &str, body: &str) -> String {
    let headers = format!(
        "Content-Disposition: form-data; name=\"{id}\"; filename=\"{id}.pdf\"\r\nContent-Type: application/pdf"
    );
    part(&headers, body)
}

fn send(hub: &Hub, parts: &[String]) -> Answer {
    send_bytes(hub, format!("{}--{BOUNDARY}--\r\n", parts.concat()).as_bytes())
}

fn send_bytes(hub: &Hub, body: &[u8]) -> Answer {
    let request = Request::new("POST", "/api/v1/messages").key(&hub.portal);
    hub.call(&request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}")).body(body))
}

#[test]
fn attachments_lie_in_the_blobs_under_their_digests() {
    let hub = Hub::start();
    let digest = Digest::of(b"Foto");
    let list = format!(
        r#"{{"procedure":"x","attachments":[{{"id":"foto","fileName":"Hündin.jpg","mediaType":"image/jpeg","digest":"{digest}"}},{{"id":"sepa"}}]}}"#
    );
    // Parts may come in any order.
    let answer = send(&hub, &[attachment("foto", "Foto"), document(), envelope(&list), attachment("sepa", "Mandat")]);
    assert_eq!(answer.status, 202, "{answer:?}");
    let attachments = &answer.json()["attachments"];
    assert_eq!(attachments[0]["fileName"], "Hündin.jpg");
    assert_eq!(attachments[0]["mediaType"], "image/jpeg");
    assert_eq!(attachments[0]["digest"], digest.to_string());
    assert_eq!(attachments[1]["fileName"], "sepa.pdf");
    assert_eq!(hub.blobs.read_at(&digest, 0, 10).unwrap(), b"Foto");
    hub.blobs.verify(&Digest::of(b"Mandat")).unwrap();
}

#[test]
fn what_the_envelope_announces_must_come_unchanged() {
    let hub = Hub::start();
    let code = |parts: &[String]| send(&hub, parts).code();
    let list = |json: &str| envelope(&format!(r#"{{"attachments":{json}}}"#));
    let wrong = Digest::of(b"something else");
    let cases = [
        (vec![list(r#"[{"id":"a"},{"id":"b"}]"#), document(), attachment("a", "x")], "attachment-missing"),
        (vec![list("[]"), document(), attachment("a", "x")], "attachment-not-listed"),
        (
            vec![list(&format!(r#"[{{"id":"a","digest":"{wrong}"}}]"#)), document(), attachment("a", "x")],
            "digest-mismatch",
        ),
        (vec![list(r#"[{"id":"a","digest":"md5:0"}]"#), document(), attachment("a", "x")], "envelope-invalid"),
        (vec![list(r#"[{"id":"a","sha256":"x"}]"#), document(), attachment("a", "x")], "envelope-invalid"),
        (vec![list(r#"[{"id":"a","fileName":"../x"}]"#), document(), attachment("a", "x")], "attachment-invalid"),
        (vec![list(r#"[{"id":"a"},{"id":"a"}]"#), document(), attachment("a", "x")], "attachment-invalid"),
        (vec![envelope("{")], "not-well-formed"),
        (vec![envelope(r#"{"a":1,"a":2}"#)], "duplicate-key"),
        (vec![envelope("{}"), attachment("a", "x")], "document-missing"),
        (vec![document(), document()], "part-repeated"),
        (vec![document(), attachment("a", "x"), attachment("a", "y")], "part-repeated"),
        (vec![document(), attachment("../a", "x")], "attachment-invalid"),
        (vec![part("Content-Disposition: form-data; name=\"document\"", "<a/>")], "media-type-unsupported"),
        (vec![part("Content-Disposition: form-data", "<a/>")], "multipart-invalid"),
        (vec![part("X: y", "<a/>")], "multipart-invalid"),
    ];
    for (parts, expected) in cases {
        assert_eq!(code(&parts), expected, "{parts:?}");
    }
    assert_eq!(hub.get(&hub.portal, "/api/v1/messages").json()["messages"].as_array().unwrap().len(), 0);
}

#[test]
fn a_part_may_carry_its_own_digest() {
    let hub = Hub::start();
    let with = |bytes: &[u8]| {
        let digest = STANDARD.encode(Digest::of(bytes).0);
        let headers = format!(
            "Content-Disposition: form-data; name=\"a\"\r\nContent-Type: application/pdf\r\nContent-Digest: sha-256=:{digest}:"
        );
        send(&hub, &[document(), part(&headers, "Inhalt")])
    };
    assert_eq!(with(b"Inhalt").status, 202);
    assert_eq!(with(b"anderer Inhalt").problem(), (422, "digest-mismatch".into()));
}

#[test]
fn too_many_and_too_large_parts() {
    let hub = Hub::start_with(ApiLimits {
        attachments: 2,
        attachment_bytes: 10,
        envelope_bytes: 100,
        ..ApiLimits::default()
    });
    let code = |parts: &[String]| send(&hub, parts).problem();
    let three: Vec<_> = ["a", "b", "c"].iter().map(|id| attachment(id, "x")).chain([document()]).collect();
    assert_eq!(code(&three), (413, "too-many-attachments".into()));
    assert_eq!(code(&[document(), attachment("a", "elf Zeichen")]), (413, "attachment-too-large".into()));
    let long = format!(r#"{{"procedure":"{}"}}"#, "x".repeat(200));
    assert_eq!(code(&[envelope(&long), document()]), (422, "envelope-invalid".into()));
}

#[test]
fn every_truncation_is_an_error() {
    let hub = Hub::start();
    let whole = format!("{}{}{}--{BOUNDARY}--\r\n", envelope("{}"), document(), attachment("a", "x")).into_bytes();
    assert_eq!(send_bytes(&hub, &whole).status, 202);
    // The last bytes, `--` and the line end, close a body that is complete in all its parts.
    for length in (0..whole.len() - 4).step_by(7) {
        let answer = send_bytes(&hub, &whole[..length]);
        assert!((400..500).contains(&answer.status), "{length}: {answer:?}");
        answer.code();
    }
}
