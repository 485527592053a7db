//! One `Process` job: drives the core's machine through steps 2 to 5.

use crate::content::{self, ContentError};
use crate::document::LazyDocument;
use crate::outcome::{Decided, Outcome, Subject};
use crate::shadow::{self, Beside};
use crate::trust::Wanted;
use crate::{Ports, Revisions};
use drehscheibe_model::activation::Made;
use drehscheibe_model::call::{CallContext, Called, Grants, RecogniseInput, RuleFailure, SubmissionInput, World};
use drehscheibe_model::configuration::PluginUse;
use drehscheibe_model::content::Document;
use drehscheibe_model::flow::process::{Processing, Step};
use drehscheibe_model::flow::{Decision, Moment};
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{JobOutcome, Leased, Transition};

/// Runs the job up to the commit. With a rule that runs beside the current one it goes to the end: what
/// is compared must have been committed.
pub(crate) fn begin(ports: &Ports, revisions: &Revisions, job: &Leased) -> Result<Outcome, ContentError> {
    let Some(message) = ports.store.message(job.message)? else {
        return Err(StoreError::NotFound { what: "message" }.into());
    };
    if message.state != MessageState::Accepted {
        // Decided already; only the job was left over.
        ports.store.commit(job.token, JobOutcome::Done, Transition::of(message.id))?;
        return Ok(Outcome::Done(None));
    }
    let revision = revisions.get(message.revision)?;
    let configuration = &revision.configuration;
    let (document, damaged) = match content::read(ports, message.id, &message.document) {
        Ok(document) => (document, None),
        Err(ContentError::Damaged(digest)) => (Document { media_type: String::new(), body: Vec::new() }, Some(digest)),
        Err(error) => return Err(error),
    };
    let view = LazyDocument::new(&document.body);
    let moment = Moment { now: ports.clock.now(), jitter: ports.clock.chance() };
    let processing = Processing::new(&message, configuration, ports.areas.as_ref(), &view, job.retries, moment);
    let (mut decision, beside) = match damaged {
        Some(digest) => (processing.abandon(ParkReason::ContentDamaged, format!("document {digest}")), None),
        None => decide(ports, processing, &message, &document),
    };
    content::put_large(ports, &mut decision.transition)?;
    let resolution = decision.transition.change.resolution.clone().unwrap_or_else(|| message.resolution.clone());
    let procedure = resolution.map(|resolution| resolution.procedure);
    let decided = decision.transition.change.state;
    let done = matches!(decided, Some(MessageState::Delivering | MessageState::Delivered | MessageState::Rejected));
    let Some(beside) = beside.filter(|_| done) else {
        let Decision { outcome, transition } = decision;
        let subject = Subject { message, procedure };
        return Ok(Outcome::Decided(Box::new(Decided { outcome, transition, subject })));
    };
    let state = ports.store.commit(job.token, decision.outcome, decision.transition)?;
    shadow::run(ports, configuration, &message, &document, &beside);
    Ok(Outcome::Done(Subject { message, procedure }.ended(ports, state)))
}

/// Takes it through its steps; the decision, and what stands beside.
fn decide<'c>(
    ports: &Ports,
    mut processing: Processing<'c>,
    message: &MessageRecord,
    document: &Document,
) -> (Decision, Option<Beside<'c>>) {
    let mut made = Made::default();
    let mut beside = None;
    let mut step = processing.step();
    loop {
        step = match step {
            Step::Finished(decision) => {
                let beside = beside.map(|(shadow, resolution)| Beside { shadow, resolution, made });
                return (*decision, beside);
            }
            Step::Call { world, plugin } => {
                // Known only as long as the machine is not at its end.
                beside = processing.shadow().zip(processing.resolution().cloned());
                let next = call(ports, &mut processing, &mut made, message, document, world, plugin);
                next.unwrap_or_else(|| processing.step())
            }
        };
    }
}

fn call<'c>(
    ports: &Ports,
    processing: &mut Processing<'c>,
    made: &mut Made,
    message: &MessageRecord,
    document: &Document,
    world: World,
    plugin: &'c PluginUse,
) -> Option<Step<'c>> {
    let Some(component) = processing.component(plugin) else {
        return Some(processing.unavailable(plugin));
    };
    let settings = plugin.settings.to_string();
    let tenant = processing.tenant().clone();
    let grants = Grants::default();
    let procedure = processing.resolution().map(|resolution| resolution.procedure.clone());
    let wanted = Wanted { plugin_use: plugin, component, world, tenant: &tenant, grants: &grants };
    match wanted.clear(ports, procedure.as_ref(), processing.stage()) {
        Ok(clearance) => processing.cleared(clearance.certificate.map(|certificate| certificate.digest)),
        Err(gaps) => return Some(processing.not_certified(plugin, &gaps)),
    }
    let context = CallContext {
        plugin: component,
        tenant: &tenant,
        message: message.id,
        received_at: message.received_at,
        settings: &settings,
        limits: &plugin.limits,
        grants: &grants,
        attachments: &message.attachments,
    };
    if world == World::Recogniser {
        let input = RecogniseInput { envelope: &message.envelope, document };
        let called = ports.rules.recognise(&context, &input);
        trace(message, plugin, &called);
        return processing.recognised(called);
    }
    let resolution = processing.resolution()?.clone();
    let input = SubmissionInput {
        source: &message.envelope.source,
        procedure: &resolution.procedure,
        message_type: resolution.message_type.as_deref(),
        ags: Some(resolution.area.ags().to_string()),
        ars: Some(resolution.area.to_string()),
        case_id: resolution.case_id.as_ref(),
        document,
    };
    if world == World::Validator {
        let called = ports.rules.validate(&context, &input);
        trace(message, plugin, &called);
        if let Ok(findings) | Err(RuleFailure::Rejected(findings)) = &called.result {
            shadow::findings(made, findings);
        }
        processing.validated(called)
    } else {
        let called = ports.rules.transform(&context, &input);
        trace(message, plugin, &called);
        match &called.result {
            Ok(outputs) => shadow::outputs(made, outputs),
            Err(RuleFailure::Rejected(findings)) => {
                shadow::findings(made, findings);
                made.outputs.clear();
            }
            Err(_) => {}
        }
        processing.transformed(called)
    }
}

/// What a plugin logged is shown only to who asked for this level: it may carry what it should not.
fn trace<T>(message: &MessageRecord, plugin: &PluginUse, called: &Called<T, RuleFailure>) {
    for line in &called.log {
        tracing::debug!(target: "plugin", message = %message.id, plugin = %plugin.plugin, level = line.level, "{}", line.text);
    }
}
