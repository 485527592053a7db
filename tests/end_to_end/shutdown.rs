//! SIGTERM: work in hand is finished first.

use crate::support::{Reply, Sink, Town, message, until};

#[test]
fn a_hub_that_is_told_to_stop_finishes_its_delivery() {
    let sink = Sink::with(|_, _| Reply::Hold);
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let mut hub = stage.serve();
    client.at(&hub);
    // A target that must not get it twice: if the attempt were cut off, the message would be in doubt.
    let id = client.submit(&message("bescheid", 1)).id();
    until("the document at the target", || (sink.arrivals().len() == 1).then_some(()));
    hub.signal("TERM");
    until("no new submissions", || client.try_submit(&message("meldung", 2), None).is_err().then_some(()));
    assert!(!hub.has_ended(), "the delivery is under way");
    sink.release();
    assert!(hub.stop().success());
    assert!(stage.verify() > 0);
    let hub = stage.serve();
    let status = client.at(&hub).settled(&id);
    assert_eq!(status["state"], "delivered", "{status:#}");
    assert_eq!((sink.arrivals().len(), &status["deliveries"][0]["attempts"]), (1, &1.into()));
}

#[test]
fn a_second_hub_on_the_same_state_is_refused() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let _hub = stage.serve();
    let second = stage.run(&["serve"]);
    let text = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(3), "{text}");
    assert!(text.contains("another hub runs"), "{text}");
}
