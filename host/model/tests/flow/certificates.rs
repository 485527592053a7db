//! Components that may not run: who is parked, how, and how it goes on.

use crate::bench::*;
use drehscheibe_model::call::World;
use drehscheibe_model::configuration::{Competence, Target};
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState, settle};
use drehscheibe_model::flow::Moment;
use drehscheibe_model::flow::deliver::{Begin, begin};
use drehscheibe_model::flow::intervene::{Wish, replay, resume};
use drehscheibe_model::ids::{PluginName, RevisionNumber};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::trust::{CertificateRef, Clearance, TrustGap};

const NOT_CERTIFIED: ParkReason = ParkReason::NotCertified;

fn moment() -> Moment {
    Moment { now: "2026-11-28T12:00:00Z".parse().unwrap(), jitter: 0.5 }
}

fn gaps() -> Vec<TrustGap> {
    let plugin = PluginName::new("adapter").unwrap();
    vec![TrustGap::NoCertificate { plugin, component: Digest::of(b"adapter") }]
}

/// A message with three parts, all to the same kind of target.
fn planned() -> (MessageRecord, Vec<DeliveryRecord>, Target) {
    let configuration = configuration(Competence::Municipality, &[TOWN]);
    let mut message = message(Some("p"), Some(TOWN));
    let decision = plainly(&message, &configuration, &View::default());
    message.state = MessageState::Delivering;
    let target = configuration.authorities[&tenant(TOWN)].targets.values().next().unwrap().clone();
    let mut deliveries = decision.transition.deliveries;
    while deliveries.len() < 3 {
        let mut another = deliveries[0].clone();
        another.id.number = u32::try_from(deliveries.len()).unwrap() + 1;
        deliveries.push(another);
    }
    (message, deliveries, target)
}

#[test]
fn a_message_is_parked_at_once_when_one_of_its_adapters_may_not_run() {
    let (message, deliveries, target) = planned();
    let at = Some((&target, Digest::of(b"adapter")));
    let Begin::Settle(decision) = begin(&message, deliveries[0].clone(), at, &Err(gaps()), moment()) else {
        panic!("it must not be called");
    };
    assert_eq!(decision.transition.change.state, Some(MessageState::Parked(NOT_CERTIFIED)));
    assert_eq!(decision.transition.deliveries[0].state, DeliveryState::Parked(NOT_CERTIFIED));
    assert_eq!(decision.transition.deliveries[0].attempts, 0);
    let named = decision.transition.entries.iter().any(|entry| {
        matches!(&entry.event, JournalEvent::Parked { reason, detail }
            if *reason == NOT_CERTIFIED && detail.contains("no certificate"))
    });
    assert!(named, "{:#?}", decision.transition.entries);
}

#[test]
fn an_attempt_names_its_certificate() {
    let (message, deliveries, target) = planned();
    let certificate = CertificateRef {
        digest: Digest::of(b"certificate"),
        number: "1".into(),
        valid_until: "2027-01-01T00:00:00Z".parse().unwrap(),
    };
    let clearance = Ok(Clearance { certificate: Some(certificate), warnings: Vec::new() });
    let at = Some((&target, Digest::of(b"adapter")));
    let Begin::Announce(decision, _) = begin(&message, deliveries[0].clone(), at, &clearance, moment()) else {
        panic!("it may be called");
    };
    let JournalEvent::DeliveryAttempted { certificate, .. } = &decision.transition.entries[0].event else { panic!() };
    assert_eq!(*certificate, Some(Digest::of(b"certificate")));
}

#[test]
fn an_outcome_that_nobody_knows_goes_before_a_missing_certificate() {
    let (message, mut deliveries, mut target) = planned();
    target.idempotent = false;
    deliveries[0].state = DeliveryState::Attempting;
    let at = Some((&target, Digest::of(b"adapter")));
    let Begin::Settle(decision) = begin(&message, deliveries[0].clone(), at, &Err(gaps()), moment()) else { panic!() };
    assert_eq!(decision.transition.deliveries[0].state, DeliveryState::Parked(ParkReason::InDoubt));
    // And so it does when the message settles: a person must look first.
    deliveries[0].state = DeliveryState::Parked(NOT_CERTIFIED);
    deliveries[1].state = DeliveryState::Parked(ParkReason::InDoubt);
    deliveries[2].state = DeliveryState::Delivered;
    assert_eq!(settle(&deliveries).unwrap().0, MessageState::Parked(ParkReason::InDoubt));
}

#[test]
fn what_waited_goes_on_in_its_place_and_nothing_else_does() {
    let (mut message, mut deliveries, _) = planned();
    message.state = MessageState::Parked(NOT_CERTIFIED);
    deliveries[0].state = DeliveryState::Parked(NOT_CERTIFIED);
    deliveries[1].state = DeliveryState::Pending;
    deliveries[2].state = DeliveryState::Delivered;
    let wish = Wish { by: "hub", reason: "goes on", now: moment().now };
    let resumed = resume(&message, &deliveries, RevisionNumber(7), wish).unwrap();
    assert_eq!(resumed.change.state, Some(MessageState::Delivering));
    assert_eq!((resumed.change.revision, &resumed.change.lane), (Some(RevisionNumber(7)), &None));
    assert!(!resumed.drop_jobs, "the part under way keeps its job");
    assert_eq!(resumed.jobs.len(), 1);
    // A person's replay drops all jobs: the part under way gets a new one.
    let replayed = replay(&message, &deliveries, RevisionNumber(7), wish).unwrap();
    assert_eq!((replayed.jobs.len(), replayed.deliveries.len()), (2, 1));
    // Before its rules have run it keeps its lane and what was found out.
    let resumed = resume(&message, &[], RevisionNumber(7), wish).unwrap();
    assert_eq!((resumed.change.state, resumed.change.lane), (Some(MessageState::Accepted), None));
    assert_eq!(resumed.change.resolution, None);
    message.state = MessageState::Parked(ParkReason::NoRoute);
    assert!(resume(&message, &deliveries, RevisionNumber(7), wish).is_none());
}

#[test]
fn entries_of_earlier_hubs_are_read_and_written_alike() {
    let event = JournalEvent::RuleApplied {
        plugin: PluginName::new("hundesteuer").unwrap(),
        digest: Digest::of(b"component"),
        world: World::Validator,
        findings: Vec::new(),
        outputs: Vec::new(),
        wall_time_us: 5,
        certificate: None,
    };
    let digest = Digest::of(b"component");
    let earlier = format!(
        "{{\"event\":\"rule-applied\",\"plugin\":\"hundesteuer\",\"digest\":{},\"world\":\"validator\",\
         \"findings\":[],\"outputs\":[],\"wall_time_us\":5}}",
        serde_json::to_string(&digest).unwrap()
    );
    assert_eq!(serde_json::to_string(&event).unwrap(), earlier);
    assert_eq!(serde_json::from_str::<JournalEvent>(&earlier).unwrap(), event);
}
