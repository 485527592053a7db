//! Steps 2 to 5 of one message, as a machine that asks for plugin calls and ends in a decision.

use super::document::DocumentView;
use super::plan::{Planned, first_attempt, targets_of};
use super::recognise::{self, Recognised};
use super::resolve::{Resolved, Unresolved, resolve, resume};
use super::{Decision, Moment, german_day};
use crate::area::Areas;
use crate::call::{Called, Output, Recognition, RuleFailure, Stop, World};
use crate::configuration::{Configuration, Plugin, PluginUse, RecognisedAs, RecognitionRule};
use crate::finding::{Finding, FindingSummary, Severity};
use crate::ids::{RecipientId, TenantId};
use crate::journal::{JournalEvent, OutputSummary};
use crate::message::{LaneKey, MessageRecord, MessageState, ParkReason, Resolution};
use crate::retry::{Again, RetryPolicy};
use crate::work::{JobKind, JobOutcome, NewEntry, NewJob, Transition};

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
    pub fn component(&self, plugin: &PluginUse) -> Option<&'c Plugin> {
        self.configuration.plugins.get(&plugin.plugin)
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

    fn use_at(&self, at: usize, list: impl Fn(&Resolved<'c>) -> &'c Vec<PluginUse>) -> Option<&'c PluginUse> {
        self.resolved.as_ref().and_then(|resolved| list(resolved).get(at))
    }

    fn has_errors(&self) -> bool {
        self.refused || self.findings.iter().any(|finding| finding.severity == Severity::Error)
    }

    fn entry(&mut self, event: JournalEvent) {
        let entry = NewEntry { tenant: self.tenant().clone(), at: self.moment.now, event };
        self.transition.entries.push(entry);
    }

    /// Tries to recognise and resolve; false: this rule names no configured procedure.
    fn conclude(&mut self, by: &str, then: &RecognisedAs, found: Option<&Recognition>) -> bool {
        let envelope = &self.message.envelope;
        let Some(recognised) = recognise::conclude(self.configuration, by, then, found, envelope, self.document) else {
            return false;
        };
        self.recognised_as(&recognised);
        true
    }

    fn recognised_as(&mut self, recognised: &Recognised) {
        self.entry(JournalEvent::Recognised {
            by: recognised.by.clone(),
            procedure: recognised.procedure.clone(),
            message_type: recognised.message_type.clone(),
        });
        let day = german_day(self.message.received_at);
        let envelope = &self.message.envelope;
        match resolve(self.configuration, self.areas, envelope, self.document, recognised, day) {
            Ok(resolved) => {
                let elsewhere = self.message.tenant.is_intake();
                let resolution = resolved.resolution.clone();
                let event = JournalEvent::Resolved {
                    area: resolution.area.to_string(),
                    authority: resolution.authority.clone(),
                    competence: resolved.competence.into(),
                    redirected_from: resolved.redirected_from.clone(),
                    application: resolution.application.clone(),
                };
                self.transition.change.tenant = Some(resolution.authority.clone());
                self.transition.change.lane = Some(LaneKey::resolved(&resolution));
                self.transition.change.resolution = Some(Some(resolution));
                self.resolved = Some(resolved);
                self.entry(event);
                self.phase = Phase::Validate { at: 0 };
                if elsewhere {
                    // Its rules must wait in the municipality's queue, not in that of the source.
                    self.transition.jobs.push(NewJob { kind: JobKind::Process, due: self.moment.now });
                    self.phase = Phase::Done;
                }
            }
            Err(unresolved) => self.unresolved(unresolved),
        }
    }

    /// Goes on where an earlier job ended after step 4.
    fn resume(&mut self) {
        let Some(resolution) = &self.message.resolution else { return };
        match resume(self.configuration, resolution, german_day(self.message.received_at)) {
            Ok(resolved) => {
                self.resolved = Some(resolved);
                self.phase = Phase::Validate { at: 0 };
            }
            Err(unresolved) => self.unresolved(unresolved),
        }
    }

    fn unresolved(&mut self, unresolved: Unresolved) {
        match unresolved {
            Unresolved::Misrouted(finding) => {
                self.findings.push(finding);
                self.set_final(MessageState::Rejected);
                let findings = summaries(&self.findings);
                self.entry(JournalEvent::Rejected { findings });
                self.phase = Phase::Done;
            }
            Unresolved::Parked(reason, detail, tenant) => {
                if let Some(tenant) = tenant {
                    self.transition.change.tenant = Some(tenant);
                }
                self.set_final(MessageState::Parked(reason));
                self.entry(JournalEvent::Parked { reason, detail });
                self.phase = Phase::Done;
            }
        }
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
                digest: component.digest,
                world,
                findings: summaries(findings),
                outputs,
                wall_time_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
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
            self.entry(JournalEvent::RuleFailed { plugin, digest: component.digest, world, outcome });
        }
        Some(self.park(reason, format!("{}: {text}", plugin.plugin)))
    }

    /// The component that a plugin use names is not in the revision: nothing can be called.
    pub fn unavailable(&mut self, plugin: &PluginUse) -> Step<'c> {
        self.park(ParkReason::RuleStopped, format!("plugin {} is not in this configuration", plugin.plugin))
    }

    /// Something outside failed for the moment (the store of documents, say).
    pub fn postpone(&mut self, reason: &str) -> Step<'c> {
        let policy = RetryPolicy::default();
        let Moment { now, jitter } = self.moment;
        match policy.after(self.retries + 1, self.message.received_at, now, jitter, None) {
            Again::GiveUp => self.park(ParkReason::TooOld, reason.to_owned()),
            Again::At(until) => {
                // What was found out so far will be found out again: only the delay is recorded.
                self.transition = Transition::of(self.message.id);
                let tenant = self.message.tenant.clone();
                let event = JournalEvent::Postponed { until, reason: reason.to_owned() };
                self.transition.entries.push(NewEntry { tenant, at: now, event });
                self.finish(JobOutcome::RetryAt(until))
            }
        }
    }

    /// Parks the message without looking any further.
    pub fn abandon(mut self, reason: ParkReason, detail: String) -> Decision {
        self.set_final(MessageState::Parked(reason));
        self.entry(JournalEvent::Parked { reason, detail });
        Decision { outcome: JobOutcome::Done, transition: self.transition }
    }

    fn park(&mut self, reason: ParkReason, detail: String) -> Step<'c> {
        self.set_final(MessageState::Parked(reason));
        self.entry(JournalEvent::Parked { reason, detail });
        self.finish(JobOutcome::Done)
    }

    fn reject(&mut self) -> Step<'c> {
        self.set_final(MessageState::Rejected);
        let findings = summaries(&self.findings);
        self.entry(JournalEvent::Rejected { findings });
        self.finish(JobOutcome::Done)
    }

    fn set_final(&mut self, state: MessageState) {
        self.transition.change.state = Some(state);
        self.transition.change.findings = Some(self.findings.clone());
    }

    fn finish(&mut self, outcome: JobOutcome) -> Step<'c> {
        self.phase = Phase::Done;
        let transition = std::mem::replace(&mut self.transition, Transition::of(self.message.id));
        Step::Finished(Box::new(Decision { outcome, transition }))
    }

    /// Step 5 is done: one delivery for each output and target.
    fn plan(&mut self) -> Step<'c> {
        let Some(resolved) = self.resolved.take() else { return self.finish(JobOutcome::Done) };
        let transformed = !resolved.activation.transformers.is_empty();
        let mut planned = Vec::new();
        for output in &self.outputs {
            let content = output.document.content_ref();
            planned.push(Planned { output: Some(output), recipient: output.recipient.clone(), content });
        }
        if !transformed {
            let recipient = RecipientId::default_recipient();
            planned.push(Planned { output: None, recipient, content: self.message.document.clone() });
        }
        let mut deliveries = Vec::new();
        let mut missing = None;
        for item in &planned {
            let targets = targets_of(&resolved, &item.recipient);
            if targets.is_empty() {
                missing = missing.or_else(|| Some(item.recipient.clone()));
            }
            for (target, _) in targets {
                let number = u32::try_from(deliveries.len() + 1).unwrap_or(u32::MAX);
                deliveries.push(item.delivery(self.message, number, target));
            }
        }
        self.resolved = Some(resolved);
        if let Some(recipient) = missing {
            return self.park(ParkReason::NoRoute, format!("no target for recipient {recipient}"));
        }
        self.transition.change.findings = Some(std::mem::take(&mut self.findings));
        if deliveries.is_empty() {
            self.transition.change.state = Some(MessageState::Delivered);
            self.entry(JournalEvent::Delivered { deliveries: 0 });
            return self.finish(JobOutcome::Done);
        }
        let now = self.moment.now;
        self.transition.jobs = deliveries.iter().map(|delivery| first_attempt(delivery, now)).collect();
        self.transition.deliveries = deliveries;
        self.transition.contents = self.outputs.drain(..).map(|output| output.document).collect();
        self.transition.change.state = Some(MessageState::Delivering);
        self.finish(JobOutcome::Done)
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
