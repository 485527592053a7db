//! API keys on the command line, while the hub runs.

use crate::support::{Sink, Town, message};
use serde_json::Value;

#[test]
fn a_key_works_from_its_making_to_its_revocation() {
    let sink = Sink::start();
    let stage = Town::default().stage(&sink);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let id = client.submit(&message("meldung", 1)).id();
    client.settled(&id);
    let path = format!("/api/v1/messages/{id}");

    let own = stage.key(&["--role", "municipality", "--tenant", "147290260260", "--label", "Hauptamt"]);
    let foreign = stage.key(&["--role", "municipality", "--tenant", "146120000000"]);
    assert_eq!(client.get_with(&path, &own).status, 200);
    assert_eq!(client.get_with(&path, &foreign).status, 404, "of somebody else: as if it were not there");
    assert_eq!(client.get_with(&path, "dk_none_none").status, 401);

    let list: Value = serde_json::from_str(&stage.done(&["key", "list"])).unwrap();
    let entry = list.as_array().unwrap().iter().find(|key| key["label"] == "Hauptamt").unwrap();
    assert!(!list.to_string().contains(own.rsplit('_').next().unwrap()), "a list shows no secrets");
    stage.done(&["key", "revoke", entry["id"].as_str().unwrap()]);
    assert_eq!(client.get_with(&path, &own).status, 401);
    assert_eq!(stage.run(&["key", "revoke", "nobody"]).status.code(), Some(3));

    let wrong = stage.run(&["key", "create", "--role", "portal"]);
    assert!(!wrong.status.success(), "a portal speaks for a source");
}
