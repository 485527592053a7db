//! Step 2.

use crate::bench::*;
use drehscheibe_model::call::Recognition;
use drehscheibe_model::configuration::{AreaFrom, Competence, Conditions, RecognisedAs, RecognitionRule};
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::message::{MessageState, ParkReason};

fn rule(name: &str, when: Conditions, then: RecognisedAs) -> RecognitionRule {
    RecognitionRule { name: name.into(), when, then }
}

fn to_p() -> RecognisedAs {
    RecognisedAs { procedure: Some(procedure("p")), ..RecognisedAs::default() }
}

#[test]
fn the_envelope_alone_is_enough() {
    let decision =
        plainly(&message(Some("p"), Some(TOWN)), &configuration(Competence::Municipality, &[TOWN]), &View::default());
    assert_eq!(state(&decision), MessageState::Delivering);
    assert_eq!(events(&decision), ["recognised", "resolved"]);
}

#[test]
fn namespace_and_root_element_tell_the_kind_of_message() {
    let mut configuration = configuration(Competence::Municipality, &[TOWN]);
    let when = Conditions {
        root_namespace: Some("urn:x:*".into()),
        root_element: Some("antrag.*".into()),
        ..Conditions::default()
    };
    let then = RecognisedAs { message_type_from_root: true, ..to_p() };
    configuration.recognition.push(rule("xml", when, then));
    let view = View { root: Some(("urn:x:1.2", "antrag.neu.0101")), ..View::default() };
    let decision = plainly(&message(None, Some(TOWN)), &configuration, &view);
    let JournalEvent::Recognised { by, message_type, .. } = &decision.transition.entries[0].event else { panic!() };
    assert_eq!((by.as_str(), message_type.as_deref()), ("xml", Some("antrag.neu.0101")));
    let other = View { root: Some(("urn:y:1", "antrag.neu.0101")), ..View::default() };
    assert_eq!(
        state(&plainly(&message(None, Some(TOWN)), &configuration, &other)),
        MessageState::Parked(ParkReason::Unrecognised)
    );
}

#[test]
fn every_condition_must_hold() {
    let full = || Conditions {
        source: Some("portal".parse().unwrap()),
        procedure: Some("alt".into()),
        media_type: Some("application/json".into()),
        properties: [("form".to_owned(), "a".to_owned())].into(),
        ..Conditions::default()
    };
    let mut given = message(Some("alt"), Some(TOWN));
    given.document.media_type = "Application/JSON; charset=utf-8".into();
    given.envelope.properties.insert("form".into(), "a".into());
    let mut wrong = Vec::new();
    for change in [
        |when: &mut Conditions| when.source = Some("other".parse().unwrap()),
        |when: &mut Conditions| when.procedure = Some("neu".into()),
        |when: &mut Conditions| when.message_type = Some("m".into()),
        |when: &mut Conditions| when.media_type = Some("text/plain".into()),
        |when: &mut Conditions| when.root_namespace = Some("*".into()),
        |when: &mut Conditions| drop(when.properties.insert("form".into(), "b".into())),
    ] {
        let mut when = full();
        change(&mut when);
        wrong.push(when);
    }
    let mut configuration = configuration(Competence::Municipality, &[TOWN]);
    configuration.recognition = wrong.into_iter().map(|when| rule("wrong", when, to_p())).collect();
    assert_eq!(
        state(&plainly(&given, &configuration, &View::default())),
        MessageState::Parked(ParkReason::Unrecognised)
    );
    configuration.recognition.push(rule("right", full(), to_p()));
    let decision = plainly(&given, &configuration, &View::default());
    let JournalEvent::Recognised { by, .. } = &decision.transition.entries[0].event else { panic!() };
    assert_eq!(by, "right");
}

#[test]
fn a_recogniser_goes_before_the_rest_and_may_pass() {
    let mut configuration = configuration(Competence::Municipality, &[TOWN, CITY]);
    let then = RecognisedAs { recogniser: Some(plugin_use("recogniser")), ..to_p() };
    configuration.recognition.push(rule("asks", Conditions::default(), then));
    configuration.recognition.push(rule("last", Conditions::default(), to_p()));
    let found = Recognition { area: Some(CITY.into()), message_type: Some("m".into()), ..Recognition::default() };
    let mut script = Script { recogniser: Some(found), ..Script::default() };
    let decision = decide(&message(None, Some(TOWN)), &configuration, &View::default(), &mut script);
    assert_eq!((authority_of(&decision).as_str(), script.calls.len()), (CITY, 1));
    // "Not mine": the next rule has its turn.
    let mut script = Script::default();
    let decision = decide(&message(None, Some(TOWN)), &configuration, &View::default(), &mut script);
    assert_eq!(events(&decision), ["rule-applied", "recognised", "resolved"]);
    let JournalEvent::Recognised { by, .. } = &decision.transition.entries[1].event else { panic!() };
    assert_eq!((by.as_str(), authority_of(&decision).as_str()), ("last", TOWN));
}

#[test]
fn the_area_may_stand_in_a_property_or_in_the_document() {
    for (from, view) in [
        (AreaFrom::Property("ort".into()), View::default()),
        (
            AreaFrom::JsonPointer("/hund/ags".into()),
            View { json: serde_json::json!({"hund": {"ags": "14612000"}}), root: None },
        ),
    ] {
        let mut configuration = configuration(Competence::Municipality, &[CITY]);
        configuration.recognition.push(rule(
            "r",
            Conditions::default(),
            RecognisedAs { area_from: Some(from), ..to_p() },
        ));
        let mut message = message(None, None);
        message.envelope.properties.insert("ort".into(), "14612000".into());
        assert_eq!(authority_of(&plainly(&message, &configuration, &view)), CITY);
    }
}

#[test]
fn a_procedure_that_is_not_configured_is_parked() {
    let configuration = configuration(Competence::Municipality, &[TOWN]);
    let decision = plainly(&message(Some("q"), Some(TOWN)), &configuration, &View::default());
    assert_eq!(state(&decision), MessageState::Parked(ParkReason::Unrecognised));
    assert_eq!(events(&decision), ["parked"]);
}
