//! What people may ask for.

use crate::bench::*;
use drehscheibe_model::configuration::Competence;
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState, settle};
use drehscheibe_model::flow::intervene::{Refusal, Wish, replay, withdraw};
use drehscheibe_model::ids::RevisionNumber;
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::work::JobKind;

fn planned() -> (MessageRecord, Vec<DeliveryRecord>) {
    let mut configuration = configuration(Competence::Municipality, &[TOWN]);
    let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
    (activation.application, activation.routes) = (None, Vec::new());
    let mut message = message(Some("p"), Some(TOWN));
    let decision = plainly(&message, &configuration, &View::default());
    message.state = MessageState::Delivering;
    (message, decision.transition.deliveries)
}

fn wish(reason: &str) -> Wish<'_> {
    Wish { by: "key-1", reason, now: "2026-11-23T08:00:00Z".parse().unwrap() }
}

#[test]
fn a_message_can_be_taken_back_until_a_target_may_have_it() {
    let (message, deliveries) = planned();
    let transition = withdraw(&message, &deliveries, wish("Irrtum")).unwrap();
    assert_eq!(transition.change.state, Some(MessageState::Withdrawn));
    assert!(transition.drop_jobs && transition.deliveries.iter().all(|one| one.state == DeliveryState::Withdrawn));
    for state in [DeliveryState::Attempting, DeliveryState::Delivered, DeliveryState::Parked(ParkReason::InDoubt)] {
        let mut sent = deliveries.clone();
        sent[1].state = state;
        assert_eq!(withdraw(&message, &sent, wish("Irrtum")), Err(Refusal::AlreadySent), "{state:?}");
    }
    // The doubt of an attempt stays, whatever state the delivery came to afterwards.
    for state in [DeliveryState::Pending, DeliveryState::Parked(ParkReason::NotCertified)] {
        let mut doubtful = deliveries.clone();
        (doubtful[1].state, doubtful[1].may_have_arrived) = (state, true);
        assert_eq!(withdraw(&message, &doubtful, wish("Irrtum")), Err(Refusal::AlreadySent), "{state:?}");
    }
    let done = MessageRecord { state: MessageState::Rejected, ..message.clone() };
    assert_eq!(withdraw(&done, &deliveries, wish("Irrtum")), Err(Refusal::AlreadyFinal(MessageState::Rejected)));
    assert_eq!(withdraw(&message, &deliveries, wish(" x ")), Err(Refusal::ReasonMissing));
}

#[test]
fn a_replay_repeats_only_what_did_not_arrive_and_on_the_newest_revision() {
    let (mut message, mut deliveries) = planned();
    message.state = MessageState::Parked(ParkReason::TargetFailed);
    deliveries[0].state = DeliveryState::Delivered;
    deliveries[1].state = DeliveryState::Parked(ParkReason::TargetFailed);
    let transition = replay(&message, &deliveries, RevisionNumber(7), wish("Ziel geht wieder")).unwrap();
    assert_eq!(transition.change.state, Some(MessageState::Delivering));
    assert_eq!(transition.change.revision, Some(RevisionNumber(7)));
    assert_eq!(transition.jobs.len(), 1);
    assert_eq!(transition.jobs[0].kind, JobKind::Deliver(deliveries[1].id));
}

#[test]
fn a_message_without_deliveries_is_recognised_anew() {
    let mut message = message(Some("q"), Some(TOWN));
    message.state = MessageState::Parked(ParkReason::Unrecognised);
    let transition = replay(&message, &[], RevisionNumber(2), wish("Regel ergänzt")).unwrap();
    assert_eq!(transition.change.state, Some(MessageState::Accepted));
    assert_eq!(transition.change.resolution, Some(None));
    assert_eq!(transition.jobs[0].kind, JobKind::Process);
    message.content_wiped_at = Some(message.received_at);
    assert_eq!(replay(&message, &[], RevisionNumber(2), wish("zu spät")), Err(Refusal::ContentWiped));
    message.state = MessageState::Delivered;
    assert_eq!(
        replay(&message, &[], RevisionNumber(2), wish("noch einmal")),
        Err(Refusal::NotParked(MessageState::Delivered))
    );
}

#[test]
fn a_replayed_message_keeps_its_place_in_its_case_until_it_is_resolved_anew() {
    let configuration = configuration(Competence::Municipality, &[TOWN]);
    let mut message = message(Some("p"), Some(TOWN));
    let resolved = plainly(&message, &configuration, &View::default()).transition.change.resolution;
    message.state = MessageState::Parked(ParkReason::RuleStopped);
    let lane =
        |message: &MessageRecord| replay(message, &[], RevisionNumber(2), wish("Regel ersetzt")).unwrap().change.lane;
    assert!(lane(&message).is_some(), "what was never resolved waits in the lane its envelope claims");
    message.resolution = resolved.unwrap();
    assert!(message.resolution.is_some());
    assert_eq!(lane(&message), None, "it left the lane of its case");
}

#[test]
fn a_message_settles_when_its_last_delivery_does() {
    let (_, mut deliveries) = planned();
    let mut settled = |first, second| {
        (deliveries[0].state, deliveries[1].state) = (first, second);
        settle(&deliveries).map(|(state, _)| state)
    };
    use DeliveryState::{Delivered, Parked, Pending, Rejected};
    let parked = Parked(ParkReason::TooOld);
    for (first, second, expected) in [
        (Delivered, Pending, None),
        (parked, Pending, None),
        (Delivered, Delivered, Some(MessageState::Delivered)),
        (Delivered, parked, Some(MessageState::Parked(ParkReason::TooOld))),
        (Rejected, parked, Some(MessageState::Parked(ParkReason::TooOld))),
        (Rejected, Rejected, Some(MessageState::Rejected)),
        (Delivered, Rejected, Some(MessageState::Parked(ParkReason::TargetRejected))),
    ] {
        assert_eq!(settled(first, second), expected, "{first:?} {second:?}");
    }
}
