use crate::fixtures::*;
use drehscheibe_model::access::{ApiKey, Role};
use drehscheibe_model::configuration::{Configuration, Revision, Source};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{RevisionNumber, SourceId};
use drehscheibe_model::ports::Store;

fn revision(name: &str, seconds: i64) -> Revision {
    let mut configuration = Configuration::default();
    configuration.sources.insert(SourceId::new("portal").unwrap(), Source { name: name.into() });
    Revision { number: RevisionNumber(0), author: "ops".into(), at: at(seconds), configuration }
}

pub fn revisions_are_numbered(store: &impl Store) {
    assert!(store.newest_revision().unwrap().is_none());
    assert_eq!(store.add_revision(revision("one", 1)).unwrap(), RevisionNumber(1));
    assert_eq!(store.add_revision(revision("two", 2)).unwrap(), RevisionNumber(2));
    let second = Revision { number: RevisionNumber(2), ..revision("two", 2) };
    assert_eq!(store.newest_revision().unwrap(), Some(second));
    let first = store.revision(RevisionNumber(1)).unwrap().unwrap();
    assert_eq!(first.configuration, revision("one", 1).configuration);
    assert!(store.revision(RevisionNumber(3)).unwrap().is_none());
    let list = store.revisions(10).unwrap();
    assert_eq!(list.iter().map(|one| (one.number.0, one.at)).collect::<Vec<_>>(), [(2, at(2)), (1, at(1))]);
    let json = serde_json::to_vec(&first.configuration).unwrap();
    assert_eq!(list[1].digest, Digest::of(&json));
    assert_eq!(store.revisions(1).unwrap().len(), 1);
}

pub fn the_same_configuration_adds_no_revision(store: &impl Store) {
    store.add_revision(revision("one", 1)).unwrap();
    let again = Revision { author: "somebody else".into(), ..revision("one", 9) };
    assert_eq!(store.add_revision(again).unwrap(), RevisionNumber(1));
    store.add_revision(revision("two", 10)).unwrap();
    // Back to what it was is a change, too.
    assert_eq!(store.add_revision(revision("one", 11)).unwrap(), RevisionNumber(3));
}

pub fn keys_can_be_revoked_once(store: &impl Store) {
    let key = |id: &str| ApiKey {
        id: id.into(),
        secret_hash: Digest::of(b"secret"),
        role: Role::Portal,
        source: Some(SourceId::new("portal").unwrap()),
        tenants: vec![tenant("146250000000")],
        namespaces: Vec::new(),
        label: "Portal".into(),
        created_at: at(0),
        expires_at: Some(at(100)),
        revoked_at: None,
    };
    store.add_key(key("b")).unwrap();
    store.add_key(key("a")).unwrap();
    assert_eq!(store.key("a").unwrap(), Some(key("a")));
    assert!(store.key("c").unwrap().is_none());
    assert!(store.revoke_key("a", at(5)).unwrap());
    assert!(store.revoke_key("a", at(6)).unwrap());
    assert!(!store.revoke_key("c", at(6)).unwrap());
    assert_eq!(store.keys().unwrap(), [ApiKey { revoked_at: Some(at(5)), ..key("a") }, key("b")]);
}
