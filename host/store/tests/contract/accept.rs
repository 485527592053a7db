use crate::fixtures::*;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Store, StoreError};
use drehscheibe_model::work::JobKind;

pub fn a_message_is_there_with_its_job_and_entry(store: &impl Store) {
    let new = of_case(message(1, "portal"), "case 1");
    let receipt = accept(store, new.clone());
    assert_eq!((receipt.message, receipt.received_at, receipt.replayed), (new.id, new.received_at, false));

    let record = store.message(new.id).unwrap().unwrap();
    assert_eq!((record.sequence, record.version, record.state), (1, 1, MessageState::Accepted));
    assert_eq!(record.envelope, new.envelope);
    assert_eq!(record.document, new.document);
    assert_eq!(record.tenant, tenant("intake.portal"));
    assert!(record.lane.is_some());
    assert_eq!(store.content(new.id, &new.document.digest).unwrap(), new.inline_document);
    assert_eq!(events(store, new.id), ["accepted"]);
    assert_eq!(store.chains().unwrap(), [tenant("intake.portal")]);
    assert_eq!(verify_all(store), 1);

    let job = lease_one(store, 10);
    assert_eq!((job.kind, job.message, job.retries, job.token.epoch), (JobKind::Process, new.id, 0, 1));
    assert!(store.message(id(2)).unwrap().is_none());
}

pub fn a_repeated_key_gives_the_first_receipt(store: &impl Store) {
    let first = accept(store, with_key(message(1, "portal"), "k", "same"));
    let again = accept(store, with_key(message(2, "portal"), "k", "same"));
    assert_eq!((again.message, again.received_at), (first.message, first.received_at));
    assert!(again.replayed && !first.replayed);
    assert!(store.message(id(2)).unwrap().is_none());
    assert_eq!(lease(store, 10, 10).len(), 1);
    assert_eq!(verify_all(store), 1);
}

pub fn a_key_with_other_content_is_refused(store: &impl Store) {
    accept(store, with_key(message(1, "portal"), "k", "one"));
    let error = store.accept(with_key(message(2, "portal"), "k", "other")).unwrap_err();
    assert!(matches!(error, StoreError::KeyReused { message } if message == id(1)), "{error}");
    assert!(store.message(id(2)).unwrap().is_none());
}

pub fn keys_of_sources_are_apart(store: &impl Store) {
    accept(store, with_key(message(1, "portal"), "k", "one"));
    let other = accept(store, with_key(message(2, "formserver"), "k", "other"));
    assert_eq!((other.message, other.replayed), (id(2), false));
}

pub fn the_same_id_twice_is_refused(store: &impl Store) {
    accept(store, message(1, "portal"));
    let error = store.accept(message(1, "portal")).unwrap_err();
    assert!(matches!(error, StoreError::Changed { message } if message == id(1)), "{error}");
    assert_eq!(verify_all(store), 1);
}

pub fn sequences_grow(store: &impl Store) {
    for number in 1..=5 {
        accept(store, message(number, "portal"));
        let record = store.message(id(number)).unwrap().unwrap();
        assert_eq!(u128::from(record.sequence), number);
    }
}

pub fn a_part_of_a_chain_has_no_gaps(store: &impl Store) {
    for number in 1..=4 {
        accept(store, message(number, "portal"));
    }
    let chain = tenant("intake.portal");
    let part = store.chain_part(&chain, 2, 3, 10).unwrap();
    assert_eq!(part.iter().map(|row| row.sequence).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(part[1].previous, part[0].hash);
    assert_eq!(store.chain_part(&chain, 1, 4, 3).unwrap().len(), 3);
    assert!(store.chain_part(&chain, 3, 2, 10).unwrap().is_empty());
    assert!(store.chain_part(&tenant("nobody"), 1, 4, 10).unwrap().is_empty());
}
