//! The port `Rules`, by which everybody else runs plugins.

use crate::bindings::drehscheibe::rule::types as wit;
use crate::runtime::{Ended, Ready, Runtime};
use crate::state::{Outbound, Subject};
use crate::values::input::{self, Attachments};
use crate::values::output::Outlet;
use drehscheibe_model::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Output, PluginFacts, Receipt, RecogniseInput, Recognition,
    RuleFailure, Stop, SubmissionInput, Usage,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::finding::Finding;
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Rules;

/// Largest JSON Schema of the settings.
const SCHEMA_BYTES: usize = 256 << 10;

fn failed<T, E>(failure: E) -> Called<T, E> {
    Called { result: Err(failure), usage: Usage::default(), log: Vec::new() }
}

fn no_export(interface: &str) -> Stop {
    Stop::AbiMismatch { reason: format!("it does not export `{interface}`") }
}

fn subject(context: &CallContext<'_>) -> Subject {
    Subject {
        settings: context.settings.to_owned(),
        now: context.received_at,
        attachments: context.attachments.to_vec(),
        outbound: None,
    }
}

/// A result of a rule, from the guest's words into the model's.
fn conclude<'o, G, T>(
    ended: Ended<Result<G, wit::Failure>>,
    mut outlet: Outlet<'o>,
    convert: impl FnOnce(&mut Outlet<'o>, G) -> Result<T, Stop>,
) -> Called<T, RuleFailure> {
    let result = match ended.result {
        Err(stop) => Err(RuleFailure::Stopped(stop)),
        Ok(Ok(value)) => convert(&mut outlet, value).map_err(RuleFailure::Stopped),
        Ok(Err(wit::Failure::Rejected(findings))) => Err(match outlet.findings(findings) {
            Ok(findings) => RuleFailure::Rejected(findings),
            Err(stop) => RuleFailure::Stopped(stop),
        }),
        Ok(Err(wit::Failure::Transient(text))) => Err(RuleFailure::Transient(outlet.failure_text(&text))),
        Ok(Err(wit::Failure::Permanent(text))) => Err(RuleFailure::Permanent(outlet.failure_text(&text))),
    };
    Called { result, usage: Usage { output_bytes: outlet.bytes, ..ended.usage }, log: ended.log }
}

impl Runtime {
    fn outlet<'a>(&self, limits: &Limits, attachments: &'a [Attachment]) -> Outlet<'a> {
        Outlet::new(self.in_force(limits).output_items, attachments, self.lifted().results)
    }

    fn find_facts(&self, ready: &Ready, digest: &Digest) -> Result<PluginFacts, Stop> {
        let subject = Subject::of_settings("{}");
        let plugin = &ready.plugin;
        let ended = self.call(ready, &Limits::DEFAULT, subject, 0, |store, instance| {
            let guest = plugin.configuration.load(&mut *store, instance)?;
            guest.call_settings_schema(&mut *store)
        });
        let schema = ended.result?;
        let wrong = |reason: String| Stop::AbiMismatch { reason };
        if schema.len() > SCHEMA_BYTES {
            return Err(wrong(format!("the settings schema has {} bytes, {SCHEMA_BYTES} are allowed", schema.len())));
        }
        let settings_schema: serde_json::Value = serde_json::from_str(&schema)
            .map_err(|error| wrong(format!("the settings schema is not JSON: {error}")))?;
        if !settings_schema.is_object() {
            return Err(wrong("the settings schema is not a JSON object".into()));
        }
        Ok(PluginFacts {
            digest: *digest,
            size: plugin.size,
            wit_version: plugin.anatomy.wit_version.clone(),
            worlds: plugin.anatomy.worlds.clone(),
            imports: plugin.anatomy.imports.clone(),
            settings_schema,
        })
    }

    fn loaded(&self, context: &CallContext<'_>) -> Result<Ready, RuleFailure> {
        self.ready(&context.plugin, context.limits).map_err(RuleFailure::Stopped)
    }
}

impl Rules for Runtime {
    fn facts(&self, plugin: &Digest) -> Result<PluginFacts, Stop> {
        let ready = self.ready(plugin, &Limits::DEFAULT)?;
        if let Some(known) = ready.plugin.facts.get() {
            return known.clone();
        }
        let found = self.find_facts(&ready, plugin);
        if !matches!(found, Err(Stop::Busy | Stop::DeadlineExceeded { .. })) {
            return ready.plugin.facts.get_or_init(|| found).clone();
        }
        found
    }

    fn check_settings(&self, plugin: &Digest, settings: &str, limits: &Limits) -> Called<Vec<Finding>, Stop> {
        let ready = match self.ready(plugin, limits) {
            Ok(ready) => ready,
            Err(stop) => return failed(stop),
        };
        let plugin = &ready.plugin;
        let subject = Subject::of_settings(settings);
        let ended = self.call(&ready, limits, subject, settings.len() as u64, |store, instance| {
            let guest = plugin.configuration.load(&mut *store, instance)?;
            guest.call_check_settings(&mut *store, settings)
        });
        let mut outlet = self.outlet(limits, &[]);
        let result = ended.result.and_then(|findings| outlet.findings(findings));
        Called { result, usage: Usage { output_bytes: outlet.bytes, ..ended.usage }, log: ended.log }
    }

