//! One message through all six steps, as the processor takes every message, on a store of its own. The
//! rules, the adapters and the demo targets are the real ones; the hub's journal sees nothing of it.

use super::super::open::Hub;
use super::inspect::Subject;
use drehscheibe_model::activation::test_targets;
use drehscheibe_model::area::Areas;
use drehscheibe_model::configuration::{Competence, Configuration, Revision};
use drehscheibe_model::content::Document;
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ids::{CaseId, MessageId, RevisionNumber, SourceId, TenantId};
use drehscheibe_model::message::{MessageRecord, MessageState};
use drehscheibe_model::ports::{Clock, Store, StoreError};
use drehscheibe_model::work::{JobClass, LeaseRequest, NewMessage};
use drehscheibe_processor::{Ports, Revisions, run_job};
use drehscheibe_store::MemoryStore;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What is sent.
pub struct Letter {
    pub document: Document,
    pub message_type: Option<String>,
    pub properties: BTreeMap<String, String>,
    /// What the rules see as the time of receipt; none: now.
    pub received_at: Option<Timestamp>,
}

/// So long a demo target may take.
const PATIENCE: SignedDuration = SignedDuration::from_secs(60);

/// Sends it and waits for its end; all that went wrong, for people.
pub fn send(hub: &Hub, base: &Configuration, subject: &Subject<'_>, letter: Letter) -> Result<Value, Vec<String>> {
    let configuration = configuration(base, subject)?;
    let area = area(hub, subject.tenant).ok_or_else(|| vec!["no municipality belongs to the authority".to_owned()])?;
    let store = Arc::new(MemoryStore::new());
    let failed = |error: &dyn std::error::Error| vec![format!("the message could not be sent: {error}")];
    let now = hub.clock.now();
    let author = "function test".to_owned();
    let revision = Revision { number: RevisionNumber(0), author, at: now, configuration };
    let place = revision.configuration.procedures.get(subject.procedure).map(|procedure| &procedure.competence);
    let mut properties = letter.properties;
    if let Some(Competence::PlaceInDocument { property: Some(name), .. }) = place {
        properties.insert(name.clone(), area.clone());
    }
    let source = revision.configuration.sources.keys().next().cloned();
    let number = store.add_revision(revision).map_err(|error| failed(&error))?;
    let source = source.or_else(|| SourceId::new("function-test").ok());
    let (Some(source), Ok(case)) = (source, CaseId::new("function-test")) else { return Err(Vec::new()) };
    let id = MessageId::generate();
    let message = NewMessage {
        id,
        received_at: letter.received_at.unwrap_or(now),
        tenant: subject.tenant.clone(),
        envelope: Envelope {
            source,
            channel: "function-test".into(),
            procedure: Some(subject.procedure.to_string()),
            message_type: letter.message_type,
            area: Some(area),
            case_id: Some(case),
            properties,
        },
        document: letter.document.content_ref(),
        inline_document: Some(letter.document.body),
        attachments: Vec::new(),
        revision: number,
        idempotency: None,
    };
    store.accept(message).map_err(|error| failed(&error))?;
    let ports = Ports { store: store.clone(), ..hub.ports() };
    drive(&ports, id).map_err(|error| failed(error.as_ref()))?;
    let message = store.message(id).ok().flatten().ok_or_else(|| vec!["the message is gone".to_owned()])?;
    let deliveries = store.deliveries(id).map_err(|error| failed(&error))?;
    verdict(&ports, &message, &deliveries)
}

/// The authority's own configuration, with this activation alone and its demo targets.
fn configuration(base: &Configuration, subject: &Subject<'_>) -> Result<Configuration, Vec<String>> {
    let content = test_targets(base, subject.tenant, subject.content).map_err(|missing| {
        let one = |id: &drehscheibe_model::ids::TargetId| {
            format!("target {id} has no demo target; name one as `demo` (itself, if it may be tested on)")
        };
        missing.iter().map(one).collect::<Vec<_>>()
    })?;
    let mut activation = content.activation(subject.procedure, None);
    (activation.valid_from, activation.valid_until) = (None, None);
    let mut configuration = base.clone();
    configuration.redirects.clear();
    let authority = configuration.authorities.get_mut(subject.tenant);
    let authority = authority.ok_or_else(|| vec![format!("there is no authority {}", subject.tenant)])?;
    authority.activations = vec![activation].into();
    Ok(configuration)
}

