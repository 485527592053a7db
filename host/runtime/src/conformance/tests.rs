//! Each guest by name, so that a failure says which; and the form of the report.

use super::*;

#[test]
fn every_guest_is_contained_and_gets_through_with_its_limit_lifted() {
    let options = ConformanceOptions::default();
    let mut lines = Vec::new();
    for guest in guests::all() {
        let line = one(&options, &guest).unwrap();
        assert!(line.1 && line.0.bites, "expected {}: {:?}", guest.expected, line.0);
        lines.push(line);
    }
    lines.extend(special::all(&options).unwrap());
    for (report, contained) in &lines {
        assert!(*contained && report.bites, "{report:?}");
    }
    let report = Report::new(lines);
    assert!(report.passed() && report.total >= 25 && report.contained == report.total);
    let json = serde_json::to_value(&report).unwrap();
    let keys = |value: &serde_json::Value| {
        value.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(keys(&json), ["contained", "guests", "total"].map(String::from).into());
    let members = ["bites", "limit", "name", "outcome", "stopped_after_ms"];
    assert_eq!(keys(&json["guests"][0]), members.map(String::from).into());
}

/// The verdict has to be able to be a bad one.
#[test]
fn a_guest_that_is_not_stopped_or_a_limit_that_does_not_act_is_seen() {
    let guests = guests::all();
    let guest = guests.into_iter().find(|guest| guest.name == "log-flood").unwrap();
    let options = ConformanceOptions::default();
    // Nothing is there for it: it gets through.
    let guest = guest.held(|setting| setting.limits.log_bytes = 1 << 20);
    let (report, contained) = one(&options, &guest).unwrap();
    assert!(!contained && report.outcome == "through");
    // Something else stops it as well: lifting the limit changes nothing.
    let guest = guest.both(|setting| setting.limits.host_calls = 1).held(|setting| setting.limits.log_bytes = 1);
    let (report, contained) = one(&options, &guest).unwrap();
    assert!(contained && !report.bites, "{report:?}");
    assert!(!Report::new(vec![(report, contained)]).passed());
}
