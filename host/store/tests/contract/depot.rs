use crate::fixtures::*;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{
    ManifestRecord, NewManifest, Package, PackageFilter, PackageStatus, Piece, PutManifest, RepositoryName,
    StatusChange, TagName, Upload,
};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{DepotStore, Store};
use std::collections::BTreeMap;

fn repository(name: &str) -> RepositoryName {
    RepositoryName::new(name).unwrap()
}

fn tag(name: &str) -> TagName {
    TagName::new(name).unwrap()
}

fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

fn record(name: &str, text: &str) -> ManifestRecord {
    ManifestRecord {
        repository: repository(name),
        digest: digest(text),
        media_type: "application/vnd.oci.image.manifest.v1+json".into(),
        size: text.len() as u64,
        artifact_type: Some("application/wasm".into()),
        subject: None,
        config: None,
        layers: Vec::new(),
        annotations: BTreeMap::from([("a".into(), "b".into())]),
        pushed_by: "key".into(),
        pushed_at: at(1),
    }
}

fn put(store: &impl DepotStore, record: ManifestRecord, name: Option<&str>) -> PutManifest {
    store.put_manifest(NewManifest { record, tag: name.map(tag) }).unwrap()
}

pub fn a_tag_never_moves(store: &impl DepotStore) {
    let (one, two) = (record("kisa/a", "one"), record("kisa/a", "two"));
    assert_eq!(put(store, one.clone(), Some("1.0.0")), PutManifest::Stored);
    assert_eq!(put(store, one.clone(), Some("1.0.0")), PutManifest::Known);
    assert_eq!(put(store, two.clone(), Some("1.0.0")), PutManifest::TagTaken(one.digest));
    assert_eq!(store.tagged(&two.repository, &tag("1.0.0")).unwrap(), Some(one.digest));
    assert_eq!(store.manifest(&two.repository, &two.digest).unwrap(), None, "nothing changed");
    // The same tag elsewhere, and another tag here, are their own.
    assert_eq!(put(store, record("kisa/b", "two"), Some("1.0.0")), PutManifest::Stored);
    assert_eq!(put(store, one.clone(), Some("latest")), PutManifest::Stored);
    assert_eq!(store.tags_of(&one.repository, &one.digest).unwrap(), [tag("1.0.0"), tag("latest")]);
    assert_eq!(store.manifest(&one.repository, &one.digest).unwrap(), Some(one));
}

