//! The clock is set back over the end of a certificate.

use crate::shim::Shim;
use crate::support::bureau::TRUST;
use crate::support::town::procedure;
use crate::support::{Bureau, Client, Sink, Stage, Town, message};

const DAY: i64 = 86_400;

/// Why the hub does not take over its files.
#[track_caller]
fn refused(client: &Client) -> String {
    let answer = client.reload();
    assert_eq!(answer.code(), "configuration-invalid", "{}", answer.body);
    answer.body["problems"].to_string()
}

#[test]
fn set_back_it_revives_no_certificate_and_opens_no_gate_until_somebody_has_looked() {
    let sink = Sink::start();
    let stage = Stage::new("");
    let network = format!("[network]\nprivate_origins = [\"http://{}\"]\n", sink.address);
    stage.trusting_hub_file(TRUST, &network);
    for id in ["meldung", "bescheid"] {
        stage.procedure(id, &procedure(id));
    }
    let bureau = Bureau::open(&stage);
    let client = stage.client();
    let shim = Shim::new(&stage);
    let hub = shim.serve(&stage);
    client.at(&hub);
    let package = bureau.publish(&hub, "webservice", "0.1.0", |text| text);
    bureau.certify(&hub, "webservice", "0.1.0");
    stage.trusting_hub_file(TRUST, &format!("{network}[plugins.webservice]\npackage = {package:?}\n"));
    Town::default().write(&stage, &sink);
    assert_eq!(client.reload().status, 200);
    let send = |number| client.settled(&client.submit(&message("meldung", number)).id());
    assert_eq!(send(1)["state"], "delivered");
    // The certificate was good for a year, and there are thirty days of grace.
    shim.set_clock(400 * DAY);
    let status = send(2);
    assert_eq!(status["parkReason"], "not-certified", "{status:#}");
    assert!(status.to_string().contains("ended on"), "{status:#}");
    // The neighbour's activation is new.
    let neighbour = std::fs::read_to_string(stage.path("configuration/authorities/markkleeberg.toml")).unwrap();
    let neighbour = neighbour.replace("147290260260", "147130000000");
    stage.authority("leipzig", &neighbour);
    let told = refused(&client);
    assert!(told.contains("ended on"), "{told}");
    shim.set_clock(0);
    assert_eq!(send(3)["parkReason"], "not-certified");
    let told = refused(&client);
    assert!(told.contains("it was set back") && told.contains("ended on"), "{told}");
    // A restart does not make it forget.
    std::fs::remove_file(stage.path("configuration/authorities/leipzig.toml")).unwrap();
    assert!(hub.stop().success());
    let hub = stage.serve();
    client.at(&hub);
    assert_eq!(send(4)["parkReason"], "not-certified");
    stage.authority("leipzig", &neighbour);
    refused(&client);
    // Somebody has looked: the later time was the wrong one. The running hub follows.
    stage.done(&["trust", "clock", "--accept"]);
    let parked = client.list(Some("parked"));
    assert_eq!(parked.len(), 3);
    for status in parked {
        client.follow(status["id"].as_str().unwrap(), "delivered", |status| status["state"] == "delivered");
    }
    assert_eq!(client.reload().status, 200);
    assert_eq!(sink.arrivals().len(), 4);
    assert!(hub.stop().success());
    assert!(stage.verify() > 0);
}
