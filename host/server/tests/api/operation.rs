//! What those who run the hub do, and how the server ends.

use crate::support::client::{Request, connect, read_answer};
use crate::support::{Hub, TOWN};
use drehscheibe_model::access::Role;
use drehscheibe_model::message::MessageState;
use drehscheibe_server::ApiLimits;
use drehscheibe_store::{Fault, MemoryStore};
use std::io::{ErrorKind, Write};
use std::sync::Arc;

fn act(hub: &Hub, key: &str, path: &str, body: &str) -> crate::support::client::Answer {
    hub.call(&Request::new("POST", path).key(key).header("content-type", "application/json").body(body))
}

#[test]
fn withdrawing_and_replaying_need_a_reason_and_name_the_key() {
    let hub = Hub::start();
    let id = hub.accepted();
    let town = hub.key(Role::Municipality, None, &[TOWN]);
    let path = format!("/api/v1/messages/{id}/replay");
    for body in [r#"{}"#, r#"{"reason":""}"#, r#"{"reason":" ab "}"#, r#"{"reason":1}"#, r#"{"reason":"x","y":1}"#] {
        assert_eq!(act(&hub, &town, &path, body).problem(), (422, "reason-invalid".into()), "{body}");
    }
    let long = format!(r#"{{"reason":"{}"}}"#, "x".repeat(501));
    assert_eq!(act(&hub, &town, &path, &long).problem(), (422, "reason-invalid".into()));
    assert_eq!(act(&hub, &town, &path, "{").problem(), (422, "not-well-formed".into()));
    assert!(hub.operations.done.lock().unwrap().is_empty());

    let answer = act(&hub, &town, &path, r#"{"reason":" Ziel läuft wieder "}"#);
    assert_eq!((answer.status, answer.json()["id"].as_str().unwrap()), (200, id.to_string().as_str()));
    assert_eq!(
        act(&hub, &hub.portal, &format!("/api/v1/messages/{id}/withdraw"), r#"{"reason":"Irrtum"}"#).status,
        200
    );
    let done = hub.operations.done.lock().unwrap().clone();
    assert_eq!(done[0], ("replay", id, town[4..20].to_owned(), "Ziel läuft wieder".into()));
    assert_eq!((done[1].0, done[1].2.as_str()), ("withdraw", &hub.portal[4..20]));

    *hub.operations.refuse.lock().unwrap() = Some(MessageState::Delivered);
    let answer = act(&hub, &town, &path, r#"{"reason":"Irrtum"}"#);
    assert_eq!(answer.problem(), (409, "not-possible".into()));
    assert_eq!(answer.json()["state"], "delivered");
}

#[test]
fn configuration_is_reloaded_or_all_its_problems_are_named() {
    let hub = Hub::start();
    let operator = hub.key(Role::Operator, None, &[]);
    let answer = act(&hub, &operator, "/api/v1/configuration/reload", "");
    assert_eq!(answer.json()["revision"], 2);
    *hub.operations.reload.lock().unwrap() = Err(vec!["a.toml:3: x".into(), "b.toml:7: y".into()]);
    let answer = act(&hub, &operator, "/api/v1/configuration/reload", "");
    assert_eq!(answer.problem(), (422, "configuration-invalid".into()));
    assert_eq!(answer.json()["problems"].as_array().unwrap().len(), 2);
    let answer = hub.get(&operator, "/api/v1/configuration/revisions?limit=10");
    assert_eq!(answer.json()["revisions"].as_array().unwrap().len(), 0);
    assert_eq!(hub.get(&operator, "/api/v1/configuration/revisions?limit=0").problem(), (400, "query-invalid".into()));
}

#[test]
fn health_says_whether_a_submission_would_be_accepted() {
    let store = Arc::new(MemoryStore::new());
    let hub = Hub::start_on(store.clone(), tempfile::tempdir().unwrap(), ApiLimits::default());
    let ready = || hub.call(&Request::new("GET", "/health/ready"));
    assert_eq!(ready().json()["status"], "ready");
    store.set_fault_plan(|_| Fault::Unavailable);
    assert_eq!(ready().problem(), (503, "not-ready".into()));
    assert_eq!(hub.call(&Request::new("GET", "/health/live")).json()["status"], "live");
}

#[test]
fn metrics_count_without_personal_data() {
    let hub = Hub::start();
    let id = hub.accepted();
    hub.get(&hub.portal, &format!("/api/v1/messages/{id}"));
    hub.get(&hub.portal, "/nowhere/Müller");
    let operator = hub.key(Role::Operator, None, &[]);
    let answer = hub.get(&operator, "/metrics");
    let text = String::from_utf8(answer.body).unwrap();
    assert!(
        answer
            .headers
            .iter()
            .any(|(name, value)| name == "content-type" && value.starts_with("application/openmetrics-text"))
    );
    for line in [
        format!("drehscheibe_messages{{tenant=\"{TOWN}\",state=\"accepted\"}} 1"),
        "drehscheibe_submissions_accepted_total 1".into(),
        "drehscheibe_http_requests_total{method=\"GET\",route=\"/api/v1/messages/{id}\",status=\"200\"} 1".into(),
        "drehscheibe_http_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 1".into(),
        "drehscheibe_http_problems_total{code=\"not-found\"} 1".into(),
    ] {
        assert!(text.contains(&line), "{line}\n{text}");
    }
    for secret in ["Müller", id.to_string().as_str(), &operator, "Fall"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn lists_are_paged_newest_first() {
    let hub = Hub::start();
    let ids: Vec<String> = (0..5).map(|_| hub.accepted().to_string()).collect();
    let mut seen = Vec::new();
    let mut path = "/api/v1/messages?limit=2".to_owned();
    loop {
        let page = hub.get(&hub.portal, &path).json();
        seen.extend(page["messages"].as_array().unwrap().iter().map(|m| m["id"].as_str().unwrap().to_owned()));
        match page["next"].as_u64() {
            Some(next) => path = format!("/api/v1/messages?limit=2&before={next}"),
            None => break,
        }
    }
    assert_eq!(seen, ids.into_iter().rev().collect::<Vec<_>>());
    let count = |query: &str| {
        hub.get(&hub.portal, &format!("/api/v1/messages?{query}")).json()["messages"].as_array().unwrap().len()
    };
    assert_eq!((count("state=accepted"), count("state=parked")), (5, 0));
    assert_eq!((count(&format!("tenant={TOWN}")), count("source=other")), (5, 0));
}

#[test]
fn the_description_is_openapi_3_1() {
    let hub = Hub::start();
    let document = hub.call(&Request::new("GET", "/api/v1/openapi.json")).json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/api/v1/messages"]["post"]["responses"]["202"].is_object());
    assert!(document["components"]["securitySchemes"]["key"].is_object());
}

#[test]
fn a_server_that_is_told_to_stop_finishes_what_has_begun() {
    let mut hub = Hub::start();
    let request = Request::new("POST", "/api/v1/messages").key(&hub.portal).header("content-type", "application/xml");
    let begun = format!("<a>{}", "x".repeat(1 << 20));
    let mut stream = connect(hub.address);
    stream.write_all(&request.announcing(begun.len() as u64 + 4).head()).unwrap();
    stream.write_all(begun.as_bytes()).unwrap();
    // The request is in the server's hands once its first bytes lie on the disk.
    while hub.files() == 0 {
        std::thread::yield_now();
    }
    hub.tell_to_stop();
    // New connections end at some point; then the request that has begun still gets its answer.
    loop {
        match std::net::TcpStream::connect(hub.address) {
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
                break;
            }
            Ok(_) => std::thread::yield_now(),
        }
    }
    stream.write_all(b"</a>").unwrap();
    assert_eq!(read_answer(&mut stream).status, 202);
    hub.join().unwrap();
}

#[test]
fn a_request_that_never_ends_is_cut_off_at_the_end_of_the_drain_time() {
    let mut hub = Hub::start_with(ApiLimits { drain_seconds: 1, ..ApiLimits::default() });
    let request = Request::new("POST", "/api/v1/messages").key(&hub.portal).header("content-type", "application/xml");
    let begun = "x".repeat(1 << 20);
    let mut stream = connect(hub.address);
    stream.write_all(&request.announcing(2 << 20).head()).unwrap();
    stream.write_all(begun.as_bytes()).unwrap();
    while hub.files() == 0 {
        std::thread::yield_now();
    }
    hub.tell_to_stop();
    assert_eq!(hub.join().unwrap_err().kind(), ErrorKind::TimedOut);
}

#[test]
fn connections_over_the_limit_wait_for_their_turn() {
    let hub = Hub::start_with(ApiLimits { connections: 1, ..ApiLimits::default() });
    let first = connect(hub.address);
    let mut second = connect(hub.address);
    second.write_all(&Request::new("GET", "/health/live").head()).unwrap();
    drop(first);
    assert_eq!(read_answer(&mut second).status, 200);
}
