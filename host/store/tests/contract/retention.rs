use crate::fixtures::*;
use drehscheibe_model::configuration::{Configuration, Plugin, Revision};
use drehscheibe_model::content::{ContentRef, Digest, Document};
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::finding::Finding;
use drehscheibe_model::ids::{PluginName, RevisionNumber};
use drehscheibe_model::message::{MessageState, ParkReason};
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{JobOutcome, NewMessage, Transition};

fn reference(text: &str) -> ContentRef {
    ContentRef { digest: Digest::of(text.as_bytes()), size: 1 << 20, media_type: "application/pdf".into() }
}

fn attachment(text: &str) -> Attachment {
    Attachment { id: "1".into(), file_name: "Hund.pdf".into(), content: reference(text) }
}

/// Accepts a message and ends it `seconds` after the start.
fn ended(store: &impl Store, number: u128, seconds: i64, state: MessageState) {
    accept(store, message(number, "a"));
    finish(store, &lease_one(store, seconds), seconds, state);
}

pub fn content_is_wiped_and_evidence_stays(store: &impl Store) {
    let mut new = of_case(message(1, "a"), "Waldi");
    new.envelope.properties.insert("name".into(), "Erika".into());
    new.attachments.push(attachment("pdf"));
    accept(store, new.clone());
    let job = lease_one(store, 10);
    let output = Document { media_type: "text/plain".into(), body: b"output 1".to_vec() };
    let mut transition = ending(&job, 10, MessageState::Delivered);
    let mut one = delivery(id(1), 1, DeliveryState::Delivered);
    one.reference = Some("4711".into());
    one.answer = Some(reference("answer"));
    one.last_error = Some("Erika was not at home".into());
    transition.deliveries.push(one);
    transition.contents.push(output.clone());
    transition.change.findings = Some(vec![Finding::of_hub("r", "X002", "Erika", "Erika")]);
    store.commit(job.token, JobOutcome::Done, transition).unwrap();

    assert_eq!(store.wipe_content(at(11), 90, at(100), 10).unwrap(), 1);
    assert_eq!(store.wipe_content(at(11), 90, at(100), 10).unwrap(), 0);

    let record = store.message(id(1)).unwrap().unwrap();
    assert_eq!((record.state, record.content_wiped_at), (MessageState::Delivered, Some(at(100))));
    assert_eq!((record.document.digest, record.version), (new.document.digest, 3));
    assert!(record.findings.is_empty() && record.attachments.is_empty());
    assert!(record.envelope.case_id.is_none() && record.envelope.properties.is_empty());
    assert_eq!(store.content(id(1), &new.document.digest).unwrap(), None);
    assert_eq!(store.content(id(1), &output.content_ref().digest).unwrap(), None);
    let one = &store.deliveries(id(1)).unwrap()[0];
    assert_eq!((one.reference.as_deref(), one.state), (Some("4711"), DeliveryState::Delivered));
    assert!(one.answer.is_none() && one.last_error.is_none() && one.file_name.is_none());
    assert!(store.blobs_in_use().unwrap().is_empty());
    assert_eq!(events(store, id(1)), ["accepted", "delivered", "content-wiped"]);
    assert_eq!(verify_all(store), 3);
}

pub fn what_is_not_final_long_enough_keeps_its_content(store: &impl Store) {
    ended(store, 1, 10, MessageState::Delivered);
    ended(store, 2, 11, MessageState::Rejected);
    ended(store, 3, 5, MessageState::Parked(ParkReason::TooOld));
    accept(store, message(4, "a"));
    assert_eq!(store.wipe_content(at(11), 90, at(100), 10).unwrap(), 1);
    for number in 2..=4 {
        let content = store.content(id(number), &message(number, "a").document.digest).unwrap();
        assert!(content.is_some(), "message {number}");
    }
    // A message that a person sends on its way again is not final any more.
    let mut replay = Transition::of(id(2));
    replay.change.state = Some(MessageState::Accepted);
    store.apply(store.message(id(2)).unwrap().unwrap().version, replay).unwrap();
    assert_eq!(store.wipe_content(at(99), 90, at(100), 10).unwrap(), 0);
}

