//! Step 6: what becomes of one delivery.

use super::{Decision, Moment};
use crate::call::{DeliveryFailure, Receipt};
use crate::configuration::Target;
use crate::content::Digest;
use crate::delivery::{DeliveryRecord, DeliveryState};
use crate::finding::{Finding, FindingSummary};
use crate::journal::JournalEvent;
use crate::message::{MessageRecord, MessageState, ParkReason};
use crate::retry::Again;
use crate::trust::{Clearance, TrustGap, listed};
use crate::work::{JobOutcome, NewEntry, Settle, Transition};
use std::time::Duration;

/// What to do with a leased delivery.
#[derive(Debug)]
pub enum Begin {
    /// Commit this intent, then call the adapter with this record.
    Announce(Box<Decision>, Box<DeliveryRecord>),
    /// Commit this; nothing is to be called.
    Settle(Box<Decision>),
}

fn decision(message: &MessageRecord, moment: Moment, delivery: DeliveryRecord, event: JournalEvent) -> Decision {
    let mut transition = Transition::of(message.id);
    if delivery.state.is_final() {
        transition.settle = Some(Settle { tenant: message.tenant.clone(), at: moment.now });
    }
    transition.deliveries.push(delivery);
    transition.entries.push(NewEntry { tenant: message.tenant.clone(), at: moment.now, event });
    Decision { outcome: JobOutcome::Done, transition }
}

/// Begins an attempt, or finds that none may be made.
///
/// A delivery that is found in the state `Attempting` was announced by a worker that died: the target
/// may have it or not. An idempotent target gets it again under the same id; any other is parked as
/// in-doubt, because sending a mail twice is not ours to decide.
pub fn begin(
    message: &MessageRecord,
    mut delivery: DeliveryRecord,
    target: Option<(&Target, Digest)>,
    clearance: &Result<Clearance, Vec<TrustGap>>,
    moment: Moment,
) -> Begin {
    if delivery.state.is_final() {
        let mut transition = Transition::of(message.id);
        transition.settle = Some(Settle { tenant: message.tenant.clone(), at: moment.now });
        return Begin::Settle(Box::new(Decision { outcome: JobOutcome::Done, transition }));
    }
    let Some((target, component)) = target else {
        return Begin::Settle(Box::new(park(
            message,
            delivery,
            ParkReason::NoRoute,
            "the target is not configured",
            moment,
        )));
    };
    if delivery.state == DeliveryState::Attempting && !target.idempotent {
        let text = "the hub stopped during an attempt; whether the target has it is unknown";
        return Begin::Settle(Box::new(park(message, delivery, ParkReason::InDoubt, text, moment)));
    }
    let certificate = match clearance {
        Ok(clearance) => clearance.certificate.as_ref().map(|certificate| certificate.digest),
        Err(gaps) => return Begin::Settle(Box::new(not_certified(message, delivery, target, gaps, moment))),
    };
    delivery.state = DeliveryState::Attempting;
    delivery.attempts = delivery.attempts.saturating_add(1);
    let event = JournalEvent::DeliveryAttempted {
        delivery: delivery.id,
        recipient: delivery.recipient.clone(),
        target: delivery.target.clone(),
        plugin: target.adapter.plugin.clone(),
        digest: component,
        attempt: delivery.attempts,
        certificate,
    };
    let mut decision = decision(message, moment, delivery.clone(), event);
    decision.outcome = JobOutcome::Keep;
    Begin::Announce(Box::new(decision), Box::new(delivery))
}

/// The adapter may not run. The message is parked at once, even if other deliveries are still on their
/// way: it is found by its reason when the gaps are closed.
fn not_certified(
    message: &MessageRecord,
    delivery: DeliveryRecord,
    target: &Target,
    gaps: &[TrustGap],
    moment: Moment,
) -> Decision {
    let reason = ParkReason::NotCertified;
    let text = format!("{}: {}", target.adapter.plugin, listed(gaps));
    let detail = format!("delivery {} to {}: {text}", delivery.id.number, delivery.target);
    let mut decision = park(message, delivery, reason, &text, moment);
    if message.state != MessageState::Parked(reason) {
        decision.transition.change.state = Some(MessageState::Parked(reason));
        let event = JournalEvent::Parked { reason, detail };
        decision.transition.entries.push(NewEntry { tenant: message.tenant.clone(), at: moment.now, event });
    }
    decision
}

