//! A backup of a running hub, put back elsewhere.

use crate::support::{Reply, Sink, Stage, Town, message};
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_backup_of_a_hub_at_work_is_a_hub_of_one_instant() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let mut before: Vec<String> = (0..20).map(|number| client.submit(&message("meldung", number)).id()).collect();
    client.all_settled();
    // One is under way: it must go on after the restore.
    sink.behave(|_, _| Reply::Status(503, "retry-after: 1\r\n"));
    let waiting = client.submit(&message("meldung", 99)).id();
    before.push(waiting.clone());
    let copy = stage.path("copy");
    let end = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 100.. {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                client.submit(&message("meldung", number));
            }
        });
        stage.done(&["backup", copy.to_str().unwrap()]);
        end.store(true, Ordering::SeqCst);
    });
    assert!(hub.stop().success());

    let other = Stage::new("");
    for part in ["drehscheibe.toml", "configuration/procedures/meldung.toml", "configuration/procedures/bescheid.toml"]
    {
        std::fs::copy(stage.path(part), other.path(part)).unwrap();
    }
    Town::default().write(&other, &sink);
    let said = other.done(&["restore", copy.to_str().unwrap()]);
    assert!(said.contains("restored"), "{said}");
    assert!(other.verify() > 0);
    let refused = other.run(&["restore", copy.to_str().unwrap()]);
    assert!(!refused.status.success(), "there is a state already");

    sink.behave(|_, _| Reply::Take);
    let hub = other.serve();
    client.at(&hub).all_settled();
    for id in &before {
        assert_eq!(client.status(id)["state"], "delivered", "keys and messages came along");
    }
    assert!(sink.arrivals().iter().any(|arrival| arrival.message == waiting));
}

#[test]
fn a_damaged_backup_is_not_put_back() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub).settled(&client.submit(&message("meldung", 1)).id());
    let copy = stage.path("copy");
    stage.done(&["backup", copy.to_str().unwrap()]);
    crate::verify::change(&copy.join("drehscheibe.sqlite"), b"\"attempt\":1", b"\"attempt\":7");
    std::fs::remove_dir_all(stage.path("data")).ok();
    hub.kill();
    std::fs::remove_dir_all(stage.path("data")).ok();
    let refused = stage.run(&["restore", copy.to_str().unwrap()]);
    assert!(!refused.status.success(), "{refused:?}");
    assert!(!stage.path("data/drehscheibe.sqlite").exists());
}
