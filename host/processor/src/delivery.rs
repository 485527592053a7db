//! One `Deliver` job: announces the attempt, calls the adapter, records the outcome.

use crate::content::{self, ContentError};
use crate::outcome::{Decided, Outcome, Subject};
use crate::trust::Wanted;
use crate::{Ports, Revisions};
use drehscheibe_model::call::{CallContext, DeliverInput, DeliveryFailure, World};
use drehscheibe_model::configuration::{Configuration, Target};
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::flow::deliver::{Begin, begin, conclude, park};
use drehscheibe_model::flow::{Decision, Moment, german_day};
use drehscheibe_model::ids::DeliveryId;
use drehscheibe_model::message::{MessageRecord, ParkReason, Resolution};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::trust::Clearance;
use drehscheibe_model::work::{JobOutcome, Leased, Transition};

type ConfiguredTarget<'c> = (&'c Target, Digest);

/// Runs the job up to its last commit: intent row, call; what it came to.
pub(crate) fn run(ports: &Ports, revisions: &Revisions, job: &Leased, id: DeliveryId) -> Result<Outcome, ContentError> {
    let missing = |what| ContentError::from(StoreError::NotFound { what });
    let message = ports.store.message(job.message)?.ok_or_else(|| missing("message"))?;
    let delivery = ports.store.delivery(id)?.ok_or_else(|| missing("delivery"))?;
    let revision = revisions.get(message.revision)?;
    let Some(resolution) = message.resolution.clone() else {
        ports.store.commit(job.token, JobOutcome::Done, Transition::of(message.id))?;
        return Ok(Outcome::Done(None));
    };
    let target = configured(&revision.configuration, &resolution, &delivery);
    let clearance = target.map_or_else(
        || Ok(Clearance::default()),
        |(target, component)| {
            let tenant = &resolution.authority;
            let (plugin_use, world, grants) = (&target.adapter, World::Adapter, &target.grants);
            let day = german_day(message.received_at);
            let source = Some(&message.envelope.source);
            let activation = revision.configuration.activation_for(tenant, &resolution.procedure, day, source);
            let stage = activation.map(|(_, activation)| activation.stage);
            Wanted { plugin_use, component, world, tenant, grants }.clear(ports, Some(&resolution.procedure), stage)
        },
    );
    let (intent, delivery) = match begin(&message, delivery, target, &clearance, moment(ports)) {
        Begin::Settle(decision) => return decided(ports, message, resolution, *decision),
        Begin::Announce(intent, delivery) => (intent, delivery),
    };
    let mut intent = *intent;
    content::put_large(ports, &mut intent.transition)?;
    ports.store.commit(job.token, intent.outcome, intent.transition)?;
    let Some((target, component)) = target else { return Ok(Outcome::Done(None)) };
    let decision = attempt(ports, &message, &resolution, *delivery, target, component)?;
    decided(ports, message, resolution, decision)
}

fn decided(
    ports: &Ports,
    message: MessageRecord,
    resolution: Resolution,
    mut decision: Decision,
) -> Result<Outcome, ContentError> {
    content::put_large(ports, &mut decision.transition)?;
    let Decision { outcome, transition } = decision;
    let subject = Subject { message, procedure: Some(resolution.procedure) };
    Ok(Outcome::Decided(Box::new(Decided { outcome, transition, subject })))
}

fn moment(ports: &Ports) -> Moment {
    Moment { now: ports.clock.now(), jitter: ports.clock.chance() }
}

fn configured<'c>(
    configuration: &'c Configuration,
    resolution: &Resolution,
    delivery: &DeliveryRecord,
) -> Option<ConfiguredTarget<'c>> {
    let target = configuration.authorities.get(&resolution.authority)?.targets.get(&delivery.target)?;
    Some((target, configuration.component(&target.adapter)?))
}

fn attempt(
    ports: &Ports,
    message: &MessageRecord,
    resolution: &Resolution,
    delivery: DeliveryRecord,
    target: &Target,
    component: Digest,
) -> Result<Decision, ContentError> {
    let document = match content::read(ports, message.id, &delivery.content) {
        Ok(document) => document,
        Err(ContentError::Damaged(digest)) => {
            let text = format!("document {digest} is missing or damaged");
            return Ok(park(message, delivery, ParkReason::ContentDamaged, &text, moment(ports)));
        }
        Err(error) => return Err(error),
    };
    let goes_along = |one: &&Attachment| delivery.attachments.contains(&one.id);
    let attachments: Vec<_> = message.attachments.iter().filter(goes_along).cloned().collect();
    let settings = target.adapter.settings.to_string();
    let context = CallContext {
        plugin: component,
        tenant: &resolution.authority,
        message: message.id,
        received_at: message.received_at,
        settings: &settings,
        limits: &target.adapter.limits,
        grants: &target.grants,
        attachments: &attachments,
    };
    let input = DeliverInput {
        delivery: delivery.id,
        attempt: delivery.attempts,
        procedure: &resolution.procedure,
        message_type: resolution.message_type.as_deref(),
        ags: Some(resolution.area.ags().to_string()),
        ars: Some(resolution.area.to_string()),
        case_id: resolution.case_id.as_ref(),
        recipient: &delivery.recipient,
        document: &document,
        file_name: delivery.file_name.as_deref(),
        attachments: &attachments,
    };
    let called = ports.rules.deliver(&context, &input);
    for line in &called.log {
        tracing::debug!(target: "plugin", delivery = %delivery.id, level = line.level, "{}", line.text);
    }
    if let Err(DeliveryFailure::Stopped { stop, .. }) = &called.result {
        tracing::warn!(delivery = %delivery.id, target = %delivery.target, outcome = stop.name(), "adapter stopped: {stop}");
    }
    Ok(conclude(message, delivery, target, called.result, called.usage.wall_time, moment(ports)))
}