pub fn tags_and_repositories_come_in_pages(store: &impl DepotStore) {
    assert_eq!(store.tags(&repository("kisa/a"), None, 10).unwrap(), None);
    for name in ["b", "a", "B", "c"] {
        put(store, record("kisa/a", "one"), Some(name));
    }
    put(store, record("acme/z", "one"), None);
    let page = |after: Option<&str>, limit| {
        let tags = store.tags(&repository("kisa/a"), after.map(tag).as_ref(), limit).unwrap().unwrap();
        tags.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(page(None, 10), ["B", "a", "b", "c"]);
    assert_eq!(page(Some("a"), 1), ["b"]);
    assert_eq!(page(Some("c"), 10), [""; 0]);
    assert_eq!(page(None, 0), [""; 0]);
    assert_eq!(store.tags(&repository("acme/z"), None, 10).unwrap(), Some(Vec::new()));
    // A repository with bytes only does not exist yet.
    store.add_blob(&repository("acme/a"), &digest("x"), 1).unwrap();
    assert_eq!(store.tags(&repository("acme/a"), None, 10).unwrap(), None);
    assert_eq!(store.repositories(None, 10).unwrap(), [repository("acme/z"), repository("kisa/a")]);
    assert_eq!(store.repositories(Some(&repository("acme/z")), 10).unwrap(), [repository("kisa/a")]);
    assert_eq!(store.repositories(None, 1).unwrap(), [repository("acme/z")]);
}

pub fn bytes_belong_to_repositories(store: &(impl DepotStore + Store)) {
    store.add_blob(&repository("kisa/a"), &digest("x"), 1).unwrap();
    store.add_blob(&repository("kisa/a"), &digest("x"), 1).unwrap();
    assert_eq!(store.blob(&repository("kisa/a"), &digest("x")).unwrap(), Some(1));
    assert_eq!(store.blob(&repository("kisa/b"), &digest("x")).unwrap(), None);
    put(store, record("kisa/a", "one"), None);
    let mut expected = [digest("x"), digest("one")];
    expected.sort();
    assert_eq!(store.blobs_in_use().unwrap(), expected);
}

pub fn referrers_are_found_by_subject_and_type(store: &impl DepotStore) {
    let subject = digest("component");
    let referrer = |name: &str, text: &str, kind: &str| ManifestRecord {
        subject: Some(subject),
        artifact_type: Some(kind.into()),
        ..record(name, text)
    };
    // The subject need not be there yet.
    for one in [referrer("kisa/a", "z", "sbom"), referrer("kisa/a", "y", "cert"), referrer("kisa/b", "x", "cert")] {
        assert_eq!(put(store, one, None), PutManifest::Stored);
    }
    put(store, record("kisa/a", "component"), None);
    let found = |name: Option<&str>, kind| {
        let found = store.referrers(name.map(repository).as_ref(), &subject, kind).unwrap();
        found.iter().map(|record| record.digest).collect::<Vec<_>>()
    };
    assert_eq!(found(Some("kisa/a"), None), [digest("z"), digest("y")]);
    assert_eq!(found(Some("kisa/a"), Some("cert")), [digest("y")]);
    assert_eq!(found(None, Some("cert")), [digest("y"), digest("x")]);
    assert!(store.referrers(None, &digest("other"), None).unwrap().is_empty());
}

pub fn uploads_grow_in_order(store: &(impl DepotStore + Store)) {
    let upload = |id: &str, seconds| Upload {
        id: id.into(),
        repository: repository("kisa/a"),
        by: "key".into(),
        started_at: at(seconds),
        pieces: Vec::new(),
    };
    store.start_upload(upload("one", 1)).unwrap();
    store.start_upload(upload("two", 2)).unwrap();
    assert_eq!((store.open_uploads("key").unwrap(), store.open_uploads("other").unwrap()), (2, 0));
    let piece = |text: &str| Piece { digest: digest(text), size: text.len() as u64 };
    let first = store.add_piece("one", 0, piece("abc")).unwrap().unwrap().unwrap();
    assert_eq!(first.offset(), 3);
    assert_eq!(store.add_piece("one", 0, piece("abc")).unwrap(), Some(Err(3)));
    assert_eq!(store.add_piece("one", 4, piece("d")).unwrap(), Some(Err(3)));
    let second = store.add_piece("one", 3, piece("de")).unwrap().unwrap().unwrap();
    assert_eq!(second, Upload { pieces: vec![piece("abc"), piece("de")], ..upload("one", 1) });
    assert_eq!(store.upload("one").unwrap(), Some(second));
    assert_eq!(store.add_piece("none", 0, piece("abc")).unwrap(), None);
    assert_eq!(store.blobs_in_use().unwrap().len(), 2);
    assert_eq!(store.expire_uploads(at(2)).unwrap(), 1);
    assert_eq!(store.upload("one").unwrap(), None);
    assert!(store.end_upload("two").unwrap());
    assert!(!store.end_upload("two").unwrap());
    assert!(store.blobs_in_use().unwrap().is_empty());
}

fn package(name: &str, manifest: &str, status: PackageStatus, seconds: i64) -> Package {
    Package {
        repository: repository(name),
        manifest: digest(manifest),
        component: digest("component"),
        size: 9,
        wit_version: "0.1.0".into(),
        worlds: Vec::new(),
        imports: Vec::new(),
        settings_schema: None,
        description: None,
        plugin_manifest: None,
        signed_by: None,
        status: StatusChange { status, reason: "why".into(), by: "key".into(), at: at(seconds) },
    }
}

pub fn a_package_goes_step_by_step(store: &impl DepotStore) {
    use PackageStatus::{Certified, Checked, Uploaded};
    let (uploaded, checked) = (package("kisa/a", "m", Uploaded, 1), package("kisa/a", "m", Checked, 2));
    assert!(!store.put_package(Some(Uploaded), checked.clone()).unwrap(), "there is none");
    assert!(store.put_package(None, uploaded.clone()).unwrap());
    assert!(!store.put_package(None, uploaded.clone()).unwrap(), "there is one");
    assert!(!store.put_package(Some(Certified), checked.clone()).unwrap(), "it is another");
    // More is known, the step is the same.
    let more = Package { signed_by: Some("k".into()), ..package("kisa/a", "m", Uploaded, 9) };
    assert!(store.put_package(Some(Uploaded), more).unwrap());
    assert!(store.put_package(Some(Uploaded), checked.clone()).unwrap());
    assert_eq!(store.package(&checked.repository, &checked.manifest).unwrap(), Some(checked.clone()));
    let steps = store.package_history(&checked.repository, &checked.manifest).unwrap();
    assert_eq!(steps, [uploaded.status, checked.status.clone()]);
    assert!(store.package(&repository("kisa/b"), &checked.manifest).unwrap().is_none());
}

pub fn packages_are_found_by_what_they_are(store: &impl DepotStore) {
    use PackageStatus::{Checked, Uploaded};
    let one = package("kisa/b", "one", Uploaded, 1);
    let two = package("kisa/a", "two", Checked, 2);
    let three = Package { component: digest("other"), ..package("kisa/a", "three", Uploaded, 3) };
    for one in [&one, &two, &three] {
        assert!(store.put_package(None, one.clone()).unwrap());
    }
    let found = |filter: PackageFilter| store.packages(&filter).unwrap();
    assert_eq!(found(PackageFilter::default()), [one.clone(), two.clone(), three.clone()]);
    let component = PackageFilter { component: Some(digest("component")), ..PackageFilter::default() };
    assert_eq!(found(component.clone()), [one.clone(), two.clone()]);
    assert_eq!(found(PackageFilter { status: Some(Checked), ..component }), std::slice::from_ref(&two));
    let here = PackageFilter { repository: Some(repository("kisa/a")), ..PackageFilter::default() };
    assert_eq!(found(here), [two, three]);
    let plugin = PluginName::new("hundesteuer").unwrap();
    assert!(found(PackageFilter { plugin: Some(plugin), ..PackageFilter::default() }).is_empty());
}

pub fn a_plugins_name_belongs_to_who_came_first(store: &impl DepotStore) {
    let plugin = PluginName::new("hundesteuer").unwrap();
    assert_eq!(store.claim_plugin(&plugin, &repository("kisa/a")).unwrap(), repository("kisa/a"));
    assert_eq!(store.claim_plugin(&plugin, &repository("acme/a")).unwrap(), repository("kisa/a"));
    assert_eq!(store.claim_plugin(&plugin, &repository("kisa/a")).unwrap(), repository("kisa/a"));
    // A claim alone makes no repository.
    assert!(store.repositories(None, 10).unwrap().is_empty());
}
