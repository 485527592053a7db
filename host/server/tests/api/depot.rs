//! The registry: the requests that `wkg`, `oras` and `skopeo` make.

use crate::support::Hub;
use crate::support::client::{Answer, Request};
use drehscheibe_model::access::Role;
use drehscheibe_model::content::Digest;
use serde_json::{Value, json};

pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

pub fn described(media_type: &str, bytes: &[u8]) -> Value {
    json!({"mediaType": media_type, "digest": Digest::of(bytes), "size": bytes.len()})
}

pub fn put_blob(hub: &Hub, key: &str, name: &str, bytes: &[u8]) -> Answer {
    let path = format!("/v2/{name}/blobs/uploads/?digest={}", Digest::of(bytes));
    hub.call(&Request::new("POST", &path).key(key).body(bytes))
}

pub fn put_manifest(hub: &Hub, key: &str, name: &str, reference: &str, body: &[u8]) -> Answer {
    let path = format!("/v2/{name}/manifests/{reference}");
    hub.call(&Request::new("PUT", &path).key(key).header("content-type", MANIFEST).body(body))
}

pub fn config_of(component: &[u8]) -> Vec<u8> {
    json!({"architecture": "wasm", "os": "wasip2", "layerDigests": [Digest::of(component)]}).to_string().into_bytes()
}

pub fn manifest_of(component: &[u8]) -> Vec<u8> {
    let config = described("application/vnd.wasm.config.v0+json", &config_of(component));
    let layers = [described("application/wasm", component)];
    json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}).to_string().into_bytes()
}

/// Pushes a component; the digest of its manifest.
pub fn push(hub: &Hub, key: &str, name: &str, tag: &str, component: &[u8]) -> Digest {
    for bytes in [component, &config_of(component)] {
        let answer = put_blob(hub, key, name, bytes);
        assert_eq!(answer.status, 201, "{answer:?}");
    }
    let manifest = manifest_of(component);
    let answer = put_manifest(hub, key, name, tag, &manifest);
    assert_eq!(answer.status, 201, "{answer:?}");
    Digest::of(&manifest)
}

/// The code of an error of the specification.
pub fn code(answer: &Answer) -> (u16, String) {
    let error = &answer.json()["errors"][0];
    assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{answer:?}");
    (answer.status, error["code"].as_str().unwrap().to_owned())
}

fn attach(hub: &Hub, key: &str, name: &str, subject: &[u8], artifact_type: &str, bytes: &[u8]) -> Digest {
    for bytes in [b"{}", bytes] {
        assert_eq!(put_blob(hub, key, name, bytes).status, 201);
    }
    let manifest = json!({"schemaVersion": 2, "artifactType": artifact_type,
        "config": described("application/vnd.oci.empty.v1+json", b"{}"), "layers": [described("text/plain", bytes)],
        "subject": described(MANIFEST, subject), "annotations": {"a": "b"}});
    let manifest = manifest.to_string().into_bytes();
    let digest = Digest::of(&manifest);
    let answer = put_manifest(hub, key, name, &digest.to_string(), &manifest);
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("oci-subject"), Some(Digest::of(subject).to_string().as_str()));
    digest
}

#[test]
fn what_was_pushed_is_pulled() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    let digest = push(&hub, &key, "kisa/a", "1.0.0", b"component");
    for reference in ["1.0.0".to_owned(), digest.to_string()] {
        let path = format!("/v2/kisa/a/manifests/{reference}");
        let answer = hub.get(&key, &path);
        assert_eq!((answer.status, &answer.body), (200, &manifest_of(b"component")));
        assert_eq!(answer.header("content-type"), Some(MANIFEST));
        assert_eq!(answer.header("docker-content-digest"), Some(digest.to_string().as_str()));
        let head = hub.call(&Request::new("HEAD", &path).key(&key));
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), answer.header("content-length"));
    }
    let path = format!("/v2/kisa/a/blobs/{}", Digest::of(b"component"));
    assert_eq!(hub.get(&key, &path).body, b"component");
    let head = hub.call(&Request::new("HEAD", &path).key(&key));
    assert_eq!((head.status, head.header("content-length")), (200, Some("9")));
    let part = hub.call(&Request::new("GET", &path).key(&key).header("range", "bytes=2-4"));
    assert_eq!(
        (part.status, part.body.as_slice(), part.header("content-range")),
        (206, &b"mpo"[..], Some("bytes 2-4/9"))
    );
    let packages = hub.get(&key, "/api/v1/depot/packages?repository=kisa/a").json();
    assert_eq!(packages["packages"][0]["status"]["status"], "uploaded");
    let package = hub.get(&key, "/api/v1/depot/package?repository=kisa/a&reference=1.0.0").json();
    assert_eq!(package["tags"], json!(["1.0.0"]));
    assert_eq!(package["open"].as_array().unwrap().len(), 3, "{package}");
}

