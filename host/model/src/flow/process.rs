//! Steps 2 to 5 of one message, as a machine that asks for plugin calls and ends in a decision.

mod ending;
mod resolving;

use super::document::DocumentView;
use super::recognise;
use super::resolve::Resolved;
use super::{Decision, Moment};
use crate::area::Areas;
use crate::call::{Called, Output, Recognition, RuleFailure, Stop, World};
use crate::configuration::{Configuration, PluginUse, RecognisedAs, RecognitionRule, Shadow, SharedUse};
use crate::content::Digest;
use crate::finding::{Finding, FindingSummary, Severity};
use crate::ids::TenantId;
use crate::journal::{JournalEvent, OutputSummary};
use crate::message::{MessageRecord, ParkReason, Resolution};
use crate::work::{JobOutcome, NewEntry, Transition};

/// What the machine wants next.
#[derive(Debug)]
pub enum Step<'c> {
    /// Call this plugin in this world and hand the result to the method of the same name.
    Call { world: World, plugin: &'c PluginUse },
    /// Commit this.
    Finished(Box<Decision>),
}

enum Phase<'c> {
    /// Looking at recognition rules from this one on.
    Recognise {
        from: usize,
    },
    /// Waiting for the recogniser of this rule.
    Asked {
        index: usize,
        rule: &'c RecognitionRule,
    },
    /// Running the validators, this one next.
    Validate {
        at: usize,
    },
    /// Running the transformers, this one next.
    Transform {
        at: usize,
    },
    Done,
}

/// The way of one message through steps 2 to 5.
pub struct Processing<'c> {
    message: &'c MessageRecord,
    configuration: &'c Configuration,
    areas: &'c dyn Areas,
    document: &'c dyn DocumentView,
    /// How often it was tried before.
    retries: u32,
    moment: Moment,
    phase: Phase<'c>,
    resolved: Option<Resolved<'c>>,
    findings: Vec<Finding>,
    refused: bool,
    outputs: Vec<Output>,
    /// Of the plugin that is called next.
    certificate: Option<Digest>,
    transition: Transition,
}

impl std::fmt::Debug for Processing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Processing").field("message", &self.message.id).finish_non_exhaustive()
    }
}

impl<'c> Processing<'c> {
    pub fn new(
        message: &'c MessageRecord,
        configuration: &'c Configuration,
        areas: &'c dyn Areas,
        document: &'c dyn DocumentView,
        retries: u32,
        moment: Moment,
    ) -> Self {
        Self {
            message,
            configuration,
            areas,
            document,
            retries,
            moment,
            phase: Phase::Recognise { from: 0 },
            resolved: None,
            findings: Vec::new(),
            refused: false,
            outputs: Vec::new(),
            certificate: None,
            transition: Transition::of(message.id),
        }
    }

    /// What the message was resolved to, once it was.
    pub fn resolution(&self) -> Option<&Resolution> {
        self.resolved.as_ref().map(|resolved| &resolved.resolution)
    }

    /// Under whom it runs now.
    pub fn tenant(&self) -> &TenantId {
        self.resolution().map_or(&self.message.tenant, |resolution| &resolution.authority)
    }

    /// The pinned component of a plugin use.
    pub fn component(&self, plugin: &PluginUse) -> Option<Digest> {
        self.configuration.component(plugin)
    }

    /// The stage of the activation under which it runs, once that is known.
    pub fn stage(&self) -> Option<u8> {
        self.resolved.as_ref().map(|resolved| resolved.activation.stage)
    }

    /// The plugin that is called next may run, under this certificate.
    pub fn cleared(&mut self, certificate: Option<Digest>) {
        self.certificate = certificate;
    }

