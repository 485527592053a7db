//! A hundred senders at once while the configuration changes.

use crate::support::{Sink, Town, message};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

const SENDERS: u64 = 100;
const MESSAGES_EACH: u64 = 4;
const SWITCHES: usize = 10;

#[test]
fn a_hundred_senders_lose_nothing_while_revisions_switch() {
    let sink = Sink::start();
    let town = |number: usize| Town { end: format!("/{number}"), ..Town::default() };
    let stage = town(0).stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let newest = client.get("/api/v1/configuration/revisions").body["revisions"][0]["number"].as_u64().unwrap();
    let mut path_of = HashMap::from([(newest, "/wiederholbar/0".to_owned())]);
    let receipts = AtomicUsize::new(0);
    let ids: Vec<String> = std::thread::scope(|scope| {
        let send = |sender: u64| {
            let (client, receipts) = (&client, &receipts);
            move || {
                let one = |number| {
                    let id = client.submit(&message("meldung", sender * MESSAGES_EACH + number)).id();
                    receipts.fetch_add(1, Ordering::SeqCst);
                    id
                };
                (0..MESSAGES_EACH).map(one).collect::<Vec<_>>()
            }
        };
        let senders: Vec<_> = (0..SENDERS).map(|sender| scope.spawn(send(sender))).collect();
        for number in 1..=SWITCHES {
            town(number).write(&stage, &sink);
            let answer = client.reload();
            assert_eq!(answer.status, 200, "{}", answer.body);
            path_of.insert(answer.body["revision"].as_u64().unwrap(), format!("/wiederholbar/{number}"));
        }
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    assert_eq!(path_of.len(), SWITCHES + 1, "every switch made a revision: {path_of:?}");
    // One more on the last revision, so that at least two were used.
    let last = client.submit(&message("meldung", 0)).id();
    client.all_settled();
    let arrivals: HashMap<String, String> =
        sink.arrivals().into_iter().map(|arrival| (arrival.message, arrival.path)).collect();
    assert_eq!(client.list(None).len(), ids.len() + 1);
    let mut used = HashMap::new();
    for id in ids.iter().chain([&last]) {
        let status = client.status(id);
        assert_eq!(status["state"], "delivered", "{status:#}");
        let revision = status["revision"].as_u64().unwrap();
        assert_eq!(arrivals[id], path_of[&revision], "message {id} of revision {revision}");
        *used.entry(revision).or_insert(0) += 1;
    }
    assert!(used.len() >= 2, "{used:?}");
    assert_eq!(sink.arrivals().len(), ids.len() + 1, "nothing arrived twice");
}