#[test]
fn a_blob_comes_in_pieces() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    let begin = || {
        let answer = hub.call(&Request::new("POST", "/v2/kisa/a/blobs/uploads/").key(&key));
        assert_eq!(answer.status, 202, "{answer:?}");
        answer.header("location").unwrap().to_owned()
    };
    let send = |method: &str, path: &str, range: Option<&str>, bytes: &[u8]| {
        let request = Request::new(method, path).key(&key).body(bytes);
        hub.call(&range.map_or(request.clone(), |range| request.header("content-range", range)))
    };
    let place = begin();
    let first = send("PATCH", &place, Some("0-2"), b"abc");
    assert_eq!((first.status, first.header("range")), (202, Some("0-2")));
    // A piece that does not begin where the last one ended.
    let gap = send("PATCH", &place, Some("5-6"), b"fg");
    assert_eq!((code(&gap), gap.header("range")), ((416, "BLOB_UPLOAD_INVALID".into()), Some("0-2")));
    assert_eq!(send("PATCH", &place, None, b"de").header("range"), Some("0-4"));
    let status = hub.get(&key, &place);
    assert_eq!((status.status, status.header("range")), (204, Some("0-4")));
    let digest = Digest::of(b"abcdef");
    let done = send("PUT", &format!("{place}?digest={digest}"), Some("5-5"), b"f");
    assert_eq!(done.status, 201, "{done:?}");
    assert_eq!(hub.get(&key, done.header("location").unwrap()).body, b"abcdef");
    assert_eq!(code(&hub.get(&key, &place)), (404, "BLOB_UPLOAD_UNKNOWN".into()));
    // All at the end, and the wrong bytes.
    let place = begin();
    let wrong = send("PUT", &format!("{place}?digest={digest}"), None, b"other");
    assert_eq!(code(&wrong), (400, "DIGEST_INVALID".into()));
    assert_eq!(
        code(&send("PUT", &format!("{}?digest=sha512:00", begin()), None, b"x")),
        (400, "DIGEST_INVALID".into())
    );
    let place = begin();
    assert_eq!(hub.call(&Request::new("DELETE", &place).key(&key)).status, 204);
}

#[test]
fn a_blob_is_mounted_from_a_neighbour_if_it_is_there() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    put_blob(&hub, &key, "kisa/a", b"shared");
    let digest = Digest::of(b"shared");
    let mount = |from: &str, digest: Digest| {
        let path = format!("/v2/kisa/b/blobs/uploads/?mount={digest}&from={from}");
        hub.call(&Request::new("POST", &path).key(&key)).status
    };
    assert_eq!(mount("kisa/x", digest), 202);
    assert_eq!(hub.get(&key, &format!("/v2/kisa/b/blobs/{digest}")).status, 404);
    assert_eq!(mount("kisa/a", digest), 201);
    assert_eq!(hub.get(&key, &format!("/v2/kisa/b/blobs/{digest}")).body, b"shared");
}