    fn recognise(&self, context: &CallContext<'_>, input: &RecogniseInput<'_>) -> Called<Recognition, RuleFailure> {
        let ready = match self.loaded(context) {
            Ok(ready) => ready,
            Err(failure) => return failed(failure),
        };
        let Some(recognition) = &ready.plugin.recognition else {
            return failed(RuleFailure::Stopped(no_export("recognition")));
        };
        let attachments = Attachments::new(context.attachments);
        let size = input::envelope_bytes(input, &attachments);
        let (message, list, properties) = (context.message.to_string(), attachments.list(), input::properties(input));
        let envelope = input::envelope(&message, input, &properties, &list);
        let ended = self.call(&ready, context.limits, subject(context), size, |store, instance| {
            recognition.load(&mut *store, instance)?.call_recognise(&mut *store, envelope)
        });
        conclude(ended, self.outlet(context.limits, context.attachments), Outlet::recognition)
    }

    fn validate(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Finding>, RuleFailure> {
        let ready = match self.loaded(context) {
            Ok(ready) => ready,
            Err(failure) => return failed(failure),
        };
        let Some(validation) = &ready.plugin.validation else {
            return failed(RuleFailure::Stopped(no_export("validation")));
        };
        let attachments = Attachments::new(context.attachments);
        let size = input::submission_bytes(input, &attachments);
        let (message, list) = (context.message.to_string(), attachments.list());
        let submission = input::submission(&message, input, &list);
        let ended = self.call(&ready, context.limits, subject(context), size, |store, instance| {
            validation.load(&mut *store, instance)?.call_validate(&mut *store, submission)
        });
        conclude(ended, self.outlet(context.limits, context.attachments), Outlet::findings)
    }

    fn transform(&self, context: &CallContext<'_>, input: &SubmissionInput<'_>) -> Called<Vec<Output>, RuleFailure> {
        let ready = match self.loaded(context) {
            Ok(ready) => ready,
            Err(failure) => return failed(failure),
        };
        let Some(transformation) = &ready.plugin.transformation else {
            return failed(RuleFailure::Stopped(no_export("transformation")));
        };
        let attachments = Attachments::new(context.attachments);
        let size = input::submission_bytes(input, &attachments);
        let (message, list) = (context.message.to_string(), attachments.list());
        let submission = input::submission(&message, input, &list);
        let ended = self.call(&ready, context.limits, subject(context), size, |store, instance| {
            transformation.load(&mut *store, instance)?.call_transform(&mut *store, submission)
        });
        conclude(ended, self.outlet(context.limits, context.attachments), Outlet::outputs)
    }

    fn deliver(&self, context: &CallContext<'_>, input: &DeliverInput<'_>) -> Called<Receipt, DeliveryFailure> {
        let never = |stop| failed(DeliveryFailure::Stopped { stop, sent: false });
        let ready = match self.ready(&context.plugin, context.limits) {
            Ok(ready) => ready,
            Err(stop) => return never(stop),
        };
        let Some(delivering) = &ready.plugin.delivering else { return never(no_export("delivering")) };
        let attachments = Attachments::new(input.attachments);
        let size = input::delivery_bytes(input, &attachments);
        let (ids, list) = (input::DeliveryIds::new(input.delivery, context.message), attachments.list());
        let delivery = input::delivery(&ids, input, &list);
        // An adapter reaches the attachments of its delivery, not all of the message.
        let subject = Subject {
            attachments: input.attachments.to_vec(),
            outbound: Some(Outbound {
                tenant: context.tenant.clone(),
                delivery: input.delivery,
                grants: context.grants.clone(),
            }),
            ..subject(context)
        };
        let ended = self.call(&ready, context.limits, subject, size, |store, instance| {
            delivering.load(&mut *store, instance)?.call_deliver(&mut *store, delivery)
        });
        let mut outlet = self.outlet(context.limits, input.attachments);
        let result = delivered(ended.result, &mut outlet, ended.sent);
        Called { result, usage: Usage { output_bytes: outlet.bytes, ..ended.usage }, log: ended.log }
    }
}

/// A result of an adapter, from the guest's words into the model's.
fn delivered(
    result: Result<Result<wit::Receipt, wit::DeliveryFailure>, Stop>,
    outlet: &mut Outlet<'_>,
    sent: bool,
) -> Result<Receipt, DeliveryFailure> {
    let stopped = |stop| DeliveryFailure::Stopped { stop, sent };
    let failure = match result.map_err(stopped)? {
        Ok(receipt) => return outlet.receipt(receipt).map_err(stopped),
        Err(failure) => failure,
    };
    Err(match failure {
        wit::DeliveryFailure::Rejected(findings) => match outlet.findings(findings) {
            Ok(findings) => DeliveryFailure::Rejected(findings),
            Err(stop) => stopped(stop),
        },
        wit::DeliveryFailure::Transient(failure) => DeliveryFailure::Transient {
            text: outlet.failure_text(&failure.text),
            retry_after: Outlet::retry_after(failure.retry_after_seconds),
        },
        wit::DeliveryFailure::Permanent(text) => DeliveryFailure::Permanent(outlet.failure_text(&text)),
        wit::DeliveryFailure::InDoubt(text) => DeliveryFailure::InDoubt(outlet.failure_text(&text)),
    })
}