/// Parks a delivery.
pub fn park(
    message: &MessageRecord,
    mut delivery: DeliveryRecord,
    reason: ParkReason,
    text: &str,
    moment: Moment,
) -> Decision {
    delivery.state = DeliveryState::Parked(reason);
    delivery.last_error = Some(text.to_owned());
    let event = JournalEvent::DeliveryParked { delivery: delivery.id, target: delivery.target.clone(), reason };
    decision(message, moment, delivery, event)
}

/// Decides about the result of an attempt.
pub fn conclude(
    message: &MessageRecord,
    mut delivery: DeliveryRecord,
    target: &Target,
    result: Result<Receipt, DeliveryFailure>,
    took: Duration,
    moment: Moment,
) -> Decision {
    match result {
        Ok(receipt) => {
            delivery.state = DeliveryState::Delivered;
            delivery.last_error = None;
            delivery.reference = receipt.reference;
            delivery.answer = receipt.answer.as_ref().map(crate::content::Document::content_ref);
            let event = JournalEvent::DeliverySucceeded {
                delivery: delivery.id,
                target: delivery.target.clone(),
                reference: delivery.reference.as_ref().map(|text| Digest::of(text.as_bytes())),
                wall_time_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
            };
            let mut decision = decision(message, moment, delivery, event);
            decision.transition.contents.extend(receipt.answer);
            decision
        }
        Err(DeliveryFailure::Rejected(findings)) => reject(message, delivery, findings, moment),
        Err(DeliveryFailure::Transient { text, retry_after }) => {
            retry(message, delivery, target, "transient", &text, retry_after, moment)
        }
        Err(DeliveryFailure::Permanent(text)) => park(message, delivery, ParkReason::TargetFailed, &text, moment),
        Err(DeliveryFailure::InDoubt(text)) if target.idempotent => {
            retry(message, delivery, target, "in-doubt", &text, None, moment)
        }
        Err(DeliveryFailure::InDoubt(text)) => park(message, delivery, ParkReason::InDoubt, &text, moment),
        Err(DeliveryFailure::Stopped { stop, sent }) => {
            let text = stop.to_string();
            let temporary = matches!(stop, crate::call::Stop::Busy | crate::call::Stop::DeadlineExceeded { .. });
            match (sent && !target.idempotent, temporary) {
                (true, _) => park(message, delivery, ParkReason::InDoubt, &text, moment),
                (false, true) => retry(message, delivery, target, stop.name(), &text, None, moment),
                (false, false) => park(message, delivery, ParkReason::RuleStopped, &text, moment),
            }
        }
    }
}

fn reject(message: &MessageRecord, mut delivery: DeliveryRecord, findings: Vec<Finding>, moment: Moment) -> Decision {
    delivery.state = DeliveryState::Rejected;
    let event = JournalEvent::DeliveryRejected {
        delivery: delivery.id,
        target: delivery.target.clone(),
        findings: findings.iter().map(FindingSummary::from).collect(),
    };
    let mut decision = decision(message, moment, delivery, event);
    let mut all = message.findings.clone();
    all.extend(findings);
    decision.transition.change.findings = Some(all);
    decision
}

fn retry(
    message: &MessageRecord,
    mut delivery: DeliveryRecord,
    target: &Target,
    outcome: &str,
    text: &str,
    at_least: Option<Duration>,
    moment: Moment,
) -> Decision {
    match target.retry.after(delivery.attempts, message.received_at, moment.now, moment.jitter, at_least) {
        Again::GiveUp => park(message, delivery, ParkReason::TooOld, text, moment),
        Again::At(again_at) => {
            delivery.state = DeliveryState::Pending;
            delivery.last_error = Some(text.to_owned());
            let event = JournalEvent::DeliveryFailed {
                delivery: delivery.id,
                target: delivery.target.clone(),
                outcome: outcome.to_owned(),
                again_at: Some(again_at),
            };
            let mut decision = decision(message, moment, delivery, event);
            decision.outcome = JobOutcome::RetryAt(again_at);
            decision
        }
    }
}