pub fn evidence_goes_in_whole_prefixes(store: &impl Store) {
    ended(store, 1, 10, MessageState::Delivered);
    ended(store, 2, 20, MessageState::Delivered);
    ended(store, 3, 30, MessageState::Delivered);
    // Accepted at second 3, long before `before`, but final only at 30: it stays, and so do the rows of
    // the others that come after it in the chain.
    assert_eq!(store.drop_evidence(at(25), 100).unwrap(), 4);
    assert!(store.message(id(1)).unwrap().is_none() && store.message(id(2)).unwrap().is_none());
    assert!(store.journal(id(1)).unwrap().is_empty());
    assert_eq!(events(store, id(3)), ["accepted", "delivered"]);
    assert_eq!(verify_all(store), 2);
    assert_eq!(store.counts().unwrap(), [(tenant("intake.a"), "delivered".to_owned(), 1)]);
    // The chain and the numbers go on behind the checkpoint.
    ended(store, 4, 40, MessageState::Delivered);
    assert_eq!(store.message(id(4)).unwrap().unwrap().sequence, 4);
    assert_eq!(store.journal(id(4)).unwrap()[0].sequence, 7);
    assert_eq!(verify_all(store), 4);
    assert_eq!(store.drop_evidence(at(99), 100).unwrap(), 4);
    assert_eq!(verify_all(store), 0);
    ended(store, 5, 50, MessageState::Delivered);
    assert_eq!(store.message(id(5)).unwrap().unwrap().sequence, 5);
    assert_eq!(verify_all(store), 2);
}

pub fn a_live_message_holds_the_evidence_behind_it(store: &impl Store) {
    ended(store, 1, 10, MessageState::Delivered);
    ended(store, 2, 10, MessageState::Parked(ParkReason::TooOld));
    ended(store, 3, 10, MessageState::Delivered);
    assert_eq!(store.drop_evidence(at(1_000), 100).unwrap(), 2);
    assert!(store.message(id(2)).unwrap().is_some() && store.message(id(3)).unwrap().is_some());
    let mut withdrawal = Transition::of(id(2));
    withdrawal.change.state = Some(MessageState::Withdrawn);
    store.apply(2, withdrawal).unwrap();
    assert_eq!(store.drop_evidence(at(1_000), 100).unwrap(), 4);
    assert_eq!(verify_all(store), 0);
}

/// A run that is cut short at any point leaves a chain that verifies, and the next run goes on.
pub fn evidence_goes_piece_by_piece(store: &impl Store) {
    for number in 1..=3 {
        ended(store, number, 10, MessageState::Delivered);
    }
    for left in (0..6).rev() {
        assert_eq!(store.drop_evidence(at(11), 1).unwrap(), 1);
        assert_eq!(verify_all(store), left);
    }
    assert_eq!(store.drop_evidence(at(11), 1).unwrap(), 0);
    assert!(store.counts().unwrap().is_empty());
}

pub fn blobs_are_in_use_as_long_as_somebody_needs_them(store: &impl Store) {
    let plugin = Digest::of(b"component");
    let mut configuration = Configuration::default();
    let entry = Plugin { digest: plugin, version: "1.0.0".into() };
    configuration.plugins.insert(PluginName::new("hundesteuer").unwrap(), entry);
    let revision = Revision { number: RevisionNumber(0), author: "ops".into(), at: at(0), configuration };
    store.add_revision(revision).unwrap();
    // An old revision is still needed by messages that started with it.
    let empty = Revision {
        number: RevisionNumber(0),
        author: "ops".into(),
        at: at(1),
        configuration: Configuration::default(),
    };
    store.add_revision(empty).unwrap();

    let large = NewMessage { document: reference("large"), inline_document: None, ..message(1, "a") };
    accept(store, NewMessage { attachments: vec![attachment("shared")], ..large });
    accept(store, NewMessage { attachments: vec![attachment("shared")], ..message(2, "a") });
    let jobs = lease(store, 10, 10);
    let mut transition = ending(&jobs[0], 10, MessageState::Delivered);
    let mut one = delivery(id(1), 1, DeliveryState::Delivered);
    one.content = reference("large output");
    one.answer = Some(reference("large answer"));
    transition.deliveries.push(one);
    store.commit(jobs[0].token, JobOutcome::Done, transition).unwrap();

    let mut all = vec![plugin];
    all.extend(["large", "large output", "large answer", "shared"].map(|text| Digest::of(text.as_bytes())));
    all.sort();
    assert_eq!(store.blobs_in_use().unwrap(), all);

    store.wipe_content(at(11), 90, at(100), 10).unwrap();
    let mut left = vec![plugin, Digest::of(b"shared")];
    left.sort();
    assert_eq!(store.blobs_in_use().unwrap(), left, "the other message still needs the shared one");
    finish(store, &jobs[1], 12, MessageState::Delivered);
    store.wipe_content(at(13), 90, at(100), 10).unwrap();
    assert_eq!(store.blobs_in_use().unwrap(), [plugin]);
}