#[test]
fn tags_come_in_pages() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    assert_eq!(code(&hub.get(&key, "/v2/kisa/a/tags/list")), (404, "NAME_UNKNOWN".into()));
    push(&hub, &key, "kisa/a", "1.0.0", b"component");
    for tag in ["2.0.0", "latest"] {
        assert_eq!(put_manifest(&hub, &key, "kisa/a", tag, &manifest_of(b"component")).status, 201);
    }
    let all = hub.get(&key, "/v2/kisa/a/tags/list");
    assert_eq!((all.json()["tags"].clone(), all.header("link")), (json!(["1.0.0", "2.0.0", "latest"]), None));
    let page = hub.get(&key, "/v2/kisa/a/tags/list?n=2");
    assert_eq!(page.json(), json!({"name": "kisa/a", "tags": ["1.0.0", "2.0.0"]}));
    let next = page.header("link").unwrap().trim_start_matches('<').split('>').next().unwrap().to_owned();
    assert_eq!(hub.get(&key, &next).json()["tags"], json!(["latest"]));
    assert_eq!(hub.get(&key, "/v2/kisa/a/tags/list?n=0").json()["tags"], json!([]));
    assert_eq!(code(&hub.get(&key, "/v2/kisa/a/tags/list?n=x")).0, 400);
}

#[test]
fn referrers_are_listed_and_filtered() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    let digest = push(&hub, &key, "kisa/a", "1.0.0", b"component");
    let none = hub.get(&key, &format!("/v2/kisa/a/referrers/{}", Digest::of(b"nothing")));
    assert_eq!((none.status, none.json()["manifests"].clone()), (200, json!([])));
    let subject = manifest_of(b"component");
    let sbom = attach(&hub, &key, "kisa/a", &subject, "application/vnd.cyclonedx+json", b"sbom");
    attach(&hub, &key, "kisa/a", &subject, "application/vnd.example+json", b"other");
    let path = format!("/v2/kisa/a/referrers/{digest}");
    let all = hub.get(&key, &path);
    assert_eq!(all.header("content-type"), Some("application/vnd.oci.image.index.v1+json"));
    assert_eq!(all.json()["manifests"].as_array().unwrap().len(), 2);
    let some = hub.get(&key, &format!("{path}?artifactType=application/vnd.cyclonedx%2Bjson"));
    assert_eq!(some.header("oci-filters-applied"), Some("artifactType"));
    let found = &some.json()["manifests"][0];
    assert_eq!((found["digest"].clone(), found["annotations"]["a"].clone()), (json!(sbom), json!("b")));
}

#[test]
fn nothing_is_deleted() {
    let hub = Hub::start();
    let key = hub.key(Role::Operator, None, &[]);
    let digest = push(&hub, &key, "kisa/a", "1.0.0", b"component");
    for path in [
        format!("/v2/kisa/a/manifests/{digest}"),
        "/v2/kisa/a/manifests/1.0.0".into(),
        format!("/v2/kisa/a/blobs/{}", Digest::of(b"component")),
    ] {
        let answer = hub.call(&Request::new("DELETE", &path).key(&key));
        assert_eq!(code(&answer), (405, "UNSUPPORTED".into()), "{path}");
    }
    assert_eq!(hub.get(&key, "/v2/kisa/a/manifests/1.0.0").status, 200);
}

#[test]
fn a_package_is_withdrawn_with_a_reason() {
    let hub = Hub::start();
    let key = hub.key(Role::Vendor, None, &[]);
    push(&hub, &key, "kisa/a", "1.0.0", b"component");
    let yank = |reference: &str, reason: &str| {
        let body = json!({"repository": "kisa/a", "reference": reference, "reason": reason}).to_string();
        hub.call(
            &Request::new("POST", "/api/v1/depot/yank").key(&key).header("content-type", "application/json").body(body),
        )
    };
    assert_eq!(yank("1.0.0", "x").problem(), (422, "reason-invalid".into()));
    assert_eq!(yank("2.0.0", "falsche Frist").problem(), (404, "package-not-found".into()));
    let yanked = yank("1.0.0", "falsche Frist").json();
    assert_eq!(
        (yanked["status"]["status"].clone(), yanked["status"]["reason"].clone()),
        (json!("yanked"), json!("falsche Frist"))
    );
    let listed = hub.get(&key, "/api/v1/depot/packages?status=yanked").json();
    assert_eq!(listed["packages"].as_array().unwrap().len(), 1);
    // It can still be pulled: what runs may go on.
    assert_eq!(hub.get(&key, "/v2/kisa/a/manifests/1.0.0").status, 200);
}
