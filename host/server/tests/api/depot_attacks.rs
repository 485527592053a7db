//! What a hostile pusher tries.

use crate::depot::{MANIFEST, code, config_of, described, manifest_of, push, put_blob, put_manifest};
use crate::support::Hub;
use crate::support::client::Request;
use drehscheibe_model::access::Role;
use drehscheibe_model::content::Digest;
use serde_json::json;

#[test]
fn a_tag_does_not_move() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    let first = push(&hub, &key, "kisa/a", "1.0.0", b"component");
    for bytes in [&b"other"[..], &config_of(b"other")] {
        put_blob(&hub, &key, "kisa/a", bytes);
    }
    let moved = put_manifest(&hub, &key, "kisa/a", "1.0.0", &manifest_of(b"other"));
    assert_eq!(code(&moved), (409, "TAG_INVALID".into()));
    let text = moved.json()["errors"][0]["message"].as_str().unwrap().to_owned();
    assert!(text.contains(&first.to_string()) && text.contains("never moves"), "{text}");
    let now = hub.get(&key, "/v2/kisa/a/manifests/1.0.0");
    assert_eq!(now.header("docker-content-digest"), Some(first.to_string().as_str()));
    // The operator cannot either.
    let operator = hub.key(Role::Operator, None, &[]);
    assert_eq!(put_manifest(&hub, &operator, "kisa/a", "1.0.0", &manifest_of(b"other")).status, 409);
}

#[test]
fn a_manifest_does_not_reach_bytes_of_others() {
    let hub = Hub::start();
    let (vendor, operator) = (hub.key(Role::Vendor, None, &[]), hub.key(Role::Operator, None, &[]));
    push(&hub, &operator, "acme/secret", "1.0.0", b"component");
    put_blob(&hub, &vendor, "kisa/a", &config_of(b"component"));
    let answer = put_manifest(&hub, &vendor, "kisa/a", "1.0.0", &manifest_of(b"component"));
    assert_eq!(code(&answer), (400, "MANIFEST_BLOB_UNKNOWN".into()));
    assert_eq!(answer.json()["errors"][0]["detail"]["missing"], json!([Digest::of(b"component")]));
    let blob = hub.get(&vendor, &format!("/v2/kisa/a/blobs/{}", Digest::of(b"component")));
    assert_eq!(code(&blob), (404, "BLOB_UNKNOWN".into()));
    // Another size than the bytes have.
    put_blob(&hub, &vendor, "kisa/a", b"component");
    let lying = String::from_utf8(manifest_of(b"component")).unwrap().replace("\"size\":9", "\"size\":8");
    assert_eq!(
        code(&put_manifest(&hub, &vendor, "kisa/a", "1.0.0", lying.as_bytes())),
        (400, "MANIFEST_INVALID".into())
    );
}

#[test]
fn oversized_and_deeply_nested_manifests_are_refused() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    let put = |body: &[u8]| code(&put_manifest(&hub, &key, "kisa/a", "1.0.0", body));
    let large = format!("{}{}", String::from_utf8(manifest_of(b"x")).unwrap(), " ".repeat(64 << 10));
    assert_eq!(put(large.as_bytes()), (413, "SIZE_INVALID".into()));
    let announced = Request::new("PUT", "/v2/kisa/a/manifests/1.0.0").key(&key).announcing(1 << 40);
    assert_eq!(hub.call(&announced).status, 413);
    let deep = format!("{{\"schemaVersion\":2,\"x\":{}", "[".repeat(60_000));
    assert_eq!(put(deep.as_bytes()), (400, "MANIFEST_INVALID".into()));
    for garbage in [&b"\xff\xfe\0"[..], b"", b"[]", b"{}"] {
        assert_eq!(put(garbage), (400, "MANIFEST_INVALID".into()), "{garbage:?}");
    }
    let image = json!({"schemaVersion": 2, "mediaType": MANIFEST, "layers": [],
        "config": described("application/vnd.oci.image.config.v1+json", b"{}")});
    assert_eq!(put(image.to_string().as_bytes()), (400, "MANIFEST_INVALID".into()));
}

#[test]
fn blobs_and_uploads_have_limits() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    let large = vec![7; (1 << 20) + 1];
    assert_eq!(code(&put_blob(&hub, &key, "kisa/a", &large)), (413, "SIZE_INVALID".into()));
    let begin = || hub.call(&Request::new("POST", "/v2/kisa/a/blobs/uploads/").key(&key));
    let place = begin().header("location").unwrap().to_owned();
    let patch = |bytes: &[u8]| hub.call(&Request::new("PATCH", &place).key(&key).body(bytes));
    assert_eq!(patch(&large[..1 << 20]).status, 202);
    assert_eq!(code(&patch(b"x")), (413, "SIZE_INVALID".into()));
    // Two more, besides the one that the refused blob left behind.
    let left = std::iter::from_fn(|| Some(begin().status)).take(4).collect::<Vec<_>>();
    assert!(left.ends_with(&[429]), "{left:?}");
    // Another key's upload does not exist.
    let other = hub.key(Role::Vendor, None, &[]);
    assert_eq!(code(&hub.get(&other, &place)), (404, "BLOB_UPLOAD_UNKNOWN".into()));
}

#[test]
fn a_component_that_no_world_allows_leaves_no_package() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    for bytes in [&b"bad component"[..], &config_of(b"bad component")] {
        put_blob(&hub, &key, "kisa/a", bytes);
    }
    let answer = put_manifest(&hub, &key, "kisa/a", "1.0.0", &manifest_of(b"bad component"));
    assert_eq!(code(&answer), (400, "MANIFEST_INVALID".into()));
    assert!(answer.json()["errors"][0]["message"].as_str().unwrap().contains("wasi:cli/run@0.2.0"));
    assert_eq!(hub.get(&key, "/v2/kisa/a/manifests/1.0.0").status, 404);
    assert_eq!(hub.get(&key, "/api/v1/depot/packages").json()["packages"], json!([]));
}

#[test]
fn a_certifier_publishes_no_components() {
    let hub = Hub::start();
    let certifier = hub.key(Role::Certifier, None, &[]);
    for bytes in [&b"component"[..], &config_of(b"component")] {
        assert_eq!(put_blob(&hub, &certifier, "kisa/a", bytes).status, 201);
    }
    let answer = put_manifest(&hub, &certifier, "kisa/a", "1.0.0", &manifest_of(b"component"));
    assert_eq!(code(&answer), (403, "DENIED".into()));
}
