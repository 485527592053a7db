//! The disk stalls.

use crate::shim::Shim;
use crate::support::{Sink, Town, message, until};
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn nothing_is_acknowledged_while_fsync_stalls_and_nothing_is_lost() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let shim = Shim::new(&stage);
    let hub = shim.serve(&stage);
    let before = client.at(&hub).submit(&message("meldung", 0)).id();
    client.settled(&before);
    shim.stall(true);
    let going_on = AtomicBool::new(false);
    let ids: Vec<String> = std::thread::scope(|scope| {
        let submit = |number| {
            let (client, going_on) = (&client, &going_on);
            scope.spawn(move || {
                let id = client.submit(&message("meldung", number)).id();
                assert!(going_on.load(Ordering::SeqCst), "acknowledged although it cannot be on the disk");
                id
            })
        };
        let senders: Vec<_> = (1..=8).map(submit).collect();
        until("a write that waits for the disk", || (shim.waiting() > 0).then_some(()));
        // Who only reads is not held up, and the process is seen to live.
        assert_eq!(client.get("/health/live").status, 200);
        assert_eq!(client.status(&before)["state"], "delivered");
        assert_eq!(sink.arrivals().len(), 1);
        going_on.store(true, Ordering::SeqCst);
        shim.stall(false);
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    for id in &ids {
        assert_eq!(client.settled(id)["state"], "delivered");
    }
    assert_eq!(sink.arrivals().len(), 9);
}
