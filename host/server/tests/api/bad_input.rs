//! Input that must be answered with a clear problem and nothing else.

use crate::support::Hub;
use crate::support::client::{Request, connect, read_answer};
use drehscheibe_server::ApiLimits;
use std::io::Write;

#[test]
fn bad_json_is_named() {
    let hub = Hub::start();
    let deep = format!(r#"{{"document":{}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let cases: [(&[u8], u16, &str); 16] = [
        (b"", 422, "not-well-formed"),
        (b"{", 422, "not-well-formed"),
        (b"\x1f\x8b\x08\x00", 422, "not-utf8"),
        (b"{\"document\":\"\xff\"}", 422, "not-utf8"),
        (deep.as_bytes(), 422, "too-deep"),
        (br#"{"document":1,"document":2}"#, 422, "duplicate-key"),
        (br#"{"document":{"a":[{"b":1,"b":2}]}}"#, 422, "duplicate-key"),
        (br#"{"properties":{"a":"1","a":"2"},"document":1}"#, 422, "duplicate-key"),
        (br#"{"documnet":1}"#, 422, "envelope-invalid"),
        (br#"{"procedure":7,"document":1}"#, 422, "envelope-invalid"),
        (br#"{"properties":{"a":{"b":1}},"document":1}"#, 422, "envelope-invalid"),
        (br#"[]"#, 422, "envelope-invalid"),
        (br#"{}"#, 422, "document-missing"),
        (br#"{"document":1,"documentBase64":"MQ==","mediaType":"text/plain"}"#, 422, "document-missing"),
        (br#"{"documentBase64":"MQ=="}"#, 415, "media-type-unsupported"),
        (br#"{"document":1,"mediaType":"application/xml"}"#, 415, "media-type-unsupported"),
    ];
    for (body, status, code) in cases {
        let request = Request::new("POST", "/api/v1/messages").key(&hub.portal);
        let answer = hub.call(&request.header("content-type", "application/json").body(body));
        assert_eq!(answer.problem(), (status, code.into()), "{}", String::from_utf8_lossy(&body[..body.len().min(80)]));
    }
    let answer = hub.submit(r#"{"document":{"a":[{"b":1,"b":2}]}}"#);
    assert!(answer.detail().contains("/document/a/0"), "{}", answer.detail());
    let many =
        hub.submit(&format!(r#"{{"procedure":"","messageType":"","caseId":"{}","document":1}}"#, "x".repeat(200)));
    assert_eq!(many.json()["problems"].as_array().unwrap().len(), 3, "{many:?}");
    assert_eq!(hub.get(&hub.portal, "/api/v1/messages").json()["messages"].as_array().unwrap().len(), 0);
}

#[test]
fn bad_xml_and_bad_types_are_named() {
    let hub = Hub::start();
    let cases: [(Option<&str>, &[u8], u16, &str); 16] = [
        (
            Some("application/xml"),
            b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
            422,
            "xml-doctype",
        ),
        (
            Some("text/xml"),
            b"<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"http://127.0.0.1/a.dtd\"><a/>",
            422,
            "xml-doctype",
        ),
        (Some("application/xrechnung+xml"), b"<a>&unknown;</a>", 422, "not-well-formed"),
        (Some("application/xml"), b"<a><b></a>", 422, "not-well-formed"),
        (Some("application/xml"), b"<a>\xe4</a>", 422, "not-utf8"),
        (Some("application/xml"), b"<?xml version=\"1.0\" encoding=\"latin1\"?><a/>", 422, "xml-encoding"),
        (Some("application/xml"), b"", 422, "document-missing"),
        (Some("application/xml; charset=iso-8859-1"), b"<a/>", 415, "media-type-unsupported"),
        (Some("application/vnd.stadt+json"), b"{\"a\":1,\"a\":2}", 422, "duplicate-key"),
        (Some("application/x-www-form-urlencoded"), b"a=b", 415, "media-type-unsupported"),
        (Some("text/html"), b"<p>", 415, "media-type-unsupported"),
        (Some("nonsense"), b"x", 415, "media-type-unsupported"),
        (Some("multipart/mixed; boundary=x"), b"x", 415, "media-type-unsupported"),
        (None, b"x", 415, "media-type-unsupported"),
        (Some("multipart/form-data"), b"x", 400, "multipart-invalid"),
        (Some("multipart/form-data; boundary=x"), b"garbage", 400, "multipart-invalid"),
    ];
    for (media_type, body, status, code) in cases {
        let mut request = Request::new("POST", "/api/v1/messages").key(&hub.portal).body(body);
        if let Some(media_type) = media_type {
            request = request.header("content-type", media_type);
        }
        let answer = hub.call(&request);
        assert_eq!(answer.problem(), (status, code.into()), "{media_type:?} {}", String::from_utf8_lossy(body));
    }
}

#[test]
fn wrong_headers_are_named() {
    let hub = Hub::start();
    let raw = || {
        Request::new("POST", "/api/v1/messages").key(&hub.portal).header("content-type", "application/xml").body("<a/>")
    };
    let cases = [
        (raw().header("drehscheibe-proceedure", "x"), "envelope-invalid"),
        (raw().header("drehscheibe-area", "1").header("drehscheibe-area", "2"), "envelope-invalid"),
        (raw().header("drehscheibe-case-id", b"\xff"), "envelope-invalid"),
        (raw().header("idempotency-key", "\u{e4}"), "idempotency-key-invalid"),
        (raw().header("idempotency-key", "x".repeat(300)), "idempotency-key-invalid"),
    ];
    for (request, code) in cases {
        assert_eq!(hub.call(&request).code(), code, "{request:?}");
    }
    let both = Request::new("POST", "/api/v1/messages").key(&hub.portal).header("content-type", "application/json");
    assert_eq!(hub.call(&both.header("drehscheibe-area", "1").body("{}")).code(), "envelope-invalid");
}

#[test]
fn what_is_too_large_is_refused_before_it_is_sent() {
    let limits =
        ApiLimits { body_bytes: 4_000, document_bytes: 1_000, json_submission_bytes: 500, ..ApiLimits::default() };
    let hub = Hub::start_with(limits);
    let refused = |media_type: &str, length: u64, body: &[u8]| {
        let request = Request::new("POST", "/api/v1/messages").key(&hub.portal).header("content-type", media_type);
        hub.call(&request.body(body).announcing(length)).problem()
    };
    // Announced: the head is enough.
    assert_eq!(refused("application/json", 501, b""), (413, "body-too-large".into()));
    assert_eq!(refused("application/xml", 1 << 40, b""), (413, "body-too-large".into()));
    // Not announced as too large, but it is.
    assert_eq!(refused("application/xml", 2_000, &[b' '; 2_000]), (413, "document-too-large".into()));
}

#[test]
fn slow_heads_and_slow_bodies_end() {
    let hub = Hub::start_with(ApiLimits { head_seconds: 1, body_idle_seconds: 1, ..ApiLimits::default() });
    let mut stream = connect(hub.address);
    stream.write_all(b"GET /health/live HTTP/1.1\r\nhost: h").unwrap();
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut stream, &mut rest).unwrap();
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 408"), "{rest:?}");

    let request = Request::new("POST", "/api/v1/messages").key(&hub.portal).header("content-type", "application/xml");
    let mut stream = connect(hub.address);
    stream.write_all(&request.announcing(100).head()).unwrap();
    stream.write_all(b"<a>").unwrap();
    assert_eq!(read_answer(&mut stream).problem(), (408, "body-timeout".into()));
}

#[test]
fn what_is_not_http_is_answered_or_closed() {
    let hub = Hub::start();
    for garbage in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"hello\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"] {
        let mut stream = connect(hub.address);
        stream.write_all(garbage).unwrap();
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut rest = Vec::new();
        let _ = std::io::Read::read_to_end(&mut stream, &mut rest);
        assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 4") || rest.starts_with(b"HTTP/1.1 5"), "{rest:?}");
    }
    assert_eq!(hub.call(&Request::new("GET", "/health/live")).status, 200);
}

#[test]
fn addresses_methods_and_queries_that_do_not_exist() {
    let hub = Hub::start();
    for path in ["/nowhere", "/api/v1", "/api/v1/messages/", "/api/v2/messages", "/%ff", "/api/v1/messages/x/y/z/w"] {
        assert_eq!(hub.get(&hub.portal, path).problem(), (404, "not-found".into()), "{path}");
    }
    let answer = hub.call(&Request::new("DELETE", "/api/v1/messages").key(&hub.portal));
    assert_eq!(answer.problem(), (405, "method-not-allowed".into()));
    assert_eq!(answer.header("allow"), Some("POST, GET"));
    for path in
        ["/api/v1/messages/7", "/api/v1/messages/%ff", "/api/v1/messages/0197a3c5-0000-7000-8000-000000000000/receipt"]
    {
        let answer = hub.get(&hub.portal, path);
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        answer.code();
    }
    for query in [
        "limit=0",
        "limit=501",
        "limit=x",
        "state=lost",
        "stat=parked",
        "state=parked&state=parked",
        "tenant=%C3%84",
        "before=-1",
    ] {
        let answer = hub.get(&hub.portal, &format!("/api/v1/messages?{query}"));
        assert_eq!(answer.problem(), (400, "query-invalid".into()), "{query}");
    }
}
