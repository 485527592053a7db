//! Steps 3 and 4.

use crate::bench::*;
use drehscheibe_model::configuration::{Competence, Redirect};
use drehscheibe_model::message::{MessageState, ParkReason};
use drehscheibe_model::work::JobKind;
use jiff::civil::Date;

#[test]
fn each_competence_finds_its_authority() {
    let place = Competence::PlaceInDocument { property: Some("geburtsort".into()), json_pointer: Some("/ort".into()) };
    let office = Competence::Office { tenant: tenant("landesamt") };
    for (competence, area, expected) in [
        (Competence::Municipality, VILLAGE, VILLAGE),
        (Competence::Administration, VILLAGE, "146285229"),
        (Competence::Administration, TOWN, TOWN),
        (Competence::County, VILLAGE, "14628"),
        (office, VILLAGE, "landesamt"),
        (place, VILLAGE, CITY),
    ] {
        let configuration = configuration(competence.clone(), &[expected]);
        let mut message = message(Some("p"), Some(area));
        message.envelope.properties.insert("geburtsort".into(), "14612000".into());
        let decision = plainly(&message, &configuration, &View::default());
        assert_eq!(authority_of(&decision), expected, "{competence:?}");
        let resolution = decision.transition.change.resolution.unwrap().unwrap();
        assert_eq!(resolution.area.as_str(), area, "the area stays the one the message is about");
    }
}

#[test]
fn a_place_that_is_missing_parks_and_one_in_the_document_decides() {
    let place = Competence::PlaceInDocument { property: None, json_pointer: Some("/ort".into()) };
    let configuration = configuration(place, &[TOWN]);
    let message = message(Some("p"), Some(CITY));
    let without = plainly(&message, &configuration, &View::default());
    assert_eq!(state(&without), MessageState::Parked(ParkReason::AreaMissing));
    let view = View { json: serde_json::json!({"ort": TOWN}), root: None };
    assert_eq!(authority_of(&plainly(&message, &configuration, &view)), TOWN);
}

#[test]
fn wrong_keys_are_misrouted_with_what_is_near() {
    let configuration = configuration(Competence::Municipality, &[TOWN]);
    for (area, rule, german) in [
        ("14729999", "AREA-UNKNOWN", "Ähnliche Schlüssel: 14612000"),
        (FORMER, "AREA-EXPIRED", "01.08.2008"),
        ("Markkleeberg", "AREA-SYNTAX", "8 Ziffern"),
    ] {
        let decision = plainly(&message(Some("p"), Some(area)), &configuration, &View::default());
        assert_eq!(state(&decision), MessageState::Rejected, "{area}");
        let findings = decision.transition.change.findings.unwrap();
        assert_eq!((findings[0].rule_id.as_str(), findings[0].reason_code.as_str()), (rule, "T080"));
        assert!(findings[0].texts["de"].contains(german), "{}", findings[0].texts["de"]);
    }
    let nowhere = plainly(&message(Some("p"), None), &configuration, &View::default());
    assert_eq!(state(&nowhere), MessageState::Parked(ParkReason::AreaMissing));
}

fn redirect(from: &str, to: &str, since: Option<Date>, until: Option<Date>) -> Redirect {
    Redirect { procedure: procedure("p"), from: tenant(from), to: tenant(to), valid_from: since, valid_until: until }
}

#[test]
fn a_redirect_holds_in_its_time_and_a_circle_ends() {
    let day = |year| Some(Date::constant(year, 1, 1));
    for (since, until, expected) in
        [(None, None, CITY), (day(2026), day(2027), CITY), (day(2027), None, TOWN), (None, day(2026), TOWN)]
    {
        let mut configuration = configuration(Competence::Municipality, &[TOWN, CITY]);
        configuration.redirects.push(redirect(TOWN, CITY, since, until));
        let decision = plainly(&message(Some("p"), Some(TOWN)), &configuration, &View::default());
        assert_eq!(authority_of(&decision), expected, "{since:?} to {until:?}");
    }
    let mut configuration = configuration(Competence::Municipality, &[TOWN, CITY]);
    configuration.redirects = vec![redirect(TOWN, CITY, None, None), redirect(CITY, TOWN, None, None)];
    let decision = plainly(&message(Some("p"), Some(TOWN)), &configuration, &View::default());
    assert_eq!(state(&decision), MessageState::Delivering);
}

#[test]
fn an_activation_holds_in_its_time_only() {
    for (since, until, active) in [
        (Some(Date::constant(2026, 11, 22)), None, true),
        (Some(Date::constant(2026, 11, 23)), None, false),
        (None, Some(Date::constant(2026, 11, 22)), false),
        (None, Some(Date::constant(2026, 11, 23)), true),
    ] {
        let mut configuration = configuration(Competence::Municipality, &[TOWN]);
        let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
        (activation.valid_from, activation.valid_until) = (since, until);
        let decision = plainly(&message(Some("p"), Some(TOWN)), &configuration, &View::default());
        let expected = if active { MessageState::Delivering } else { MessageState::Parked(ParkReason::NoActivation) };
        assert_eq!(state(&decision), expected, "{since:?} to {until:?}");
    }
}

#[test]
fn the_day_is_the_german_one() {
    let mut configuration = configuration(Competence::Municipality, &[TOWN]);
    let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
    activation.valid_from = Some(Date::constant(2027, 1, 1));
    let mut message = message(Some("p"), Some(TOWN));
    message.received_at = "2026-12-31T23:30:00Z".parse().unwrap();
    assert_eq!(state(&plainly(&message, &configuration, &View::default())), MessageState::Delivering);
}

#[test]
fn no_application_leads_to_the_file_and_the_mail_room() {
    let mut configuration = configuration(Competence::Municipality, &[TOWN]);
    let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
    activation.application = None;
    activation.routes.clear();
    let decision = plainly(&message(Some("p"), Some(TOWN)), &configuration, &View::default());
    let targets: Vec<_> = decision.transition.deliveries.iter().map(|delivery| delivery.target.as_str()).collect();
    assert_eq!(targets, ["akte", "post"]);
}

#[test]
fn a_message_of_the_intake_queue_goes_on_in_its_municipalitys_queue() {
    let mut configuration = configuration(Competence::Municipality, &[TOWN]);
    let activation = configuration.authorities.get_mut(&tenant(TOWN)).unwrap().activations.get_mut(0).unwrap();
    activation.validators.push(plugin_use("validator").into());
    let mut message = message(Some("p"), Some(TOWN));
    message.tenant = tenant("intake.portal");
    let mut script = Script::default();
    let first = decide(&message, &configuration, &View::default(), &mut script);
    assert_eq!((script.calls.len(), first.transition.jobs[0].kind), (0, JobKind::Process));
    assert_eq!(first.transition.change.state, None);
    message.tenant = first.transition.change.tenant.clone().unwrap();
    message.resolution = first.transition.change.resolution.clone().unwrap();
    let second = decide(&message, &configuration, &View::default(), &mut script);
    assert_eq!((script.calls.len(), state(&second)), (1, MessageState::Delivering));
    assert_eq!(events(&second), ["rule-applied"], "what was found out before is not told twice");
}
