//! The target misbehaves. One procedure leads where a repetition does no harm, the other where the
//! hub must not repeat what it is not sure of.

use crate::support::{Client, Hub, Reply, Sink, Stage, Town, message};
use serde_json::{Value, json};
use std::net::SocketAddr;

struct Scene {
    sink: Sink,
    stage: Stage,
    client: Client,
    _hub: Hub,
}

fn scene(town: &Town) -> Scene {
    let sink = Sink::start();
    let stage = town.stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    Scene { sink, stage, client, _hub: hub }
}

impl Scene {
    fn copies(&self, id: &str) -> usize {
        let arrivals = self.sink.arrivals();
        let mut copies = arrivals.iter().filter(|arrival| arrival.message == id);
        let Some(first) = copies.next() else { return 0 };
        1 + copies.inspect(|copy| assert_eq!(copy.delivery, first.delivery, "always the same id")).count()
    }

    fn in_doubt(&self, id: &str) -> Value {
        let status = self.client.settled(id);
        let expected = json!(["parked", "in-doubt"]);
        assert_eq!(json!([status["state"], status["parkReason"]]), expected, "{status:#}");
        status
    }

    /// Submits to both targets while the target answers the first two requests with `reply`: the one is
    /// repeated until it is taken, the other waits for a person after one attempt.
    fn nobody_knows(&self, reply: Reply) {
        self.sink.behave(move |arrival, _| match arrival.path.as_str() {
            "/einmalig" => reply.clone(),
            _ => Reply::Take,
        });
        let once = self.client.submit(&message("bescheid", 1)).id();
        let status = self.in_doubt(&once);
        assert_eq!(status["deliveries"][0]["attempts"], 1, "{status:#}");
        assert!(self.copies(&once) <= 1);
    }

    fn repeated(&self, reply: Reply) -> String {
        self.sink.behave(move |_, _| reply.clone());
        let id = self.client.submit(&message("meldung", 1)).id();
        let tried = |status: &Value| status["deliveries"][0]["attempts"].as_u64() >= Some(2);
        self.client.follow(&id, "tried twice", tried);
        self.sink.behave(|_, _| Reply::Take);
        assert_eq!(self.client.settled(&id)["state"], "delivered");
        assert!(self.copies(&id) >= 1);
        id
    }
}

#[test]
fn down_then_up() {
    let scene = scene(&Town::default());
    let address: SocketAddr = scene.sink.address;
    scene.sink.clone().stop();
    let ids: Vec<String> =
        ["meldung", "bescheid"].iter().map(|procedure| scene.client.submit(&message(procedure, 1)).id()).collect();
    for id in &ids {
        let tried = |status: &Value| status["deliveries"][0]["attempts"].as_u64() >= Some(2);
        let status = scene.client.follow(id, "tried twice", tried);
        assert_eq!(status["state"], "delivering", "it waits: {status:#}");
    }
    // Refused connections leave no doubt: the target that must not get it twice gets it, too.
    let back = Sink::at(address, |_, _| Reply::Take);
    for id in &ids {
        assert_eq!(scene.client.settled(id)["state"], "delivered");
        assert_eq!(back.arrivals().iter().filter(|arrival| arrival.message == *id).count(), 1);
    }
    assert!(scene.stage.verify() > 0);
}

#[test]
fn slow() {
    let scene = scene(&Town { settings: ", zeitlimit_ms = 300", ..Town::default() });
    scene.nobody_knows(Reply::Hold);
    let id = scene.repeated(Reply::Hold);
    assert!(scene.copies(&id) >= 2, "it had the document, and was not believed");
    scene.sink.release();
}

#[test]
fn resetting_the_connection() {
    let scene = scene(&Town::default());
    scene.nobody_knows(Reply::Reset);
    let id = scene.repeated(Reply::Reset);
    assert_eq!(scene.copies(&id), 1);
}

#[test]
fn closing_without_an_answer() {
    let scene = scene(&Town::default());
    scene.nobody_knows(Reply::Silence);
    scene.repeated(Reply::Silence);
}

#[test]
fn answering_garbage() {
    let scene = scene(&Town::default());
    for garbage in [
        "\u{0}\u{1}garbage\r\n\r\n",
        "HTTP/1.1 9999 \r\n\r\n",
        "HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\nshort",
    ] {
        scene.nobody_knows(Reply::Raw(garbage));
    }
    scene.repeated(Reply::Raw("SMTP? no\r\n"));
}

#[test]
fn answering_twice() {
    let scene = scene(&Town::default());
    let twice = "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n";
    scene.sink.behave(move |_, _| Reply::Raw(twice));
    for procedure in ["meldung", "bescheid"] {
        let id = scene.client.submit(&message(procedure, 1)).id();
        let status = scene.client.settled(&id);
        assert_eq!(status["state"], "delivered", "the first answer counts: {status:#}");
        assert_eq!(scene.copies(&id), 1);
    }
}

#[test]
fn refusing_for_good() {
    let scene = scene(&Town::default());
    scene.sink.behave(|_, _| Reply::Status(403, ""));
    let id = scene.client.submit(&message("meldung", 1)).id();
    let status = scene.client.settled(&id);
    assert_eq!(json!([status["state"], status["parkReason"]]), json!(["parked", "target-failed"]), "{status:#}");
    scene.sink.behave(|_, _| Reply::Status(422, ""));
    let id = scene.client.submit(&message("meldung", 2)).id();
    let status = scene.client.settled(&id);
    assert_eq!(status["state"], "rejected", "{status:#}");
    assert_eq!(status["findings"][0]["ruleId"], "WS-10");
}
