//! Who may do what: every role on every route, on its own messages and on others'.

use crate::support::client::Request;
use crate::support::{Hub, NEIGHBOUR, TOWN};
use drehscheibe_model::access::{ApiKey, Role};
use drehscheibe_server::access::{RULES, Who};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

const ROLES: [Role; 6] =
    [Role::Portal, Role::Municipality, Role::Operator, Role::Auditor, Role::Vendor, Role::Certifier];

/// A role, a key of it that sees the message and one that does not. Roles without tenants of their own
/// see every message or none.
fn keys(hub: &Hub, role: Role) -> (String, String) {
    match role {
        Role::Portal => (hub.portal.clone(), hub.key(role, Some("other"), &[])),
        Role::Municipality => (hub.key(role, None, &[TOWN]), hub.key(role, None, &[NEIGHBOUR])),
        Role::Operator | Role::Auditor => (hub.key(role, None, &[]), hub.key(role, None, &[NEIGHBOUR])),
        Role::Vendor | Role::Certifier => (hub.key(role, None, &[]), hub.key(role, None, &[])),
    }
}

fn request(method: &str, path: &str, message: &str) -> Request {
    let path_here = path.replace("{id}", message).replace("{number}", "1").replace("{action}", "rollback");
    let request = Request::new(method, &path_here);
    let json = |request: Request, body: &str| request.header("content-type", "application/json").body(body);
    match (method, path) {
        ("POST", "/api/v1/activations") => {
            json(request, &format!(r#"{{"tenants":["{TOWN}"],"procedure":"p","stage":3}}"#))
        }
        ("POST", "/api/v1/activations/actions/{action}") => json(request, r#"{"activations":[1]}"#),
        ("POST", "/api/v1/messages") => request.header("content-type", "application/json").body(r#"{"document":1}"#),
        ("POST", _) => request.header("content-type", "application/json").body(r#"{"reason":"Test"}"#),
        _ => request,
    }
}

/// The table of the hub, once more and from the documents: role by role, what it may call. A new route
/// must be entered here, too.
fn expected(role: Role) -> BTreeSet<(&'static str, &'static str)> {
    let public = [("GET", "/"), ("GET", "/health/live"), ("GET", "/health/ready"), ("GET", "/api/v1/openapi.json")];
    let read =
        [("GET", "/api/v1/messages"), ("GET", "/api/v1/messages/{id}"), ("GET", "/api/v1/messages/{id}/receipt")];
    let content = [("GET", "/api/v1/messages/{id}/answers"), ("GET", "/api/v1/messages/{id}/answers/{number}")];
    let watch = [("GET", "/metrics"), ("GET", "/api/v1/configuration/revisions")];
    let (submit, withdraw, replay, reload) = (
        ("POST", "/api/v1/messages"),
        ("POST", "/api/v1/messages/{id}/withdraw"),
        ("POST", "/api/v1/messages/{id}/replay"),
        ("POST", "/api/v1/configuration/reload"),
    );
    let activation = ("GET", "/api/v1/activations/{number}");
    let see_activations = [("GET", "/api/v1/activations"), activation];
    let activate = [("POST", "/api/v1/activations"), ("POST", "/api/v1/activations/actions/{action}")];
    let mut all = BTreeSet::from(public);
    all.insert(("GET", "/api/v1/catalogue"));
    if matches!(role, Role::Municipality | Role::Operator | Role::Auditor) {
        all.extend(see_activations);
    }
    if matches!(role, Role::Municipality | Role::Operator) {
        all.extend(activate);
    }
    match role {
        Role::Portal => {
            all.extend(read);
            all.extend(content);
            all.extend([submit, withdraw]);
        }
        Role::Municipality => {
            all.extend(read);
            all.extend(content);
            all.extend([withdraw, replay]);
        }
        Role::Operator => {
            all.extend(read);
            all.extend(watch);
            all.extend([replay, reload]);
        }
        Role::Auditor => {
            all.extend(read);
            all.extend(watch);
        }
        Role::Vendor | Role::Certifier => {}
    }
    all
}

#[test]
fn the_matrix() {
    let hub = Hub::start();
    let message = hub.accepted().to_string();
    for role in ROLES {
        let (own, foreign) = keys(&hub, role);
        let expected = expected(role);
        for rule in RULES {
            let allowed = expected.contains(&(rule.method, rule.path));
            let mut cases = vec![(&own, false), (&foreign, true)];
            if role == Role::Vendor || role == Role::Certifier {
                cases.pop();
            }
            for (key, foreign) in cases {
                let answer = hub.call(&request(rule.method, rule.path, &message).key(key));
                let of_message = rule.path.contains("{id}");
                let what = format!("{role:?} {} {} foreign={foreign}: {answer:?}", rule.method, rule.path);
                if !allowed {
                    assert_eq!(answer.problem(), (403, "forbidden".into()), "{what}");
                } else if of_message && foreign {
                    assert_eq!(answer.problem(), (404, "message-not-found".into()), "{what}");
                } else if rule.path.starts_with("/api/v1/activations") && foreign {
                    // Another authority's activation does not exist for the key; nothing is drafted for it.
                    match (rule.method, rule.path) {
                        ("GET", "/api/v1/activations") => {
                            assert_eq!(answer.json()["activations"].as_array().unwrap().len(), 0, "{what}");
                        }
                        ("POST", "/api/v1/activations") => {
                            assert_eq!(answer.problem(), (403, "forbidden".into()), "{what}");
                        }
                        _ => assert_eq!(answer.problem(), (404, "activation-not-found".into()), "{what}"),
                    }
                } else if rule.path.contains("answers/{number}") {
                    // Allowed, but there is no delivery yet.
                    assert_eq!(answer.problem(), (404, "not-found".into()), "{what}");
                } else {
                    assert!((200..300).contains(&answer.status), "{what}");
                }
            }
        }
        let list = |key: &str| hub.get(key, "/api/v1/messages");
        if expected.contains(&("GET", "/api/v1/messages")) {
            let ids = |key: &str| {
                list(key).json()["messages"].as_array().unwrap().iter().map(|m| m["id"].clone()).collect::<Vec<_>>()
            };
            assert!(ids(&own).contains(&message.as_str().into()), "{role:?}");
            assert!(!ids(&foreign).contains(&message.as_str().into()), "{role:?}");
        }
    }
}

#[test]
fn without_a_key_only_the_public_routes_answer() {
    let hub = Hub::start();
    let message = hub.accepted().to_string();
    for rule in RULES {
        let answer = hub.call(&request(rule.method, rule.path, &message));
        if rule.who == Who::Anyone {
            assert_eq!(answer.status, 200, "{}", rule.path);
        } else {
            assert_eq!(answer.problem(), (401, "unauthenticated".into()), "{}", rule.path);
            assert!(answer.header("www-authenticate").unwrap().starts_with("Bearer"), "{}", rule.path);
        }
    }
}

#[test]
fn the_table_the_description_and_the_router_know_the_same_routes() {
    let described: BTreeSet<(String, String)> =
        serde_json::to_value(drehscheibe_server::openapi_document()).unwrap()["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let path = path.clone();
                item.as_object()
                    .unwrap()
                    .keys()
                    .filter(|key| ["get", "post", "put", "patch", "delete"].contains(&key.as_str()))
                    .map(move |method| (method.to_uppercase(), path.clone()))
                    .collect::<Vec<_>>()
            })
            .collect();
    let table: BTreeSet<_> = RULES.iter().map(|rule| (rule.method.to_owned(), rule.path.to_owned())).collect();
    assert_eq!(described, table);
    assert_eq!(table.len(), RULES.len(), "a route stands twice in the table");
}

#[test]
fn keys_that_are_wrong_expired_or_revoked_get_the_same_answer() {
    let hub = Hub::start();
    let past = Timestamp::now() - SignedDuration::from_secs(60);
    let expired = hub.key_with(Role::Operator, None, &[], |key| ApiKey { expires_at: Some(past), ..key });
    let revoked = hub.key(Role::Operator, None, &[]);
    assert_eq!(hub.get(&revoked, "/metrics").status, 200);
    assert!(hub.store.revoke_key(&revoked[4..20], past).unwrap());
    let good = hub.key(Role::Operator, None, &[]);
    let other = hub.key(Role::Operator, None, &[]);
    let mixed = format!("{}{}", &good[..21], &other[21..]);
    let unknown = format!("dsk_{}{}", "0".repeat(16), &good[20..]);
    let first = hub.get("", "/metrics");
    assert_eq!(first.problem(), (401, "unauthenticated".into()));
    for key in [expired, revoked, mixed, unknown, "dsk_x_y".into(), good.to_uppercase(), format!("{good} {good}")] {
        assert_eq!(hub.get(&key, "/metrics").body, first.body, "{key}");
    }
    let twice = Request::new("GET", "/metrics").key(&good).key(&good);
    assert_eq!(hub.call(&twice).status, 401);
    assert_eq!(hub.get(&good, "/metrics").status, 200);
}
