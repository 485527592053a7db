//! From outside: JSON in, findings or a file out.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::Hundesteuer;
use drehscheibe_sdk::{Severity, test};

const GOOD: &str = include_str!("../plan/inputs/anmeldung.json");
const MARKKLEEBERG: &str = include_str!("../settings/markkleeberg.json");
const PIRNA: &str = include_str!("../settings/pirna.json");

fn told(document: &str, settings: &str, now: &str) -> Vec<String> {
    test::Host::new().settings(settings).now(now).install();
    test::told(&test::validate::<Hundesteuer>(&test::submission(document)).unwrap())
}

const IN_TIME: &str = "2026-03-02T09:15:00+01:00";

#[test]
fn a_good_registration_has_no_findings() {
    assert_eq!(told(GOOD, MARKKLEEBERG, IN_TIME), Vec::<String>::new());
}

#[test]
fn an_empty_form_is_answered_with_everything_that_is_missing() {
    let told = told("{}", MARKKLEEBERG, IN_TIME);
    for at in [
        "/halter/nachname",
        "/halter/vorname",
        "/anschrift/strasse",
        "/anschrift/ort",
        "/hund/rasse",
        "/hund/geburtsdatum",
    ] {
        assert!(told.contains(&format!("!HUND-01 {at}")), "{at} {told:?}");
    }
    assert!(told.contains(&"!HUND-10 /hund/chipnummer".to_owned()), "{told:?}");
}

/// Acquired on 10 February 2026; four weeks end with 10 March.
#[test]
fn the_deadline_is_the_municipality_s() {
    assert_eq!(told(GOOD, MARKKLEEBERG, "2026-03-10T23:59:59+01:00"), Vec::<String>::new());
    assert_eq!(told(GOOD, MARKKLEEBERG, "2026-03-11T00:00:00+01:00"), ["HUND-15 /hund/anschaffungsdatum"]);
    assert_eq!(told(GOOD, PIRNA, "2026-02-24T23:59:59+01:00"), Vec::<String>::new());
    assert_eq!(told(GOOD, PIRNA, "2026-02-25T00:00:00+01:00"), ["HUND-15 /hund/anschaffungsdatum"]);
}

/// Born on 20 January 2026: three months old on 20 April, to be registered until 4 May.
#[test]
fn a_puppy_counts_from_its_age_on() {
    let puppy = GOOD.replace("2023-05-04", "2026-01-20");
    assert_eq!(told(&puppy, PIRNA, "2026-03-02T09:15:00+01:00"), ["HUND-14 /hund/geburtsdatum"]);
    assert_eq!(told(&puppy, PIRNA, "2026-05-04T12:00:00+02:00"), Vec::<String>::new());
    assert_eq!(told(&puppy, PIRNA, "2026-05-05T12:00:00+02:00"), ["HUND-15 /hund/anschaffungsdatum"]);
}

#[test]
fn the_bank_account_is_checked() {
    let wrong = GOOD.replace("DE89370400440532013000", "DE89370400440532013001");
    assert_eq!(told(&wrong, MARKKLEEBERG, IN_TIME), ["!HUND-21 /sepa/iban"]);
    let foreign = GOOD.replace("DE89370400440532013000", "TR330006100519786457841326");
    assert_eq!(told(&foreign, MARKKLEEBERG, IN_TIME), ["!HUND-22 /sepa/iban"]);
}

#[test]
fn an_assistance_dog_needs_a_proof_where_it_is_exempt() {
    let dog = GOOD.replace("\"assistenzhund\": false", "\"assistenzhund\": true, \"assistenzhund_nachweis\": \"n1\"");
    assert_eq!(told(&dog, MARKKLEEBERG, IN_TIME), ["!HUND-18 /hund/assistenzhund_nachweis"]);
    assert_eq!(told(&dog, PIRNA, "2026-02-20T09:15:00+01:00"), ["HUND-17 /hund/assistenzhund"]);
    let mut submission = test::submission(dog);
    submission.attachments = vec![test::attachment("n1", "nachweis.pdf", "application/pdf", 1000)];
    test::Host::new().settings(MARKKLEEBERG).now(IN_TIME).install();
    assert!(test::validate::<Hundesteuer>(&submission).unwrap().is_empty());
    let outputs = test::transform::<Hundesteuer>(&submission).unwrap();
    assert_eq!(outputs[0].attachments, ["n1"]);
    assert!(String::from_utf8_lossy(&outputs[0].document.body).contains(";J;0,00;"), "exempt: no tax");
}

#[test]
fn a_breed_that_is_presumed_dangerous_is_pointed_out() {
    let dog = GOOD.replace("Labrador Retriever", "BULLTERRIER");
    assert_eq!(told(&dog, MARKKLEEBERG, IN_TIME), ["HUND-16 /hund/gefaehrlich"]);
}

#[test]
fn another_municipality_s_dog_is_misrouted() {
    let elsewhere = GOOD.replace("\"ort\": \"Musterstadt\"", "\"ort\": \"Musterstadt\", \"ags\": \"14729270\"");
    test::Host::new().settings(MARKKLEEBERG).now(IN_TIME).install();
    let findings = test::validate::<Hundesteuer>(&test::submission(elsewhere)).unwrap();
    assert_eq!((findings[0].rule_id.as_str(), findings[0].reason_code.as_str()), ("HUND-04", "T080"));
}

#[test]
fn rates_follow_the_number_and_the_danger() {
    for (change, expected) in [
        (("\"weitere_hunde\": 0", "\"weitere_hunde\": 0"), ";80,00;"),
        (("\"weitere_hunde\": 0", "\"weitere_hunde\": 1"), ";130,00;"),
        (("\"weitere_hunde\": 0", "\"weitere_hunde\": 2"), ";130,00;"),
        (("\"gefaehrlich\": false", "\"gefaehrlich\": true"), ";360,00;"),
    ] {
        test::Host::new().settings(MARKKLEEBERG).now(IN_TIME).install();
        let outputs = test::transform::<Hundesteuer>(&test::submission(GOOD.replace(change.0, change.1))).unwrap();
        let text = String::from_utf8_lossy(&outputs[0].document.body).into_owned();
        assert!(text.contains(expected), "{change:?}: {text}");
    }
}

#[test]
fn names_survive_the_encoding_of_an_old_application() {
    let name = GOOD.replace("Muster\"", "Dvořák-Müßig\"");
    assert_eq!(told(&name, MARKKLEEBERG, IN_TIME), ["HUND-06 /halter/nachname"]);
    let outputs = test::transform::<Hundesteuer>(&test::submission(name)).unwrap();
    let body = &outputs[0].document.body;
    assert!(body.windows(12).any(|window| window == b"Dvor\xe1k-M\xfc\xdfig"), "{}", String::from_utf8_lossy(body));
}

#[test]
fn all_example_settings_are_sound() {
    for settings in
        [MARKKLEEBERG, PIRNA, include_str!("../settings/dresden.json"), include_str!("../settings/leipzig.json")]
    {
        let findings = test::check_settings::<Hundesteuer>(settings);
        assert!(findings.iter().all(|finding| finding.severity != Severity::Error), "{findings:?}");
    }
    assert_eq!(
        test::told(&test::check_settings::<Hundesteuer>(r#"{"format":"xml","zeichensatz":"windows-1252"}"#)),
        ["!EINST-01 /zeichensatz"]
    );
    assert_eq!(test::told(&test::check_settings::<Hundesteuer>(r#"{"frist":1}"#)), ["!SETTINGS "]);
}
