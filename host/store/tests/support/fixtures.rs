//! Messages and small steps for tests.
#![allow(dead_code)]

use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::ids::{
    CaseId, DeliveryId, MessageId, RecipientId, RevisionNumber, SourceId, TargetId, TenantId,
};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::Store;
use drehscheibe_model::work::{
    Acceptance, IdempotencyKey, JobClass, JobOutcome, LeaseRequest, Leased, NewEntry, NewMessage, Transition,
};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Seconds after a fixed start.
pub fn at(seconds: i64) -> Timestamp {
    "2026-03-01T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

pub fn id(number: u128) -> MessageId {
    MessageId(uuid::Uuid::from_u128(number))
}

pub fn tenant(name: &str) -> TenantId {
    TenantId::new(name).unwrap()
}

/// Message number `number` of a source, received after as many seconds.
pub fn message(number: u128, source: &str) -> NewMessage {
    let body = format!("document {number}").into_bytes();
    NewMessage {
        id: id(number),
        received_at: at(i64::try_from(number).unwrap()),
        tenant: tenant(&format!("intake.{source}")),
        envelope: Envelope {
            source: SourceId::new(source).unwrap(),
            channel: "http".into(),
            procedure: None,
            message_type: None,
            area: None,
            case_id: None,
            properties: BTreeMap::new(),
        },
        document: ContentRef { digest: Digest::of(&body), size: body.len() as u64, media_type: "text/plain".into() },
        inline_document: Some(body),
        attachments: Vec::new(),
        revision: RevisionNumber(1),
        idempotency: None,
    }
}

pub fn of_case(mut message: NewMessage, case: &str) -> NewMessage {
    message.envelope.case_id = Some(CaseId::new(case).unwrap());
    message
}

pub fn with_key(mut message: NewMessage, key: &str, fingerprint: &str) -> NewMessage {
    message.idempotency = Some(IdempotencyKey { key: key.into(), fingerprint: Digest::of(fingerprint.as_bytes()) });
    message
}

pub fn accept(store: &impl Store, message: NewMessage) -> Acceptance {
    store.accept(message).unwrap()
}

/// Asks for `limit` jobs of processing at second `now` for a minute.
pub fn request(now: i64, limit: u32) -> LeaseRequest {
    let class = JobClass::Process;
    let (now, until) = (at(now), at(now + 60));
    LeaseRequest {
        worker: "test".into(),
        class,
        now,
        until,
        limit,
        per_tenant: 1_000,
        slow: Default::default(),
        at_work: None,
    }
}

pub fn lease(store: &impl Store, now: i64, limit: u32) -> Vec<Leased> {
    store.lease(&request(now, limit)).unwrap()
}

/// Leases deliveries.
pub fn lease_deliveries(store: &impl Store, now: i64, limit: u32) -> Vec<Leased> {
    store.lease(&LeaseRequest { class: JobClass::Deliver, ..request(now, limit) }).unwrap()
}

/// Leases the one job there is to lease.
pub fn lease_one(store: &impl Store, now: i64) -> Leased {
    let mut jobs = lease(store, now, 10);
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    jobs.remove(0)
}

pub fn entry(tenant: &TenantId, seconds: i64, event: JournalEvent) -> NewEntry {
    NewEntry { tenant: tenant.clone(), at: at(seconds), event }
}

/// Ends a message in a state, with an entry.
pub fn ending(job: &Leased, seconds: i64, state: MessageState) -> Transition {
    let mut transition = Transition::of(job.message);
    transition.change.state = Some(state);
    transition.entries.push(entry(&job.tenant, seconds, JournalEvent::Delivered { deliveries: 0 }));
    transition
}

pub fn finish(store: &impl Store, job: &Leased, seconds: i64, state: MessageState) {
    store.commit(job.token, JobOutcome::Done, ending(job, seconds, state)).unwrap();
}

pub fn delivery(message: MessageId, number: u32, state: DeliveryState) -> DeliveryRecord {
    let body = format!("output {number}").into_bytes();
    DeliveryRecord {
        id: DeliveryId { message, number },
        recipient: RecipientId::default_recipient(),
        target: TargetId::new("steueramt").unwrap(),
        content: ContentRef { digest: Digest::of(&body), size: body.len() as u64, media_type: "text/plain".into() },
        file_name: Some("Anmeldung.csv".into()),
        attachments: Vec::new(),
        not_before: None,
        legal_basis: None,
        state,
        attempts: 0,
        may_have_arrived: false,
        last_error: None,
        reference: None,
        answer: None,
    }
}

/// Names of the journal's events about a message.
pub fn events(store: &impl Store, id: MessageId) -> Vec<String> {
    let name = |text: &str| {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        value["event"].as_str().unwrap().to_owned()
    };
    store.journal(id).unwrap().iter().map(|row| name(&row.event)).collect()
}

/// Every chain must verify at every moment.
pub fn verify_all(store: &impl Store) -> u64 {
    store.chains().unwrap().iter().map(|tenant| store.verify_chain(tenant).unwrap().unwrap()).sum()
}
