//! What people may do with a message: take it back, or send it on its way again.

use super::plan::first_attempt;
use crate::delivery::{DeliveryRecord, DeliveryState};
use crate::ids::RevisionNumber;
use crate::journal::JournalEvent;
use crate::message::{LaneKey, MessageRecord, MessageState, ParkReason};
use crate::work::{JobKind, NewEntry, NewJob, Transition};
use jiff::Timestamp;

/// Why a person's wish cannot be fulfilled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the message is already {}", .0.name())]
    AlreadyFinal(MessageState),
    #[error("a target has it already, or is about to")]
    AlreadySent,
    #[error("only parked messages can be replayed; this one is {}", .0.name())]
    NotParked(MessageState),
    #[error("the content was wiped after its retention period")]
    ContentWiped,
    #[error("a reason is needed, of 3 to 500 characters")]
    ReasonMissing,
}

/// Who asks, why, and when.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Id of the key or account; not a person's name.
    pub by: &'a str,
    /// 3 to 500 characters, without personal data.
    pub reason: &'a str,
    pub now: Timestamp,
}

impl Wish<'_> {
    fn check(&self) -> Result<(), Refusal> {
        if (3..=500).contains(&self.reason.trim().chars().count()) { Ok(()) } else { Err(Refusal::ReasonMissing) }
    }
    fn entry(&self, message: &MessageRecord, event: JournalEvent) -> NewEntry {
        NewEntry { tenant: message.tenant.clone(), at: self.now, event }
    }
}

/// Takes a message back, as long as no target has it or may have it.
pub fn withdraw(message: &MessageRecord, deliveries: &[DeliveryRecord], wish: Wish<'_>) -> Result<Transition, Refusal> {
    wish.check()?;
    if message.state.is_final() && !matches!(message.state, MessageState::Parked(_)) {
        return Err(Refusal::AlreadyFinal(message.state));
    }
    let in_doubt = DeliveryState::Parked(ParkReason::InDoubt);
    let sent = |state| matches!(state, DeliveryState::Delivered | DeliveryState::Attempting) || state == in_doubt;
    if deliveries.iter().any(|delivery| sent(delivery.state) || delivery.may_have_arrived) {
        return Err(Refusal::AlreadySent);
    }
    let mut transition = Transition::of(message.id);
    transition.drop_jobs = true;
    transition.change.state = Some(MessageState::Withdrawn);
    transition.deliveries = deliveries
        .iter()
        .cloned()
        .map(|delivery| DeliveryRecord { state: DeliveryState::Withdrawn, ..delivery })
        .collect();
    let event = JournalEvent::Withdrawn { by: wish.by.to_owned(), reason: wish.reason.trim().to_owned() };
    transition.entries.push(wish.entry(message, event));
    Ok(transition)
}

/// Sends a parked message on its way again, on the newest configuration. What was delivered stays
/// delivered; a delivery in doubt is sent again, which is why a person has to ask for it.
pub fn replay(
    message: &MessageRecord,
    deliveries: &[DeliveryRecord],
    revision: RevisionNumber,
    wish: Wish<'_>,
) -> Result<Transition, Refusal> {
    wish.check()?;
    if !matches!(message.state, MessageState::Parked(_)) {
        return Err(Refusal::NotParked(message.state));
    }
    if message.content_wiped_at.is_some() {
        return Err(Refusal::ContentWiped);
    }
    let mut transition = Transition::of(message.id);
    transition.drop_jobs = true;
    transition.change.revision = Some(revision);
    let event = JournalEvent::Replayed { by: wish.by.to_owned(), reason: wish.reason.trim().to_owned(), revision };
    transition.entries.push(wish.entry(message, event));
    if deliveries.is_empty() {
        transition.change.state = Some(MessageState::Accepted);
        // It keeps its place in its case until it is resolved anew: what came later must not overtake it.
        if message.resolution.is_none() {
            transition.change.lane = Some(LaneKey::claimed(&message.envelope));
        }
        transition.change.resolution = Some(None);
        transition.jobs.push(NewJob { kind: JobKind::Process, due: wish.now });
        return Ok(transition);
    }
    transition.change.state = Some(MessageState::Delivering);
    let again = deliveries
        .iter()
        .filter(|delivery| matches!(delivery.state, DeliveryState::Parked(_) | DeliveryState::Rejected));
    transition.deliveries =
        again.cloned().map(|delivery| DeliveryRecord { state: DeliveryState::Pending, ..delivery }).collect();
    // Those that were still on their way have lost their jobs, too.
    let under_way = deliveries.iter().filter(|delivery| !delivery.state.is_final());
    transition.jobs =
        transition.deliveries.iter().chain(under_way).map(|delivery| first_attempt(delivery, wish.now)).collect();
    Ok(transition)
}

/// Sends a message that was parked because a component might not run on its way again, on the newest
/// configuration. It keeps its place in its case, and what was found out about it stays found out.
/// None: it waits for something else, too.
pub fn resume(
    message: &MessageRecord,
    deliveries: &[DeliveryRecord],
    revision: RevisionNumber,
    wish: Wish<'_>,
) -> Option<Transition> {
    if message.state != MessageState::Parked(ParkReason::NotCertified) || message.content_wiped_at.is_some() {
        return None;
    }
    let mut transition = Transition::of(message.id);
    transition.change.revision = Some(revision);
    let event = JournalEvent::Replayed { by: wish.by.to_owned(), reason: wish.reason.trim().to_owned(), revision };
    transition.entries.push(wish.entry(message, event));
    if deliveries.is_empty() {
        transition.change.state = Some(MessageState::Accepted);
        transition.jobs.push(NewJob { kind: JobKind::Process, due: wish.now });
        return Some(transition);
    }
    transition.change.state = Some(MessageState::Delivering);
    let waiting = |delivery: &&DeliveryRecord| delivery.state == DeliveryState::Parked(ParkReason::NotCertified);
    transition.deliveries = deliveries
        .iter()
        .filter(waiting)
        .cloned()
        .map(|delivery| DeliveryRecord { state: DeliveryState::Pending, ..delivery })
        .collect();
    transition.jobs = transition.deliveries.iter().map(|delivery| first_attempt(delivery, wish.now)).collect();
    Some(transition)
}
