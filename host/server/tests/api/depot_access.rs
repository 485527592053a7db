//! Who may do what in the depot: every role on every act, with keys, tokens and without.

use crate::depot::{code, manifest_of, push, put_blob, put_manifest};
use crate::support::Hub;
use crate::support::client::{Answer, Request};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::access::Role;
use drehscheibe_model::content::Digest;
use drehscheibe_server::depot::{ACCESS, Access, Act};
use jiff::Timestamp;

const ROLES: [Role; 6] =
    [Role::Portal, Role::Municipality, Role::Operator, Role::Auditor, Role::Vendor, Role::Certifier];

fn key(hub: &Hub, role: Role) -> String {
    match role {
        Role::Portal => hub.portal.clone(),
        Role::Municipality => hub.key(role, None, &[crate::support::TOWN]),
        _ => hub.key(role, None, &[]),
    }
}

/// The table, once more and from the documents.
fn expected(role: Role, act: Act, own: bool) -> bool {
    match act {
        Act::Pull => true,
        Act::Publish | Act::Yank => role == Role::Operator || (role == Role::Vendor && own),
        Act::Attach => matches!(role, Role::Operator | Role::Certifier) || (role == Role::Vendor && own),
    }
}

#[test]
fn the_table_is_what_was_agreed() {
    for role in ROLES {
        for act in [Act::Pull, Act::Publish, Act::Attach, Act::Yank] {
            let rows: Vec<_> = ACCESS.iter().filter(|(one, other, _)| (*one, *other) == (role, act)).collect();
            assert!(rows.len() <= 1, "{role:?} {act:?} stands twice");
            let everywhere = rows.iter().any(|row| row.2 == Access::Everywhere);
            assert_eq!(everywhere, expected(role, act, false), "{role:?} {act:?}");
            assert_eq!(!rows.is_empty(), expected(role, act, true), "{role:?} {act:?} in its own namespace");
        }
    }
}

#[test]
fn the_matrix_of_the_registry() {
    let hub = Hub::start();
    let operator = key(&hub, Role::Operator);
    for name in ["kisa/a", "acme/a"] {
        push(&hub, &operator, name, "1.0.0", b"component");
    }
    for role in ROLES {
        let key = key(&hub, role);
        for (name, own) in [("kisa/a", true), ("acme/a", false)] {
            let what = format!("{role:?} {name}");
            let pulls = [
                "manifests/1.0.0".to_owned(),
                "tags/list".into(),
                format!("blobs/{}", Digest::of(b"component")),
                format!("referrers/{}", Digest::of(b"component")),
            ];
            for path in pulls {
                assert_eq!(hub.get(&key, &format!("/v2/{name}/{path}")).status, 200, "{what} {path}");
            }
            let (attach, publish) = (expected(role, Act::Attach, own), expected(role, Act::Publish, own));
            let blob = put_blob(&hub, &key, name, format!("bytes of {role:?}").as_bytes());
            assert_eq!(blob.status, if attach { 201 } else { 403 }, "{what} blob");
            let again = put_manifest(&hub, &key, name, "1.0.0", &manifest_of(b"component"));
            let status = if publish { 201 } else { 403 };
            assert_eq!(again.status, status, "{what} manifest: {again:?}");
            if !attach {
                assert_eq!(code(&blob), (403, "DENIED".into()), "{what}");
            }
        }
    }
}

