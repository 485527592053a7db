#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::Webservice;
use drehscheibe_sdk::http::{Body, ErrorCode, Response};
use drehscheibe_sdk::{Delivery, DeliveryFailure, Document, Receipt, test};

const SETTINGS: &str = r#"{
    "url": "https://fv.example:8443/eingang?art=hund",
    "kopfzeilen": { "Authorization": "Bearer {{secret:zugang}}" },
    "antwort_uebernehmen": true
}"#;

fn delivery() -> Delivery {
    test::delivery(Document::new("application/json", "{}"))
}

fn deliver(answer: Result<Response, ErrorCode>) -> Result<Receipt, DeliveryFailure> {
    test::Host::new().settings(SETTINGS).http(move |_| answer.clone()).install();
    test::deliver::<Webservice>(&delivery())
}

fn status(status: u16, headers: &[(&str, &str)]) -> Result<Response, ErrorCode> {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(Response { status, headers, body: b"{\"ok\":1}".to_vec() })
}

#[test]
fn the_request_carries_a_stable_key_and_the_placeholder_of_the_secret() {
    let host = test::Host::new().settings(SETTINGS).http(|_| status(201, &[])).install();
    test::deliver::<Webservice>(&delivery()).unwrap();
    let request = &host.requests()[0];
    assert_eq!(
        (request.authority.as_str(), request.path_with_query.as_str()),
        ("fv.example:8443", "/eingang?art=hund")
    );
    let header = |name: &str| request.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    assert_eq!(header("idempotency-key"), Some("01890000-0000-7000-8000-000000000001.1"));
    assert_eq!(header("authorization"), Some("Bearer {{secret:zugang}}"));
    assert_eq!(request.body, Body::Bytes(b"{}".to_vec()));
}

#[test]
fn a_receipt_has_the_reference_and_the_answer() {
    let receipt = deliver(status(201, &[("Location", "/vorgang/7"), ("Content-Type", "application/json")])).unwrap();
    assert_eq!(receipt.reference.as_deref(), Some("/vorgang/7"));
    assert_eq!(receipt.answer, Some(Document::new("application/json", "{\"ok\":1}")));
    let again = deliver(status(409, &[("Location", "/vorgang/7")])).unwrap();
    assert_eq!((again.reference.as_deref(), again.answer), (Some("/vorgang/7"), None));
}

#[test]
fn each_answer_has_its_meaning() {
    assert!(matches!(deliver(status(422, &[])), Err(DeliveryFailure::Rejected(findings)) if findings.len() == 1));
    for (code, expected) in [
        (401, "permanent"),
        (404, "permanent"),
        (302, "permanent"),
        (429, "transient"),
        (503, "transient"),
        (500, "in-doubt"),
        (504, "in-doubt"),
    ] {
        let kind = match deliver(status(code, &[("retry-after", "120")])) {
            Err(DeliveryFailure::Permanent(_)) => "permanent",
            Err(DeliveryFailure::Transient(failure)) => {
                assert_eq!(failure.retry_after_seconds, Some(120));
                "transient"
            }
            Err(DeliveryFailure::InDoubt(_)) => "in-doubt",
            other => unreachable!("{other:?}"),
        };
        assert_eq!(kind, expected, "{code}");
    }
}

#[test]
fn only_what_may_have_arrived_is_in_doubt() {
    assert!(matches!(deliver(Err(ErrorCode::ConnectionRefused)), Err(DeliveryFailure::Transient(_))));
    assert!(matches!(deliver(Err(ErrorCode::HttpResponseTimeout)), Err(DeliveryFailure::InDoubt(_))));
    assert!(matches!(deliver(Err(ErrorCode::HttpRequestDenied("x".into()))), Err(DeliveryFailure::Permanent(_))));
}

#[test]
fn attachments_are_never_left_out_silently() {
    let mut delivery = delivery();
    delivery.attachments = vec![test::attachment("a1", "Foto ü.png", "image/png", 3)];
    test::Host::new().settings(SETTINGS).http(|_| status(200, &[])).install();
    assert!(matches!(test::deliver::<Webservice>(&delivery), Err(DeliveryFailure::Permanent(_))));

    let settings = SETTINGS.replacen('{', r#"{"anhaenge_url": "https://fv.example:8443/anhang","#, 1);
    let host = test::Host::new().settings(settings).http(|_| status(200, &[])).install();
    test::deliver::<Webservice>(&delivery).unwrap();
    let requests = host.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[0].body, Body::Attachment("a1".into()));
    assert!(requests[0].headers.contains(&("x-file-name".into(), "Foto %C3%BC.png".into())));
}

#[test]
fn settings_are_checked() {
    let told = |settings: &str| test::told(&test::check_settings::<Webservice>(settings));
    assert_eq!(
        told(r#"{"url":"fv.example","kopfzeilen":{"Host":"x","a b":"c","X":"a\nb"}}"#),
        ["!WS-01 /url", "!WS-03 /kopfzeilen/Host", "!WS-02 /kopfzeilen/X", "!WS-02 /kopfzeilen/a b"]
    );
    assert_eq!(
        told(r#"{"url":"http://fv.example","kopfzeilen":{"authorization":"Basic x"}}"#),
        ["WS-04 /kopfzeilen/authorization", "WS-05 /url"]
    );
}
