//! The hub dies during a delivery, and the target answers only then.

use crate::support::{Reply, Sink, Town, message, until};
use serde_json::json;

#[test]
fn what_a_target_took_while_the_hub_died_is_repeated_or_in_doubt() {
    let sink = Sink::with(|_, _| Reply::Hold);
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let again = client.submit(&message("meldung", 1)).id();
    let once = client.submit(&message("bescheid", 2)).id();
    until("both documents at the target", || (sink.arrivals().len() == 2).then_some(()));
    hub.kill();
    sink.release();
    let hub = stage.serve();
    client.at(&hub);
    assert_eq!(client.settled(&again)["state"], "delivered");
    let status = client.settled(&once);
    assert_eq!(json!([status["state"], status["parkReason"]]), json!(["parked", "in-doubt"]), "{status:#}");
    let arrivals = sink.arrivals();
    let of = |id: &str| arrivals.iter().filter(|arrival| arrival.message == id).collect::<Vec<_>>();
    assert_eq!((of(&again).len(), of(&once).len()), (2, 1));
    assert_eq!(of(&again)[0], of(&again)[1], "the same id, the same bytes");
    // A person asks the target and decides.
    assert_eq!(client.act(&once, "replay").status, 200);
    client.follow(&once, "delivered", |status| status["state"] == "delivered");
    assert!(hub.stop().success());
    assert!(stage.verify() > 0);
}
