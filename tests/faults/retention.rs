//! The hub dies in the middle of a retention run.

use crate::support::town::hub_part;
use crate::support::{Client, Sink, Town, message, until};

const SENDERS: u64 = 8;
const MESSAGES_EACH: u64 = 150;

fn wiped(client: &Client) -> usize {
    client.list(None).iter().filter(|one| one["contentWipedAt"].is_string()).count()
}

#[test]
fn the_next_run_goes_on_and_the_evidence_stays() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let client = &client;
            scope.spawn(move || {
                (0..MESSAGES_EACH).for_each(|number| {
                    client.submit(&message("meldung", sender * MESSAGES_EACH + number)).id();
                });
            });
        }
    });
    client.all_settled();
    let all = client.list(None).len();
    assert_eq!(all as u64, SENDERS * MESSAGES_EACH);
    assert_eq!(wiped(&client), 0, "their time has not come");
    assert!(hub.stop().success());
    let entries = stage.verify();

    // Content is due at once; a run starts with the hub, which dies as soon as it shows that it works.
    stage.hub_file(&format!("{}[retention]\ncontent_days = 0\n", hub_part(&sink, &[])));
    let hub = stage.serve();
    client.at(&hub);
    let answer = until("a first message wiped", || {
        let page = client.get("/api/v1/messages?limit=1&before=2");
        page.body["messages"][0]["contentWipedAt"].is_string().then_some(page)
    });
    hub.kill();
    assert_eq!(answer.status, 200);
    // Each message gets one entry that it was wiped, and keeps all others.
    let so_far = stage.verify();
    assert!((entries + 1..=entries + all as u64).contains(&so_far), "{so_far}");

    let hub = stage.serve();
    client.at(&hub);
    until("all wiped", || (wiped(&client) == all).then_some(()));
    let id = client.list(None)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(client.status(&id)["state"], "delivered");
    assert_eq!(client.get_as_portal(&format!("/api/v1/messages/{id}/answers")).code(), "content-wiped");
    assert!(hub.stop().success());
    assert_eq!(stage.verify(), entries + all as u64, "wiped once each, and nothing of the evidence is gone");
    assert_eq!(sink.arrivals().len(), all, "nothing was delivered again");
}
