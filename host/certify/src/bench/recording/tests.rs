use super::*;
use crate::bench::MemoryBlobs;
use crate::plan::RecordedLookup;
use std::time::Duration;

fn exchange(url: &str, body: &str, answer: RecordedAnswer) -> RecordedHttp {
    RecordedHttp {
        method: "POST".into(),
        url: url.into(),
        headers: [("x-a".to_owned(), "1".to_owned())].into(),
        body: body.into(),
        answer,
    }
}

fn response(status: u16) -> RecordedAnswer {
    RecordedAnswer::Response(OutboundResponse { status, headers: Vec::new(), body: b"ok".to_vec() })
}

fn send(recording: &Recording, path: &str, body: &[u8]) -> Result<u16, HttpError> {
    let headers = [("X-A".to_owned(), "1".to_owned()), ("x-b".to_owned(), "2".to_owned())];
    let request = OutboundRequest {
        method: "POST",
        scheme: "https",
        authority: "a.example",
        path_with_query: path,
        headers: &headers,
        body: OutboundBody::Bytes(body),
        timeout: Duration::from_secs(1),
        private_network: false,
        response_limit: 100,
    };
    OutboundHttp::send(recording, &request).map(|response| response.status)
}

fn started(script: Script) -> Recording {
    let recording = Recording::default();
    recording.start(script, Arc::new(MemoryBlobs::default()));
    recording
}

#[test]
fn calls_as_recorded_are_answered_in_order() {
    let recording = started(Script {
        http: vec![
            exchange("https://a.example/1", "eins", response(201)),
            exchange("https://a.example/2", "", RecordedAnswer::Error(HttpError::ConnectionRefused)),
        ],
        ..Script::default()
    });
    assert_eq!(send(&recording, "/1", b"eins"), Ok(201));
    assert_eq!(send(&recording, "/2", b""), Err(HttpError::ConnectionRefused));
    assert_eq!(recording.finish(), []);
}

#[test]
fn a_call_made_otherwise_or_not_recorded_or_not_made_is_reported() {
    let recording = started(Script {
        http: vec![
            exchange("https://a.example/1", "eins", response(201)),
            exchange("https://a.example/2", "zwei", response(201)),
        ],
        ..Script::default()
    });
    assert!(matches!(send(&recording, "/1", b"drei"), Err(HttpError::Internal(_))));
    let named = |recording: &Recording| recording.finish().into_iter().map(|m| m.what).collect::<Vec<_>>();
    assert_eq!(named(&recording), ["calls.http[1]", "calls.http[2]"]);

    let recording = started(Script::default());
    assert!(matches!(send(&recording, "/1", b""), Err(HttpError::Internal(_))));
    let mismatches = recording.finish();
    assert_eq!(mismatches.len(), 1);
    assert!(mismatches[0].actual.as_ref().unwrap().contains("POST https://a.example/1"));
    assert_eq!(mismatches[0].expected, None);
}

#[test]
fn attachments_are_compared_by_their_bytes() {
    let blobs = Arc::new(MemoryBlobs::default());
    let digest = blobs.put(b"anhang".as_slice());
    let content = drehscheibe_model::content::ContentRef { digest, size: 6, media_type: "text/plain".into() };
    let recorded = |content: &str| RecordedMail {
        to: vec!["a@b.example".into()],
        subject: "s".into(),
        text: "t".into(),
        parts: vec![crate::plan::RecordedPart {
            file_name: "f".into(),
            media_type: "text/plain".into(),
            content: content.into(),
        }],
        error: Some(MailError::Unavailable("recorded".into())),
    };
    let to = ["a@b.example".to_owned()];
    for (recorded_content, mismatches) in [("anhang", 0), ("anderes", 1)] {
        let recording = Recording::default();
        recording.start(Script { mail: vec![recorded(recorded_content)], ..Script::default() }, blobs.clone());
        let mail = OutboundMail {
            delivery: "00000000-0000-7000-8000-000000000001.1".parse().unwrap(),
            to: &to,
            subject: "s",
            text: "t",
            parts: vec![drehscheibe_model::ports::MailPart {
                file_name: "f",
                media_type: "text/plain",
                content: OutboundBody::Blob(&content),
            }],
            timeout: Duration::from_secs(1),
        };
        let result = Mailer::send(&recording, &mail);
        assert_eq!(matches!(result, Err(MailError::Unavailable(_))), mismatches == 0);
        assert_eq!(recording.finish().len(), mismatches);
    }
}

#[test]
fn code_lists_may_be_asked_again_but_not_for_something_else() {
    let recording = started(Script {
        code_lists: vec![
            RecordedLookup {
                urn: "urn:x".into(),
                version: None,
                code: "1".into(),
                answer: CodeLookup::Entry("eins".into()),
            },
            RecordedLookup { urn: "urn:x".into(), version: None, code: "2".into(), answer: CodeLookup::NoSuchCode },
        ],
        ..Script::default()
    });
    for _ in 0..2 {
        assert_eq!(recording.look_up("urn:x", None, "1"), CodeLookup::Entry("eins".into()));
        assert_eq!(recording.look_up("urn:x", Some("3"), "1"), CodeLookup::NoSuchList);
    }
    let mismatches = recording.finish();
    assert_eq!(mismatches.len(), 2, "{mismatches:?}");
    assert_eq!(mismatches[0].actual.as_deref(), Some("urn:x version 3: 1"));
    assert_eq!(mismatches[1].expected.as_deref(), Some("urn:x version (any): 2"));
}
