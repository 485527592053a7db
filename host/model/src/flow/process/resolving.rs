//! Steps 2 to 4: what a message is, and where it belongs.

use super::{Phase, Processing, summaries};
use crate::call::Recognition;
use crate::configuration::RecognisedAs;
use crate::flow::german_day;
use crate::flow::recognise::{self, Recognised};
use crate::flow::resolve::{Unresolved, resolve, resume};
use crate::journal::JournalEvent;
use crate::message::{LaneKey, MessageState};
use crate::work::{JobKind, NewJob};

impl Processing<'_> {
    /// Tries to recognise and resolve; false: this rule names no configured procedure.
    pub(super) fn conclude(&mut self, by: &str, then: &RecognisedAs, found: Option<&Recognition>) -> bool {
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
    pub(super) fn resume(&mut self) {
        let Some(resolution) = &self.message.resolution else { return };
        let day = german_day(self.message.received_at);
        match resume(self.configuration, resolution, &self.message.envelope.source, day) {
            Ok(resolved) => {
                if resolved.resolution != *resolution {
                    self.transition.change.resolution = Some(Some(resolved.resolution.clone()));
                }
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
}
