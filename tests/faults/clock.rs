//! The clock jumps.

use crate::shim::Shim;
use crate::support::client::events;
use crate::support::{Client, Hub, Reply, Sink, Stage, Town, message, until};

const DAY: i64 = 86_400;

struct Scene {
    sink: Sink,
    stage: Stage,
    client: Client,
    shim: Shim,
    hub: Hub,
}

fn scene() -> Scene {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let shim = Shim::new(&stage);
    let hub = shim.serve(&stage);
    client.at(&hub);
    Scene { sink, stage, client, shim, hub }
}

impl Scene {
    /// A message whose target does not take it yet.
    fn refused(&self) -> String {
        self.sink.behave(|_, _| Reply::Status(503, ""));
        let id = self.client.submit(&message("meldung", 1)).id();
        self.client.follow(&id, "refused", |status| events(status).contains(&"delivery-failed"));
        self.sink.behave(|_, _| Reply::Take);
        id
    }

    fn ends_well(self) {
        assert!(self.hub.stop().success());
        assert!(self.stage.verify() > 0);
    }
}

#[test]
fn set_forward_what_waits_is_tried_once_more_before_it_is_given_up() {
    let scene = scene();
    // Further than the three days after which a message is too old.
    let id = scene.refused();
    scene.shim.set_clock(10 * DAY);
    assert_eq!(scene.client.settled(&id)["state"], "delivered");
    let id = scene.client.submit(&message("bescheid", 2)).id();
    let status = scene.client.settled(&id);
    assert_eq!(status["state"], "delivered");
    scene.ends_well();
}

#[test]
fn set_back_the_hub_goes_on_and_what_waits_is_not_lost() {
    let scene = scene();
    scene.shim.set_clock(2 * DAY);
    let waiting = scene.refused();
    scene.shim.set_clock(0);
    // New messages are not held up by one that is due in two days now.
    let new = scene.client.submit(&message("meldung", 2)).id();
    let status = scene.client.settled(&new);
    assert_eq!(status["state"], "delivered");
    let old = scene.client.status(&waiting);
    assert!(status["receivedAt"].as_str() < old["receivedAt"].as_str(), "the clock was set back");
    assert!(status["sequence"].as_u64() > old["sequence"].as_u64(), "the order is that of acceptance");
    assert_eq!(old["state"], "delivering");
    scene.shim.set_clock(2 * DAY + 60);
    assert_eq!(scene.client.settled(&waiting)["state"], "delivered");
    scene.ends_well();
}

#[test]
fn set_forward_during_a_delivery_nothing_is_sent_twice_to_a_target_that_must_not_get_it_twice() {
    let scene = scene();
    scene.sink.behave(|_, _| Reply::Hold);
    let id = scene.client.submit(&message("bescheid", 1)).id();
    until("the document at the target", || (scene.sink.arrivals().len() == 1).then_some(()));
    // The worker's lease ends by this clock, although it is alive.
    scene.shim.set_clock(DAY);
    let status = scene.client.settled(&id);
    assert_eq!((&status["state"], &status["parkReason"]), (&"parked".into(), &"in-doubt".into()), "{status:#}");
    scene.sink.release();
    let other = scene.client.submit(&message("bescheid", 2)).id();
    assert_eq!(scene.client.settled(&other)["state"], "delivered");
    assert_eq!(scene.sink.arrivals().iter().filter(|arrival| arrival.message == id).count(), 1);
    assert_eq!(scene.client.status(&id)["state"], "parked", "the late worker changes nothing");
    scene.ends_well();
}
