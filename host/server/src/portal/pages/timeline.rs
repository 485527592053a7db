//! A message's way, step by step, in words.

use crate::portal::ask::Ask;
use crate::portal::form::address;
use crate::portal::format;
use crate::portal::kit::{Cell, Step, Tone, code, link, plain, text, when};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::configuration::Configuration;
use drehscheibe_model::content::Digest;
use drehscheibe_model::finding::FindingSummary;
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::journal::{JournalEvent, JournalRow};
use drehscheibe_model::message::MessageRecord;

/// Who recognised it if no rule did: the sender had said what it is.
const ENVELOPE: &str = "envelope";

/// What the steps are told with.
pub(super) struct Way<'a> {
    pub(super) ask: &'a Ask,
    pub(super) message: &'a MessageRecord,
    /// On which the message runs.
    pub(super) configuration: Option<&'a Configuration>,
    /// Whether texts of findings may be shown.
    pub(super) content: bool,
}

type Facts = Vec<(String, Cell)>;

fn fact(name: &str, cell: Cell) -> (String, Cell) {
    (name.to_owned(), cell)
}

/// A digest, short: enough to compare with one's own eyes.
fn short(digest: &Digest) -> String {
    digest.to_hex().get(..12).unwrap_or_default().to_owned()
}

impl Way<'_> {
    pub(super) fn steps(&self, rows: &[JournalRow]) -> Vec<Step> {
        rows.iter().map(|row| self.step(row)).collect()
    }

    fn step(&self, row: &JournalRow) -> Step {
        let event: Option<JournalEvent> = serde_json::from_str(&row.event).ok();
        let (title, tone, facts, findings) = match &event {
            Some(event) => self.told(event),
            // Written by a newer hub.
            None => (t::step::UNKNOWN, Tone::Info, Vec::new(), Vec::new()),
        };
        Step {
            machine_time: format::machine_time(row.at),
            time: format::exact_time(row.at),
            title: title.to_owned(),
            tone,
            facts,
            findings,
        }
    }

    /// What ran, and under which certificate.
    fn rule(&self, plugin: &PluginName, digest: &Digest, certificate: Option<&Digest>) -> Facts {
        let known = self.configuration.and_then(|all| all.plugins.get(plugin));
        let version = known.filter(|known| known.digest == *digest).map_or("", |known| known.version.as_str());
        let name = if version.is_empty() { plugin.to_string() } else { format!("{plugin} {version}") };
        let mut facts = vec![fact(t::step::RULE, text(name)), fact(t::step::DIGEST, vec![code(short(digest))])];
        if let Some(certificate) = certificate {
            let known = self.ask.portal.certification.of(digest).unwrap_or_default();
            let number = known.into_iter().find(|one| one.digest == *certificate).map(|one| one.number);
            let href = address("/portal/pruefstelle/zertifikat", &[("kennung", &certificate.to_string())]);
            let number = number.unwrap_or_else(|| short(certificate));
            facts.push(fact(t::certification::CERTIFICATE, vec![link(href, number)]));
        }
        facts
    }

    /// Findings with their German text, where it may be shown, and their place.
    fn findings(&self, summaries: &[FindingSummary]) -> Vec<String> {
        let told = summaries.iter().map(|summary| {
            let whole = self.message.findings.iter().find(|finding| FindingSummary::from(*finding) == *summary);
            let said = whole.filter(|_| self.content).and_then(|finding| finding.texts.get("de").cloned());
            let said = said.unwrap_or_else(|| t::fill(t::finding::WITHOUT_TEXT, &[("regel", &summary.rule_id)]));
            let place = words::place(summary.location.as_ref());
            format!(
                "{}: {said} ({}: {place}, {})",
                words::severity(summary.severity),
                t::finding::PLACE,
                summary.reason_code
            )
        });
        told.collect()
    }

    fn told(&self, event: &JournalEvent) -> (&'static str, Tone, Facts, Vec<String>) {
        let plainly = |title, tone, facts| (title, tone, facts, Vec::new());
        match event {
            JournalEvent::Accepted { source, size, media_type, attachments, revision, .. } => {
                let mut facts = vec![
                    fact(t::step::SOURCE, text(places::source(self.ask, source))),
                    fact(t::step::DOCUMENT, text(format!("{}, {}", words::media(media_type), format::bytes(*size)))),
                    fact(t::step::REVISION, text(revision.0.to_string())),
                ];
                if !attachments.is_empty() {
                    facts.push(fact(t::step::ATTACHMENTS, text(attachments.len().to_string())));
                }
                plainly(t::step::ACCEPTED, Tone::Good, facts)
            }
            JournalEvent::Recognised { by, procedure, message_type } => {
                let mut facts = vec![
                    fact(t::step::PROCEDURE, text(places::procedure(self.ask, procedure.as_str()))),
                    fact(t::step::BY_RULE, text(if by == ENVELOPE { t::step::BY_SENDER } else { by.as_str() })),
                ];
                if let Some(kind) = message_type {
                    facts.push(fact(t::step::MESSAGE_TYPE, vec![code(kind.as_str())]));
                }
                plainly(t::step::RECOGNISED, Tone::Good, facts)
            }
            JournalEvent::Resolved { authority, redirected_from, application, .. } => {
                let mut facts = vec![
                    fact(t::step::AUTHORITY, text(places::name(self.ask, authority))),
                    fact(t::step::APPLICATION, text(application.as_deref().unwrap_or(t::step::NO_APPLICATION))),
                ];
                if let Some(from) = redirected_from {
                    facts.push(fact(t::step::REDIRECTED, text(places::name(self.ask, from))));
                }
                plainly(t::step::RESOLVED, Tone::Good, facts)
            }
            JournalEvent::RuleApplied { plugin, digest, world, findings, outputs, wall_time_us, certificate } => {
                let mut facts = self.rule(plugin, digest, certificate.as_ref());
                facts.push(fact(t::step::TASK, text(words::world(*world))));
                facts.push(fact(t::step::DURATION, text(format::duration(*wall_time_us))));
                if !outputs.is_empty() {
                    let to: Vec<_> = outputs.iter().map(|output| words::recipient(output.recipient.as_str())).collect();
                    facts.push(fact(t::step::OUTPUTS, text(to.join(", "))));
                }
                let tone = if findings.is_empty() { Tone::Good } else { Tone::Warning };
                (t::step::RULE_APPLIED, tone, facts, self.findings(findings))
            }
            JournalEvent::RuleFailed { plugin, digest, outcome, .. } => {
                let mut facts = self.rule(plugin, digest, None);
                facts.push(fact(t::step::OUTCOME, text(outcome.as_str())));
                plainly(t::step::RULE_FAILED, Tone::Bad, facts)
            }
            other => self.told_delivery(other),
        }
    }

    fn told_delivery(&self, event: &JournalEvent) -> (&'static str, Tone, Facts, Vec<String>) {
        let plainly = |title, tone, facts| (title, tone, facts, Vec::new());
        let target = |target: &drehscheibe_model::ids::TargetId| fact(t::step::TARGET, vec![code(target.as_str())]);
        match event {
            JournalEvent::Postponed { until, reason } => {
                let facts = vec![fact(t::step::AGAIN, vec![when(*until)]), fact(t::step::WHY, text(reason.as_str()))];
                plainly(t::step::POSTPONED, Tone::Warning, facts)
            }
            JournalEvent::DeliveryAttempted { target: to, plugin, digest, attempt, certificate, .. } => {
                let mut facts = vec![target(to), fact(t::step::ATTEMPT, text(attempt.to_string()))];
                facts.extend(self.rule(plugin, digest, certificate.as_ref()));
                plainly(t::step::ATTEMPTED, Tone::Info, facts)
            }
            JournalEvent::DeliverySucceeded { target: to, wall_time_us, .. } => {
                let facts = vec![target(to), fact(t::step::DURATION, text(format::duration(*wall_time_us)))];
                plainly(t::step::SUCCEEDED, Tone::Good, facts)
            }
            JournalEvent::DeliveryFailed { target: to, outcome, again_at, .. } => {
                let mut facts = vec![target(to), fact(t::step::OUTCOME, text(outcome.as_str()))];
                if let Some(at) = again_at {
                    facts.push(fact(t::step::AGAIN, vec![when(*at)]));
                }
                plainly(t::step::FAILED, Tone::Warning, facts)
            }
            JournalEvent::DeliveryRejected { target: to, findings, .. } => {
                (t::step::TARGET_REJECTED, Tone::Warning, vec![target(to)], self.findings(findings))
            }
            JournalEvent::DeliveryParked { target: to, reason, .. } => {
                let facts = vec![target(to), fact(t::step::WHY, text(words::reason(*reason)))];
                plainly(t::step::DELIVERY_PARKED, Tone::Bad, facts)
            }
            other => self.told_end(other),
        }
    }

    fn told_end(&self, event: &JournalEvent) -> (&'static str, Tone, Facts, Vec<String>) {
        let plainly = |title, tone, facts| (title, tone, facts, Vec::new());
        let person = |by: &str, reason: &str| {
            vec![fact(t::step::BY, text(words::actor(by))), fact(t::step::WHY, vec![plain(reason)])]
        };
        match event {
            JournalEvent::Delivered { deliveries } => {
                let facts = vec![fact(t::step::DELIVERIES, text(deliveries.to_string()))];
                plainly(t::step::DELIVERED, Tone::Good, facts)
            }
            JournalEvent::Rejected { findings } => {
                (t::step::REJECTED, Tone::Warning, Vec::new(), self.findings(findings))
            }
            JournalEvent::Parked { reason, .. } => {
                let facts = vec![
                    fact(t::step::WHY, text(words::reason(*reason))),
                    fact(t::step::TO_DO, text(words::next_step(*reason))),
                ];
                plainly(t::step::PARKED, Tone::Bad, facts)
            }
            JournalEvent::Withdrawn { by, reason } => plainly(t::step::WITHDRAWN, Tone::Warning, person(by, reason)),
            JournalEvent::Replayed { by, reason, revision } => {
                let mut facts = person(by, reason);
                facts.push(fact(t::step::REVISION, text(revision.0.to_string())));
                plainly(t::step::REPLAYED, Tone::Info, facts)
            }
            JournalEvent::ContentWiped { retention_days } => {
                let days = text(t::count(t::step::DAY, t::step::DAYS, u64::from(*retention_days)));
                plainly(t::step::WIPED, Tone::Info, vec![fact(t::step::RETENTION, days)])
            }
            _ => plainly(t::step::UNKNOWN, Tone::Info, Vec::new()),
        }
    }
}
