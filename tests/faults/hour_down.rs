//! A target is down for an hour of the hub's clock, with the pauses that a hub has without settings.

use crate::shim::Shim;
use crate::support::client::events;
use crate::support::{Reply, Sink, Town, message};

const HOUR: i64 = 3_600;
const USUAL: &str = "retry = { first_pause_seconds = 1, longest_pause_seconds = 1 }\n";

#[test]
fn it_is_tried_with_growing_pauses_and_gets_the_document_once() {
    let sink = Sink::with(|_, _| Reply::Status(503, ""));
    let stage = Town::default().stage(&sink);
    let file = stage.path("configuration/authorities/markkleeberg.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(USUAL));
    std::fs::write(&file, text.replace(USUAL, "")).unwrap();
    let client = stage.client();
    let shim = Shim::new(&stage);
    let hub = shim.serve(&stage);
    client.at(&hub);
    let id = client.submit(&message("meldung", 1)).id();
    // The clock goes on by twice the pause each time: the next attempt is due then, the one after it not.
    let (mut clock, mut pause, mut attempts) = (0, 5, 0);
    let failures =
        |status: &serde_json::Value| events(status).iter().filter(|event| **event == "delivery-failed").count();
    loop {
        let status = client.follow(&id, "refused once more", |status| failures(status) > attempts);
        assert_eq!(status["state"], "delivering", "{status:#}");
        attempts = failures(&status);
        if clock >= HOUR {
            break;
        }
        clock += 2 * pause;
        pause = (2 * pause).min(HOUR);
        shim.set_clock(clock);
    }
    assert!((5..=12).contains(&attempts), "{attempts} attempts in an hour");
    assert!(sink.arrivals().is_empty());
    sink.behave(|_, _| Reply::Take);
    shim.set_clock(clock + 2 * pause);
    assert_eq!(client.settled(&id)["state"], "delivered");
    assert_eq!(sink.arrivals().len(), 1);
    assert!(hub.stop().success());
    assert!(stage.verify() > 0);
}
