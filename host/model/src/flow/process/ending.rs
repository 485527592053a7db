//! How the way through steps 2 to 5 ends: parked, rejected, put off, or with deliveries planned.

use super::{Phase, Processing, Step, summaries};
use crate::configuration::PluginUse;
use crate::flow::plan::{Planned, first_attempt, targets_of};
use crate::flow::{Decision, Moment};
use crate::ids::RecipientId;
use crate::journal::JournalEvent;
use crate::message::{MessageState, ParkReason};
use crate::retry::{Again, RetryPolicy};
use crate::trust::{TrustGap, listed};
use crate::work::{JobOutcome, NewEntry, Transition};

impl<'c> Processing<'c> {
    /// The component that a plugin use names is not in the revision: nothing can be called.
    pub fn unavailable(&mut self, plugin: &PluginUse) -> Step<'c> {
        self.park(ParkReason::RuleStopped, format!("plugin {} is not in this configuration", plugin.plugin))
    }

    /// The component may not run. The message goes on by itself when the gaps are closed.
    pub fn not_certified(&mut self, plugin: &PluginUse, gaps: &[TrustGap]) -> Step<'c> {
        self.park(ParkReason::NotCertified, format!("{}: {}", plugin.plugin, listed(gaps)))
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

    pub(super) fn park(&mut self, reason: ParkReason, detail: String) -> Step<'c> {
        self.set_final(MessageState::Parked(reason));
        self.entry(JournalEvent::Parked { reason, detail });
        self.finish(JobOutcome::Done)
    }

    pub(super) fn reject(&mut self) -> Step<'c> {
        self.set_final(MessageState::Rejected);
        let findings = summaries(&self.findings);
        self.entry(JournalEvent::Rejected { findings });
        self.finish(JobOutcome::Done)
    }

    pub(super) fn set_final(&mut self, state: MessageState) {
        self.transition.change.state = Some(state);
        self.transition.change.findings = Some(self.findings.clone());
    }

    pub(super) fn finish(&mut self, outcome: JobOutcome) -> Step<'c> {
        self.phase = Phase::Done;
        let transition = std::mem::replace(&mut self.transition, Transition::of(self.message.id));
        Step::Finished(Box::new(Decision { outcome, transition }))
    }

    /// Step 5 is done: one delivery for each output and target.
    pub(super) fn plan(&mut self) -> Step<'c> {
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
