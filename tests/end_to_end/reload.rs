//! A new configuration without a restart.

use crate::support::{Reply, Sink, Town, message};

#[test]
fn messages_in_flight_finish_on_the_revision_they_started_with() {
    let sink = Sink::with(|_, _| Reply::Status(503, "retry-after: 1\r\n"));
    let stage = Town { end: "/alt".into(), ..Town::default() }.stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let old = client.submit(&message("meldung", 1)).id();
    let status = client.follow(&old, "tried", |status| status["deliveries"][0]["attempts"].as_u64() >= Some(1));
    Town { end: "/neu".into(), ..Town::default() }.write(&stage, &sink);
    let reloaded = client.reload();
    assert_eq!(reloaded.status, 200, "{}", reloaded.body);
    assert!(reloaded.body["revision"].as_u64() > status["revision"].as_u64());
    let new = client.submit(&message("meldung", 2)).id();
    client.follow(&new, "tried", |status| status["deliveries"][0]["attempts"].as_u64() >= Some(1));
    sink.behave(|_, _| Reply::Take);
    assert_eq!(client.settled(&old)["revision"], status["revision"]);
    assert_eq!(client.settled(&new)["revision"], reloaded.body["revision"]);
    let path = |id: &str| sink.arrivals().into_iter().find(|arrival| arrival.message == id).unwrap().path;
    assert_eq!((path(&old).as_str(), path(&new).as_str()), ("/wiederholbar/alt", "/wiederholbar/neu"));
}

#[test]
fn a_broken_configuration_changes_nothing() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let before = client.get("/api/v1/configuration/revisions").body;
    stage.procedure("kaputt", "id = \"kaputt\"\nname = \"Kaputt\"\nzustaendig = \"niemand\"\n");
    let answer = client.reload();
    assert_eq!((answer.status, answer.code()), (422, "configuration-invalid"));
    let problem = answer.body["problems"][0].as_str().unwrap();
    assert!(problem.contains("kaputt.toml:3") && problem.contains("zustaendig"), "{problem}");
    assert_eq!(client.get("/api/v1/configuration/revisions").body, before);
    let id = client.submit(&message("meldung", 1)).id();
    assert_eq!(client.settled(&id)["state"], "delivered");
}