#[test]
fn without_a_key_there_is_a_challenge_and_nothing_else() {
    let hub = Hub::start();
    let operator = key(&hub, Role::Operator);
    push(&hub, &operator, "kisa/a", "1.0.0", b"component");
    let ask = |method: &str, path: &str| hub.call(&Request::new(method, path));
    let challenge = |answer: &Answer| {
        assert_eq!(code(answer), (401, "UNAUTHORIZED".into()));
        answer.header("www-authenticate").unwrap().to_owned()
    };
    let base = challenge(&ask("GET", "/v2/"));
    assert!(base.starts_with("Bearer realm=\"http://hub/v2/token\",service=\"drehscheibe\""), "{base}");
    let pull = challenge(&ask("GET", "/v2/kisa/a/manifests/1.0.0"));
    assert!(pull.contains("scope=\"repository:kisa/a:pull\""), "{pull}");
    let push = challenge(&ask("POST", "/v2/kisa/a/blobs/uploads/"));
    assert!(push.contains("scope=\"repository:kisa/a:pull,push\""), "{push}");
    assert_eq!(ask("GET", "/v2/token?scope=repository:kisa/a:pull").status, 401);
    for path in ["/api/v1/depot/packages", "/api/v1/depot/package?repository=kisa/a&reference=1.0.0"] {
        assert_eq!(ask("GET", path).status, 401, "{path}");
    }
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

fn token(hub: &Hub, authorization: Option<String>, scope: &str) -> String {
    let request = Request::new("GET", &format!("/v2/token?service=drehscheibe&scope={scope}"));
    let request = authorization.map_or(request.clone(), |value| request.header("authorization", value));
    let answer = hub.call(&request);
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    assert_eq!(body["token"], body["access_token"]);
    body["token"].as_str().unwrap().to_owned()
}

#[test]
fn a_token_is_good_for_what_was_asked_and_allowed() {
    let hub = Hub::start();
    let (vendor, operator) = (key(&hub, Role::Vendor), key(&hub, Role::Operator));
    push(&hub, &operator, "kisa/a", "1.0.0", b"component");
    push(&hub, &operator, "acme/a", "1.0.0", b"component");
    let pull = token(&hub, Some(basic("anybody", &vendor)), "repository:kisa/a:pull");
    assert_eq!(hub.get(&pull, "/v2/").status, 200);
    assert_eq!(hub.get(&pull, "/v2/kisa/a/manifests/1.0.0").status, 200);
    // Not asked for.
    let refused = put_blob(&hub, &pull, "kisa/a", b"x");
    assert_eq!(refused.status, 403);
    assert!(refused.header("www-authenticate").unwrap().contains("insufficient_scope"));
    assert_eq!(hub.get(&pull, "/v2/acme/a/manifests/1.0.0").status, 403);
    let both = token(&hub, Some(basic("x", &vendor)), "repository:kisa/a:pull,push");
    assert_eq!(put_blob(&hub, &both, "kisa/a", b"x").status, 201);
    // Asked for, not allowed.
    let foreign = token(&hub, Some(basic("x", &vendor)), "repository:acme/a:pull,push");
    assert_eq!(hub.get(&foreign, "/v2/acme/a/manifests/1.0.0").status, 200);
    assert_eq!(put_blob(&hub, &foreign, "acme/a", b"x").status, 403);
    // A token is no key of the API.
    assert_eq!(hub.get(&both, "/api/v1/depot/packages").status, 401);
    // Basic credentials work without a token, too.
    let direct = Request::new("GET", "/v2/kisa/a/tags/list").header("authorization", basic("x", &vendor));
    assert_eq!(hub.call(&direct).status, 200);
    // A revoked key ends its tokens.
    assert!(hub.store.revoke_key(&vendor[4..20], Timestamp::now()).unwrap());
    assert_eq!(hub.get(&both, "/v2/kisa/a/manifests/1.0.0").status, 401);
    for wrong in [basic("x", &vendor), basic("x", "dsk_x_y"), "Basic !".into(), "Digest x".into()] {
        let answer = hub.call(&Request::new("GET", "/v2/token").header("authorization", &wrong));
        assert_eq!(code(&answer), (401, "UNAUTHORIZED".into()), "{wrong}");
    }
}

#[test]
fn a_form_gives_a_token_as_well() {
    let hub = Hub::start();
    let vendor = key(&hub, Role::Vendor);
    let form = format!("grant_type=password&username=x&password={vendor}&scope=repository:kisa/a:pull,push");
    let request = Request::new("POST", "/v2/token").header("content-type", "application/x-www-form-urlencoded");
    let answer = hub.call(&request.body(form));
    assert_eq!(answer.status, 200, "{answer:?}");
    let token = answer.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(put_blob(&hub, &token, "kisa/a", b"x").status, 201);
}

#[test]
fn where_anyone_may_pull_nobody_may_push() {
    let hub = Hub::start_open();
    let operator = key(&hub, Role::Operator);
    push(&hub, &operator, "kisa/a", "1.0.0", b"component");
    let path = "/v2/kisa/a/manifests/1.0.0";
    assert_eq!(hub.call(&Request::new("GET", path)).status, 200);
    let anyone = token(&hub, None, "repository:kisa/a:pull,push");
    assert_eq!(hub.get(&anyone, path).status, 200);
    assert_eq!(put_blob(&hub, &anyone, "kisa/a", b"x").status, 401);
    let challenge = hub.call(&Request::new("POST", "/v2/kisa/a/blobs/uploads/"));
    assert!(challenge.header("www-authenticate").unwrap().contains("realm=\"https://hub.example/v2/token\""));
    let known = hub.call(&Request::new("GET", "/.well-known/wasm-pkg/registry.json")).json();
    assert_eq!(known["oci"]["registry"], "hub.example");
    assert_eq!(known["preferredProtocol"], "oci");
}
