//! The same submission twice.

use crate::support::{Sink, Town, message};

#[test]
fn one_key_makes_one_message_even_across_a_crash() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let submit = |number| client.try_submit(&message("bescheid", number), Some("schluessel-1")).unwrap();
    let first = submit(1);
    let second = submit(1);
    assert_eq!((first.id(), &first.body), (second.id(), &second.body), "the same receipt");
    hub.kill();
    let hub = stage.serve();
    client.at(&hub);
    assert_eq!(submit(1).body, first.body);
    let other = submit(2);
    assert_eq!((other.status, other.code()), (422, "idempotency-key-reused"));
    client.all_settled();
    assert_eq!(client.list(None).len(), 1);
    assert!(sink.arrivals().len() <= 1);
}