    /// What stands beside the rules of the activation, to be compared with what they said.
    pub fn shadow(&self) -> Option<&'c Shadow> {
        self.resolved.as_ref().and_then(|resolved| resolved.activation.shadow.as_ref())
    }

    /// The next step. Call it again after each result was handed over.
    pub fn step(&mut self) -> Step<'c> {
        loop {
            match self.phase {
                Phase::Recognise { from: 0 } if self.message.resolution.is_some() => {
                    self.resume();
                    if let Some(step) = self.finished_early() {
                        return step;
                    }
                }
                Phase::Recognise { from } => {
                    let media_type = &self.message.document.media_type;
                    let envelope = &self.message.envelope;
                    let rule = recognise::next_rule(self.configuration, from, envelope, media_type, self.document);
                    if let Some((index, rule)) = rule {
                        if let Some(plugin) = &rule.then.recogniser {
                            self.phase = Phase::Asked { index, rule };
                            return Step::Call { world: World::Recogniser, plugin };
                        }
                        if !self.conclude(&rule.name, &rule.then, None) {
                            self.phase = Phase::Recognise { from: index + 1 };
                            continue;
                        }
                    } else if !self.conclude("envelope", &RecognisedAs::default(), None) {
                        let detail = "no recognition rule fits and the envelope names no configured procedure";
                        return self.park(ParkReason::Unrecognised, detail.into());
                    }
                    if let Some(step) = self.finished_early() {
                        return step;
                    }
                }
                Phase::Asked { .. } | Phase::Done => return self.finish(JobOutcome::Done),
                Phase::Validate { at } => match self.use_at(at, |resolved| &resolved.activation.validators) {
                    Some(plugin) => return Step::Call { world: World::Validator, plugin },
                    None if self.has_errors() => return self.reject(),
                    None => self.phase = Phase::Transform { at: 0 },
                },
                Phase::Transform { at } => match self.use_at(at, |resolved| &resolved.activation.transformers) {
                    Some(plugin) => return Step::Call { world: World::Transformer, plugin },
                    None => return self.plan(),
                },
            }
        }
    }

    fn use_at(&self, at: usize, list: impl Fn(&Resolved<'c>) -> &'c Vec<SharedUse>) -> Option<&'c PluginUse> {
        self.resolved.as_ref().and_then(|resolved| list(resolved).get(at)).map(|shared| &**shared)
    }

    fn has_errors(&self) -> bool {
        self.refused || self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    fn entry(&mut self, event: JournalEvent) {
        let entry = NewEntry { tenant: self.tenant().clone(), at: self.moment.now, event };
        self.transition.entries.push(entry);
    }

    fn finished_early(&mut self) -> Option<Step<'c>> {
        matches!(self.phase, Phase::Done).then(|| self.finish(JobOutcome::Done))
    }

    /// Takes the result of a recogniser.
    pub fn recognised(&mut self, called: Called<Recognition, RuleFailure>) -> Option<Step<'c>> {
        let Phase::Asked { index, rule } = self.phase else { return None };
        let plugin = rule.then.recogniser.as_ref()?;
        match called.result {
            Ok(found) => {
                self.applied(World::Recogniser, plugin, &[], Vec::new(), called.usage.wall_time);
                self.phase = Phase::Recognise { from: index + 1 };
                if found != Recognition::default() {
                    self.conclude(&rule.name, &rule.then, Some(&found));
                }
                self.finished_early()
            }
            Err(failure) => self.failed(World::Recogniser, plugin, failure),
        }
    }

    /// Takes the result of a validator.
    pub fn validated(&mut self, called: Called<Vec<Finding>, RuleFailure>) -> Option<Step<'c>> {
        let Phase::Validate { at } = self.phase else { return None };
        let plugin = self.use_at(at, |resolved| &resolved.activation.validators)?;
        let (findings, refused) = match called.result {
            Ok(findings) => (findings, false),
            Err(RuleFailure::Rejected(findings)) => (findings, true),
            Err(failure) => return self.failed(World::Validator, plugin, failure),
        };
        self.applied(World::Validator, plugin, &findings, Vec::new(), called.usage.wall_time);
        self.refused |= refused;
        self.findings.extend(findings);
        self.phase = Phase::Validate { at: at + 1 };
        None
    }

    /// Takes the result of a transformer.
    pub fn transformed(&mut self, called: Called<Vec<Output>, RuleFailure>) -> Option<Step<'c>> {
        let Phase::Transform { at } = self.phase else { return None };
        let plugin = self.use_at(at, |resolved| &resolved.activation.transformers)?;
        match called.result {
            Ok(outputs) => {
                let made = outputs.iter().map(summary).collect();
                self.applied(World::Transformer, plugin, &[], made, called.usage.wall_time);
                self.outputs.extend(outputs);
                self.phase = Phase::Transform { at: at + 1 };
                None
            }
            Err(RuleFailure::Rejected(findings)) => {
                self.applied(World::Transformer, plugin, &findings, Vec::new(), called.usage.wall_time);
                self.findings.extend(findings);
                Some(self.reject())
            }
            Err(failure) => self.failed(World::Transformer, plugin, failure),
        }
    }

    fn applied(
        &mut self,
        world: World,
        plugin: &PluginUse,
        findings: &[Finding],
        outputs: Vec<OutputSummary>,
        took: std::time::Duration,
    ) {
        if let Some(component) = self.component(plugin) {
            self.entry(JournalEvent::RuleApplied {
                plugin: plugin.plugin.clone(),
                digest: component,
                world,
                findings: summaries(findings),
                outputs,
                wall_time_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
                certificate: self.certificate,
            });
        }
    }

    fn failed(&mut self, world: World, plugin: &PluginUse, failure: RuleFailure) -> Option<Step<'c>> {
        let (outcome, text, again, reason) = match failure {
            RuleFailure::Rejected(findings) => {
                self.findings.extend(findings);
                return Some(self.reject());
            }
            RuleFailure::Transient(text) => ("transient".to_owned(), text, true, ParkReason::RuleFailed),
            RuleFailure::Permanent(text) => ("permanent".to_owned(), text, false, ParkReason::RuleFailed),
            RuleFailure::Stopped(stop) => {
                (stop.name().to_owned(), stop.to_string(), stop == Stop::Busy, ParkReason::RuleStopped)
            }
        };
        if again {
            return Some(self.postpone(&text));
        }
        if let Some(component) = self.component(plugin) {
            let plugin = plugin.plugin.clone();
            self.entry(JournalEvent::RuleFailed { plugin, digest: component, world, outcome });
        }
        Some(self.park(reason, format!("{}: {text}", plugin.plugin)))
    }
}

fn summaries(findings: &[Finding]) -> Vec<FindingSummary> {
    findings.iter().map(FindingSummary::from).collect()
}

fn summary(output: &Output) -> OutputSummary {
    let content = output.document.content_ref();
    OutputSummary {
        recipient: output.recipient.clone(),
        document: content.digest,
        size: content.size,
        not_before: output.not_before,
        legal_basis: output.legal_basis.clone(),
    }
}
