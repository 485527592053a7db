//! From the vendor's desk into production, and out of it again: packages of the depot, certificates beside
//! them, and revocations that stop a running hub.

use crate::support::bureau::TRUST;
use crate::support::client::events;
use crate::support::town::procedure;
use crate::support::{Bureau, Reply, Sink, Stage, Town, message, until};
use drehscheibe_depot::revocation::{FORMAT, PAYLOAD_TYPE, RevocationList};
use drehscheibe_depot::signature::{Bundle, PrivateKey};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// What was promised for `stop`.
const STOPS_WITHIN: Duration = Duration::from_secs(60);

fn network(sink: &Sink) -> String {
    format!("[network]\nprivate_origins = [\"http://{}\"]\n", sink.address)
}

fn plugin(package: &str) -> String {
    format!("[plugins.webservice]\npackage = {package:?}\n")
}

/// A hub without plugins, which its own depot will give it.
fn empty(sink: &Sink) -> Stage {
    let stage = Stage::new("");
    stage.trusting_hub_file(TRUST, &network(sink));
    for id in ["meldung", "bescheid"] {
        stage.procedure(id, &procedure(id));
    }
    stage
}

#[test]
fn a_package_goes_into_production_and_is_stopped_in_flight_until_there_is_a_replacement() {
    let sink = Sink::start();
    let stage = empty(&sink);
    let bureau = Bureau::open(&stage);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let package = bureau.publish(&hub, "webservice", "0.1.0", |text| text);
    stage.trusting_hub_file(TRUST, &format!("{}{}", network(&sink), plugin(&package)));
    Town::default().write(&stage, &sink);
    let refused = client.reload();
    assert_eq!(refused.code(), "configuration-invalid");
    assert!(refused.body["problems"].to_string().contains("there is no certificate for webservice"), "{refused:?}");
    bureau.certify(&hub, "webservice", "0.1.0");
    assert_eq!(bureau.status(&hub, "demo/webservice:0.1.0"), "certified");
    assert_eq!(client.reload().status, 200);
    let send = |number| client.submit(&message("meldung", number)).id();
    assert_eq!(client.settled(&send(1))["state"], "delivered");

    // In flight: they wait for another attempt when the list comes.
    sink.behave(|_, _| Reply::Status(503, ""));
    let mut stopped: Vec<_> = (2..6).map(send).collect();
    for id in &stopped {
        client.follow(id, "refused once", |status| events(status).contains(&"delivery-failed"));
    }
    let component = bureau.inspect(&hub, "demo/webservice:0.1.0")["package"]["component"].clone();
    let component = component.as_str().unwrap();
    bureau.revoke(&["--component", component, "--reason", "verliert Anlagen", "--effect", "stop"]);
    bureau.push_list(&hub);
    let begin = Instant::now();
    sink.behave(|_, _| Reply::Take);
    stopped.extend((6..9).map(send));
    for id in &stopped {
        let status = client.settled(id);
        assert_eq!((&status["state"], &status["parkReason"]), (&json!("parked"), &json!("not-certified")));
        assert!(status.to_string().contains("verliert Anlagen"), "the reason is told: {status:#}");
    }
    assert!(begin.elapsed() < STOPS_WITHIN, "{:?}", begin.elapsed());
    assert_eq!(sink.arrivals().len(), 1, "nothing was delivered after the revocation");
    assert_eq!(bureau.status(&hub, "demo/webservice:0.1.0"), "revoked");

    // The replacement: published, certified, pinned. What waited goes on by itself.
    let replacement = bureau.publish(&hub, "webservice", "0.1.1", |text| text);
    bureau.certify(&hub, "webservice", "0.1.1");
    stage.trusting_hub_file(TRUST, &format!("{}{}", network(&sink), plugin(&replacement)));
    assert_eq!(client.reload().status, 200);
    for id in &stopped {
        client.follow(id, "delivered", |status| status["state"] == "delivered");
    }
    let arrived: BTreeSet<_> = sink.arrivals().into_iter().map(|arrival| arrival.message).collect();
    assert!(stopped.iter().all(|id| arrived.contains(id)), "none is lost");
    assert_eq!(sink.arrivals().len(), 1 + stopped.len(), "and none came twice");
    assert!(hub.stop().success());
    assert!(stage.verify() > 0);
}

#[test]
fn a_list_from_a_file_stops_and_a_newer_one_without_the_entry_lets_go_on() {
    let sink = Sink::start();
    let stage = empty(&sink);
    let bureau = Bureau::open(&stage);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let package = bureau.publish(&hub, "webservice", "0.1.0", |text| text);
    let certificate = bureau.certify(&hub, "webservice", "0.1.0");
    stage.trusting_hub_file(TRUST, &format!("{}{}", network(&sink), plugin(&package)));
    Town::default().write(&stage, &sink);
    assert_eq!(client.reload().status, 200);
    let digest = drehscheibe_model::content::Digest::of(&std::fs::read(certificate).unwrap()).to_string();
    bureau.revoke(&["--certificate", &digest, "--reason", "Plan war falsch", "--effect", "stop"]);
    let begin = Instant::now();
    stage.done(&["trust", "revocations", "import", stage.path("revocations.json").to_str().unwrap()]);
    // The hub looks by itself; the first messages may still go through.
    let mut number = 0;
    let waiting = until("a message that is stopped", || {
        number += 1;
        let id = client.submit(&message("meldung", number)).id();
        (client.settled(&id)["parkReason"] == "not-certified").then_some(id)
    });
    assert!(begin.elapsed() < STOPS_WITHIN, "{:?}", begin.elapsed());
    until("the package is revoked", || (bureau.status(&hub, "demo/webservice:0.1.0") == "revoked").then_some(()));
    // The next list does not name it any more.
    let text = std::fs::read_to_string(stage.path("keys/pruef.key")).unwrap();
    let key = PrivateKey::from_encrypted_pem(&text, "ein langes Kennwort").unwrap();
    let now = Timestamp::now();
    let list = RevocationList {
        format: FORMAT.into(),
        issuer: "Prüfstelle".into(),
        number: 2,
        issued_at: now,
        next_update: now + SignedDuration::from_hours(24),
        entries: Vec::new(),
    };
    let bundle = Bundle::sign_statement(&key, PAYLOAD_TYPE, &serde_json::to_vec(&list).unwrap()).unwrap();
    std::fs::write(stage.path("revocations.json"), bundle.as_bytes()).unwrap();
    bureau.push_list(&hub);
    client.follow(&waiting, "delivered", |status| status["state"] == "delivered");
    assert_eq!(bureau.status(&hub, "demo/webservice:0.1.0"), "certified");
}
