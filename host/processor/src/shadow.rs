//! The next version of an activation's rules, run beside the current one on a live message. Nothing
//! comes of it but a comparison.

use crate::Ports;
use crate::trust::Wanted;
use drehscheibe_model::activation::{Made, ShadowDifference, ShadowOutcome, differences};
use drehscheibe_model::call::{CallContext, Grants, Output, RuleFailure, SubmissionInput, World};
use drehscheibe_model::configuration::{Configuration, PluginUse, Shadow};
use drehscheibe_model::content::Document;
use drehscheibe_model::finding::{Finding, FindingSummary, Severity};
use drehscheibe_model::message::{MessageRecord, Resolution};
use drehscheibe_model::trust::listed;

/// What the current version made of a message, and what stands beside it.
pub(crate) struct Beside<'c> {
    pub shadow: &'c Shadow,
    pub resolution: Resolution,
    pub made: Made,
}

pub(crate) fn findings(made: &mut Made, findings: &[Finding]) {
    made.findings.extend(findings.iter().map(FindingSummary::from));
}

pub(crate) fn outputs(made: &mut Made, outputs: &[Output]) {
    let one = |output: &Output| (output.recipient.clone(), output.document.content_ref().digest.to_string());
    made.outputs.extend(outputs.iter().map(one));
}

/// Runs the shadow and records how it differs. Its errors touch nobody.
pub(crate) fn run(
    ports: &Ports,
    configuration: &Configuration,
    message: &MessageRecord,
    document: &Document,
    beside: &Beside<'_>,
) {
    let differences = match (Turn { ports, configuration, message, document, beside }).made() {
        Ok(next) => differences(&beside.made, &next),
        Err(outcome) => vec![ShadowDifference::NoResult { outcome }],
    };
    let outcome =
        ShadowOutcome { activation: beside.shadow.number, message: message.id, at: ports.clock.now(), differences };
    if let Err(error) = ports.store.add_shadow_outcome(&outcome) {
        tracing::warn!(activation = outcome.activation, %error, "what a shadow run found was not kept");
    }
}

struct Turn<'a> {
    ports: &'a Ports,
    configuration: &'a Configuration,
    message: &'a MessageRecord,
    document: &'a Document,
    beside: &'a Beside<'a>,
}

impl Turn<'_> {
    /// What the next version makes of it, as far as the current one came; else the name of its outcome.
    fn made(&self) -> Result<Made, String> {
        let mut made = Made::default();
        let mut refused = false;
        for plugin_use in &self.beside.shadow.validators {
            match self
                .call(plugin_use, World::Validator, |context, input| self.ports.rules.validate(context, input).result)?
            {
                Ok(found) => {
                    refused |= found.iter().any(|finding| finding.severity == Severity::Error);
                    findings(&mut made, &found);
                }
                Err(found) => {
                    refused = true;
                    findings(&mut made, &found);
                }
            }
        }
        for plugin_use in self.beside.shadow.transformers.iter().filter(|_| !refused) {
            match self.call(plugin_use, World::Transformer, |context, input| {
                self.ports.rules.transform(context, input).result
            })? {
                Ok(found) => outputs(&mut made, &found),
                Err(found) => {
                    findings(&mut made, &found);
                    made.outputs.clear();
                    break;
                }
            }
        }
        Ok(made)
    }

    fn call<T>(
        &self,
        plugin_use: &PluginUse,
        world: World,
        call: impl FnOnce(&CallContext<'_>, &SubmissionInput<'_>) -> Result<T, RuleFailure>,
    ) -> Result<Result<T, Vec<Finding>>, String> {
        let resolution = &self.beside.resolution;
        let component = self.configuration.component(plugin_use).ok_or_else(|| "NotConfigured".to_owned())?;
        let (tenant, grants) = (&resolution.authority, Grants::default());
        Wanted { plugin_use, component, world, tenant, grants: &grants }
            .clear(self.ports, Some(&resolution.procedure), Some(self.beside.shadow.stage))
            .map_err(|gaps| format!("NotCertified: {}", listed(&gaps)))?;
        let settings = plugin_use.settings.to_string();
        let context = CallContext {
            plugin: component,
            tenant,
            message: self.message.id,
            received_at: self.message.received_at,
            settings: &settings,
            limits: &plugin_use.limits,
            grants: &grants,
            attachments: &self.message.attachments,
        };
        let input = SubmissionInput {
            source: &self.message.envelope.source,
            procedure: &resolution.procedure,
            message_type: resolution.message_type.as_deref(),
            ags: Some(resolution.area.ags().to_string()),
            ars: Some(resolution.area.to_string()),
            case_id: resolution.case_id.as_ref(),
            document: self.document,
        };
        match call(&context, &input) {
            Ok(value) => Ok(Ok(value)),
            Err(RuleFailure::Rejected(found)) => Ok(Err(found)),
            // Texts of plugins may quote the document.
            Err(RuleFailure::Transient(_)) => Err("Transient".into()),
            Err(RuleFailure::Permanent(_)) => Err("Permanent".into()),
            Err(RuleFailure::Stopped(stop)) => Err(stop.name().into()),
        }
    }
}
