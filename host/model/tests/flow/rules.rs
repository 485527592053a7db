//! Step 5.

use crate::bench::*;
use drehscheibe_model::call::{RuleFailure, Stop};
use drehscheibe_model::configuration::{Competence, Configuration, Route};
use drehscheibe_model::finding::{Finding, Severity};
use drehscheibe_model::ids::{RecipientId, TargetId};
use drehscheibe_model::message::{MessageState, ParkReason};
use drehscheibe_model::work::JobOutcome;

fn with_rules() -> Configuration {
    let mut configuration = configuration(Competence::Municipality, &[TOWN]);
    let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
    activation.validators = vec![plugin_use("validator").into(), plugin_use("second").into()];
    activation.transformers = vec![plugin_use("transformer").into()];
    configuration
}

fn finding(rule: &str, severity: Severity) -> Finding {
    Finding { severity, ..Finding::of_hub(rule, "X002", "So nicht.", "Not so.") }
}

fn with(validators: &[(&'static str, Result<Vec<Finding>, RuleFailure>)]) -> Script {
    Script { validators: validators.iter().cloned().collect(), ..Script::default() }
}

#[test]
fn all_validators_speak_before_the_core_decides() {
    let mut script = with(&[
        ("validator", Ok(vec![finding("A", Severity::Error)])),
        ("second", Ok(vec![finding("B", Severity::Warning)])),
    ]);
    let decision = decide(&message(Some("p"), Some(TOWN)), &with_rules(), &View::default(), &mut script);
    assert_eq!(state(&decision), MessageState::Rejected);
    assert_eq!(decision.transition.change.findings.unwrap().len(), 2);
    assert_eq!(script.calls, ["validator", "second"], "nothing is transformed that is sent back");
}

#[test]
fn warnings_travel_with_the_message() {
    let mut script = with(&[("validator", Ok(vec![finding("A", Severity::Warning)]))]);
    script.transformer = Some(Ok(vec![output("default")]));
    let decision = decide(&message(Some("p"), Some(TOWN)), &with_rules(), &View::default(), &mut script);
    assert_eq!(state(&decision), MessageState::Delivering);
    assert_eq!(decision.transition.change.findings.unwrap().len(), 1);
}

#[test]
fn each_way_to_fail_has_its_own_end() {
    let cases = [
        (RuleFailure::Permanent("x".into()), MessageState::Parked(ParkReason::RuleFailed)),
        (RuleFailure::Stopped(Stop::Trap { reason: "x".into() }), MessageState::Parked(ParkReason::RuleStopped)),
        (RuleFailure::Rejected(Vec::new()), MessageState::Rejected),
    ];
    for (failure, expected) in cases {
        let mut script = with(&[("validator", Err(failure.clone()))]);
        let decision = decide(&message(Some("p"), Some(TOWN)), &with_rules(), &View::default(), &mut script);
        assert_eq!((state(&decision), decision.outcome), (expected, JobOutcome::Done), "{failure:?}");
    }
}

#[test]
fn what_may_work_later_is_tried_later_until_it_is_too_old() {
    for failure in [RuleFailure::Transient("list".into()), RuleFailure::Stopped(Stop::Busy)] {
        let mut script = with(&[("second", Err(failure))]);
        let decision = decide(&message(Some("p"), Some(TOWN)), &with_rules(), &View::default(), &mut script);
        assert!(matches!(decision.outcome, JobOutcome::RetryAt(_)));
        assert_eq!((decision.transition.change.state, events(&decision)), (None, vec!["postponed"]));
        let mut old = message(Some("p"), Some(TOWN));
        old.received_at = "2026-11-01T10:00:00Z".parse().unwrap();
        let decision = decide(&old, &with_rules(), &View::default(), &mut script);
        assert_eq!(state(&decision), MessageState::Parked(ParkReason::TooOld));
    }
}

#[test]
fn outputs_fan_out_over_their_routes() {
    let mut configuration = with_rules();
    let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
    let target = |id: &str| TargetId::new(id).unwrap();
    let to_chamber =
        Route { recipient: Some(RecipientId::new("ihk").unwrap()), targets: vec![target("post"), target("akte")] };
    activation.routes.insert(0, to_chamber);
    let mut script = Script { transformer: Some(Ok(vec![output("ihk"), output("zoll")])), ..Script::default() };
    let decision = decide(&message(Some("p"), Some(TOWN)), &configuration, &View::default(), &mut script);
    let made: Vec<_> = decision
        .transition
        .deliveries
        .iter()
        .map(|one| (one.id.number, one.recipient.as_str(), one.target.as_str()))
        .collect();
    assert_eq!(made, [(1, "ihk", "post"), (2, "ihk", "akte"), (3, "zoll", "amt")]);
    assert_eq!((decision.transition.jobs.len(), decision.transition.contents.len()), (3, 2));
}

#[test]
fn a_recipient_without_a_target_parks_the_whole_message_before_anything_leaves() {
    let mut configuration = with_rules();
    let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
    activation.routes[0].recipient = Some(RecipientId::new("ihk").unwrap());
    let mut script = Script { transformer: Some(Ok(vec![output("ihk"), output("zoll")])), ..Script::default() };
    let decision = decide(&message(Some("p"), Some(TOWN)), &configuration, &View::default(), &mut script);
    assert_eq!(state(&decision), MessageState::Parked(ParkReason::NoRoute));
    assert!(decision.transition.deliveries.is_empty() && decision.transition.jobs.is_empty());
}

#[test]
fn nobody_to_tell_is_delivered() {
    let mut script = Script { transformer: Some(Ok(Vec::new())), ..Script::default() };
    let decision = decide(&message(Some("p"), Some(TOWN)), &with_rules(), &View::default(), &mut script);
    assert_eq!(state(&decision), MessageState::Delivered);
}

#[test]
fn an_output_for_later_gets_its_job_for_later() {
    let mut later = output("default");
    later.not_before = Some("2026-12-01T00:00:00Z".parse().unwrap());
    let mut script = Script { transformer: Some(Ok(vec![later.clone()])), ..Script::default() };
    let decision = decide(&message(Some("p"), Some(TOWN)), &with_rules(), &View::default(), &mut script);
    assert_eq!(decision.transition.jobs[0].due, later.not_before.unwrap());
}

#[test]
fn a_plugin_that_is_not_pinned_parks() {
    let mut configuration = with_rules();
    configuration.plugins.clear();
    let message = message(Some("p"), Some(TOWN));
    let moment = drehscheibe_model::flow::Moment { now: message.received_at, jitter: 0.5 };
    let view = View::default();
    let mut processing =
        drehscheibe_model::flow::process::Processing::new(&message, &configuration, &Register, &view, 0, moment);
    let drehscheibe_model::flow::process::Step::Call { plugin, .. } = processing.step() else { panic!() };
    assert!(processing.component(plugin).is_none());
    let drehscheibe_model::flow::process::Step::Finished(decision) = processing.unavailable(plugin) else { panic!() };
    assert_eq!(state(&decision), MessageState::Parked(ParkReason::RuleStopped));
}