/// The key of a municipality that the authority is competent for.
fn area(hub: &Hub, tenant: &TenantId) -> Option<String> {
    let text = tenant.as_str();
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    let all = hub.areas.all(german_day(hub.clock.now()));
    let mut of_office = None;
    for one in &all {
        let administration = one.administration().tenant().ok();
        if administration.as_ref() == Some(tenant) || one.ars.county_key() == text {
            return Some(one.ars.to_string());
        }
        of_office = of_office.or_else(|| Some(one.ars.to_string()));
    }
    of_office.filter(|_| !text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Runs its jobs until nothing is left to do now.
fn drive(ports: &Ports, id: MessageId) -> Result<(), Box<dyn std::error::Error>> {
    let revisions = Revisions::new(Arc::clone(&ports.store));
    let end = ports.clock.now().checked_add(PATIENCE)?;
    loop {
        let now = ports.clock.now();
        let mut worked = false;
        for class in [JobClass::Process, JobClass::Deliver] {
            let until = now.checked_add(PATIENCE)?;
            let worker = "function-test".to_owned();
            for job in ports.store.lease(&LeaseRequest {
                worker,
                class,
                now,
                until,
                limit: 8,
                per_tenant: 8,
                slow: Default::default(),
                at_work: None,
            })? {
                run_job(ports, &revisions, &job)?;
                worked = true;
            }
        }
        if worked {
            continue;
        }
        let message = ports.store.message(id)?.ok_or(StoreError::NotFound { what: "message" })?;
        let waits =
            |delivery: &DeliveryRecord| delivery.state.is_final() || delivery.not_before.is_some_and(|day| day > end);
        if message.state.is_final() || ports.store.deliveries(id)?.iter().all(waits) || now >= end {
            return Ok(());
        }
        let due = ports.store.next_due(now)?.map(|due| Duration::try_from(due.duration_since(now)).unwrap_or_default());
        std::thread::sleep(
            due.unwrap_or(Duration::from_millis(20)).clamp(Duration::from_millis(1), Duration::from_secs(1)),
        );
    }
}

fn verdict(ports: &Ports, message: &MessageRecord, deliveries: &[DeliveryRecord]) -> Result<Value, Vec<String>> {
    let mut problems = Vec::new();
    match message.state {
        MessageState::Delivered => {}
        // What is left waits for its day.
        MessageState::Delivering
            if deliveries.iter().all(|one| one.state == DeliveryState::Delivered || one.not_before.is_some()) => {}
        MessageState::Parked(reason) => {
            let detail = parked_detail(ports, message.id);
            problems.push(format!("the message was parked ({reason:?}): {detail}"));
        }
        MessageState::Rejected => {
            let rules: Vec<_> = message.findings.iter().map(|finding| finding.rule_id.as_str()).collect();
            problems.push(format!("the message was rejected: {}", rules.join(", ")));
        }
        other => problems.push(format!("the message was not delivered in a minute; it is {}", other.name())),
    }
    for delivery in deliveries.iter().filter(|delivery| delivery.state != DeliveryState::Delivered) {
        if delivery.not_before.is_none()
            && let Some(text) = &delivery.last_error
        {
            problems.push(format!("target {}: {text}", delivery.target));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let parts: Vec<_> = deliveries
        .iter()
        .map(|one| json!({"recipient": one.recipient, "target": one.target, "state": one.state.name()}))
        .collect();
    Ok(json!({"state": message.state.name(), "deliveries": parts}))
}

fn parked_detail(ports: &Ports, id: MessageId) -> String {
    let rows = ports.store.journal(id).unwrap_or_default();
    let events = rows.iter().rev().filter_map(|row| serde_json::from_str::<Value>(&row.event).ok());
    let mut details = events.filter_map(|event| event.get("detail")?.as_str().map(str::to_owned));
    details.next().unwrap_or_default()
}
