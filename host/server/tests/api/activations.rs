//! Activations over HTTP: what is asked reaches the hub as it was meant, or all that is wrong is said.

use crate::support::client::Request;
use crate::support::{Hub, NEIGHBOUR, TOWN};
use drehscheibe_model::access::Role;
use drehscheibe_model::ports::ActivationAction;

fn post(hub: &Hub, key: &str, path: &str, body: &str) -> crate::support::client::Answer {
    hub.call(&Request::new("POST", path).key(key).header("content-type", "application/json").body(body))
}

#[test]
fn each_action_reaches_the_hub_with_what_belongs_to_it() {
    let hub = Hub::start();
    let town = hub.key(Role::Municipality, None, &[TOWN]);
    for (action, body) in [
        ("test", r#"{"activations":[1],"document":{"mediaType":"application/json","text":"{}"}}"#),
        ("pilot", r#"{"activations":[1],"sources":["portal"]}"#),
        ("go-live", r#"{"procedure":"p","state":"pilot"}"#),
        ("schedule", r#"{"activations":[1],"on":"2027-01-01","withoutPilot":true}"#),
        ("suspend", r#"{"activations":[1],"reason":"Wartung"}"#),
        ("rollback", r#"{"activations":[1]}"#),
        ("shadow", r#"{"activations":[1],"off":true}"#),
    ] {
        let answer = post(&hub, &town, &format!("/api/v1/activations/actions/{action}"), body);
        assert_eq!((answer.status, answer.json()["revision"].as_u64()), (200, Some(2)), "{action}: {answer:?}");
    }
    let done = hub.activations.done.lock().unwrap();
    assert_eq!(done.len(), 7);
    assert!(done.iter().all(|(_, _, actor)| actor.by == town[4..20] && actor.reaches(&TOWN.parse().unwrap())));
    assert!(done.iter().all(|(_, _, actor)| !actor.reaches(&NEIGHBOUR.parse().unwrap())));
    assert_eq!(done[3].1, ActivationAction::Schedule { on: jiff::civil::date(2027, 1, 1), without_pilot: true });
    assert_eq!(done[6].1, ActivationAction::Shadow { on: false });
}

#[test]
fn what_is_wrong_is_said() {
    let hub = Hub::start();
    let operator = hub.key(Role::Operator, None, &[]);
    for (path, body, expected) in [
        ("/api/v1/activations/actions/schedule", r#"{"activations":[1]}"#, (422, "activation-invalid")),
        ("/api/v1/activations/actions/go-live", r#"{"activation":1}"#, (422, "activation-invalid")),
        ("/api/v1/activations/actions/destroy", r#"{"activations":[1]}"#, (404, "not-found")),
        ("/api/v1/activations", r#"{"tenants":[],"procedure":"p","stage":3}"#, (422, "activation-invalid")),
        ("/api/v1/activations", r#"{"#, (422, "not-well-formed")),
        (
            "/api/v1/activations",
            r#"{"tenants":["a"],"procedure":"p","stage":3,"validators":[{"plugin":"x","limits":{"fuel":0}}]}"#,
            (422, "activation-invalid"),
        ),
    ] {
        assert_eq!(post(&hub, &operator, path, body).problem(), (expected.0, expected.1.to_owned()), "{path} {body}");
    }
    assert_eq!(hub.get(&operator, "/api/v1/activations/2").problem(), (404, "activation-not-found".into()));
    assert_eq!(hub.get(&operator, "/api/v1/activations/x").problem(), (404, "activation-not-found".into()));
    assert_eq!(hub.get(&operator, "/api/v1/activations?state=x").problem(), (400, "query-invalid".into()));
    let found = hub.get(&operator, "/api/v1/activations/1").json();
    assert_eq!((found["activation"]["number"].as_u64(), &found["activation"]["state"]), (Some(1), &"drafted".into()));
}
