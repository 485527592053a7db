use super::*;
use crate::evidence::{ComponentEvidence, HubRef, Proof, RevisionEvidence};
use crate::signature::{Algorithm, PrivateKey, Signer as _};
use drehscheibe_model::ids::{MessageId, RevisionNumber, TenantId};
use drehscheibe_model::journal::{GENESIS, JournalRow, entry_hash};
use serde_json::value::RawValue;
use uuid::Uuid;

fn rows(message: MessageId) -> Vec<JournalRow> {
    let tenant = TenantId::new("147290260260").unwrap();
    let other = MessageId(Uuid::from_u128(7));
    let component = Digest::of(b"component");
    let mut previous = GENESIS;
    let events = [
        (other, "{\"event\":\"accepted\",\"secret\":\"of another\"}".to_owned()),
        (message, "{\"event\":\"accepted\",\"revision\":3}".to_owned()),
        (other, "{\"event\":\"delivered\"}".to_owned()),
        (message, format!("{{\"event\":\"rule-applied\",\"plugin\":\"a\",\"digest\":\"{component}\"}}")),
    ];
    let row = |(place, (message, event)): (usize, (MessageId, String))| {
        let (sequence, at) = (place as u64 + 1, Timestamp::from_second(1_700_000_000 + place as i64).unwrap());
        let hash = entry_hash(&previous, &tenant, sequence, message, at, &event);
        let row = JournalRow { tenant: tenant.clone(), sequence, message, at, event, previous, hash };
        previous = hash;
        row
    };
    events.into_iter().enumerate().map(row).collect()
}

fn evidence(key: &PrivateKey) -> Evidence {
    let message = MessageId(Uuid::from_u128(42));
    let proof = Proof::of(message, &rows(message)).unwrap();
    let at = Timestamp::UNIX_EPOCH;
    let said = HeadStatement { tenant: proof.tenant.clone(), sequence: 4, hash: proof.head, at };
    let bundle = Bundle::sign_statement(key, HEAD_PAYLOAD, &serde_json::to_vec(&said).unwrap()).unwrap();
    let head = RawValue::from_string(String::from_utf8(bundle.as_bytes().to_vec()).unwrap()).unwrap();
    Evidence {
        format: FORMAT.into(),
        message,
        exported_at: at,
        hub: HubRef { node: "hub".into(), key: key.public_key().to_pem().unwrap() },
        chains: vec![proof],
        heads: vec![head],
        components: vec![ComponentEvidence { digest: Digest::of(b"component"), certificates: Vec::new() }],
        revisions: vec![RevisionEvidence {
            number: RevisionNumber(3),
            digest: Digest::of(b"{}"),
            author: "start".into(),
            at,
        }],
    }
}

fn check(evidence: &Evidence, trusted: &Trusted) -> Checked {
    verify(&serde_json::to_vec(evidence).unwrap(), trusted)
}

#[test]
fn good_evidence_verifies_and_says_nothing_about_others() {
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let evidence = evidence(&key);
    let checked = check(&evidence, &Trusted { hub: Some(key.public_key().clone()), certifiers: None });
    assert_eq!(checked.problems, Vec::<String>::new());
    assert!(checked.heads_proved && checked.entries.len() == 2);
    assert!(!serde_json::to_string(&evidence).unwrap().contains("of another"));
    assert!(!check(&evidence, &Trusted::default()).heads_proved);
    let certifiers = Some(TrustPolicy::default());
    assert_eq!(check(&evidence, &Trusted { hub: None, certifiers }).uncertified, [Digest::of(b"component")]);
}

#[test]
fn every_change_is_seen() {
    let key = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let changes: [fn(&mut Evidence); 8] = [
        |evidence| match &mut evidence.chains[0].links[1] {
            Link::Entry { event, .. } => *event = event.replace('3', "4"),
            Link::Other { .. } => unreachable!(),
        },
        |evidence| drop(evidence.chains[0].links.remove(2)),
        |evidence| drop(evidence.chains[0].links.pop()),
        |evidence| evidence.message = MessageId(Uuid::from_u128(43)),
        |evidence| evidence.chains[0].tenant = TenantId::new("x").unwrap(),
        |evidence| evidence.heads.clear(),
        |evidence| evidence.components.clear(),
        |evidence| evidence.revisions.clear(),
    ];
    for (place, change) in changes.iter().enumerate() {
        let mut evidence = evidence(&key);
        change(&mut evidence);
        assert!(!check(&evidence, &Trusted::default()).problems.is_empty(), "change {place}");
    }
    let stranger = PrivateKey::generate(Algorithm::Ed25519).unwrap();
    let trusted = Trusted { hub: Some(stranger.public_key().clone()), certifiers: None };
    assert!(!check(&evidence(&key), &trusted).problems.is_empty());
    for garbage in ["", "{}", "[]", "nonsense"] {
        assert_eq!(verify(garbage.as_bytes(), &Trusted::default()).problems.len(), 1, "{garbage}");
    }
}
