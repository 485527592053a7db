use super::desk::*;
use crate::gatekeeper::{Gatekeeper, Memory};
use crate::trust::{AfterExpiry, TrustPolicy};
use drehscheibe_model::trust::TrustGap;

#[test]
fn a_certificate_warns_before_its_end_then_stops_activations_then_the_rest() {
    let desk = Desk::new();
    desk.issue(&desk.certificate());
    let gate = desk.gate();
    let soon = |gaps: &[TrustGap]| matches!(gaps, [TrustGap::ExpiresSoon { .. }]);
    for (date, activates, loads, warns) in [
        ("2026-10-01", true, true, false),
        ("2026-10-04", true, true, true),
        ("2026-12-31", true, true, true),
        ("2027-01-01", false, true, true),
        ("2027-01-30", false, true, true),
        ("2027-01-31", false, false, false),
    ] {
        desk.at(date);
        assert_eq!(activate(&gate).is_ok(), activates, "{date}");
        assert_eq!(load(&gate).is_ok(), loads, "{date}");
        if let Ok(clearance) = load(&gate) {
            assert_eq!(!clearance.warnings.is_empty(), warns, "{date}");
            assert_eq!(soon(&clearance.warnings), warns && activates, "{date}");
        }
    }
}

#[test]
fn the_operator_says_what_happens_after_the_end() {
    for (after, loads) in
        [(AfterExpiry::Run, true), (AfterExpiry::Stop, false), (AfterExpiry::Grace { days: 1 }, false)]
    {
        let mut desk = Desk::new();
        desk.policy.after_expiry = after;
        desk.issue(&desk.certificate());
        desk.at("2027-01-03");
        let gate = desk.gate();
        assert_eq!(load(&gate).is_ok(), loads, "{after:?}");
        assert!(matches!(activate(&gate).unwrap_err()[..], [TrustGap::Expired { .. }]));
    }
}

#[test]
fn a_certificate_of_the_future_does_not_count_yet() {
    let desk = Desk::new();
    desk.issue(&desk.certificate());
    desk.at("2025-06-01");
    let gate = desk.gate();
    assert!(matches!(activate(&gate).unwrap_err()[..], [TrustGap::NotYetValid { .. }]));
    assert!(load(&gate).is_err());
}

#[test]
fn setting_the_clock_back_revives_nothing_and_is_told() {
    let desk = Desk::new();
    desk.issue(&desk.certificate());
    let directory = tempfile::tempdir().unwrap();
    let memory = || Memory::open(directory.path()).unwrap();
    let gate = desk.gate_with(memory());
    desk.at("2027-03-01");
    gate.refresh().unwrap();
    assert!(load(&gate).is_err());
    desk.at("2026-03-01");
    let reasons: Vec<String> = activate(&gate).unwrap_err().iter().map(ToString::to_string).collect();
    assert!(reasons.iter().any(|reason| reason.contains("set back")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("ended on")), "{reasons:?}");
    assert!(load(&gate).is_err());
    let desk_mode = TrustPolicy { allow_uncertified: true, ..desk.policy.clone() };
    let open = Gatekeeper::open(desk_mode, desk.shelf.clone(), desk.clock.clone(), memory()).unwrap();
    assert!(activate(&open).unwrap().warnings.iter().any(|gap| matches!(gap, TrustGap::Stale { .. })));
    // A restart does not make it forget.
    let gate = desk.gate_with(memory());
    assert!(load(&gate).is_err() && activate(&gate).is_err());
    // Somebody has looked: the later time was the wrong one.
    gate.accept_clock().unwrap();
    activate(&gate).unwrap();
}

#[test]
fn of_two_certificates_the_one_without_warnings_counts() {
    let desk = Desk::new();
    let mut short = desk.certificate();
    short.number = "P-0".into();
    short.valid_until = day("2026-04-01");
    desk.issue(&short);
    desk.issue(&desk.certificate());
    let clearance = activate(&desk.gate()).unwrap();
    assert_eq!(clearance.certificate.unwrap().number, "P-1");
    assert_eq!(clearance.warnings, []);
}
