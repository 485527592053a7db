//! Each guest by name, so that a failure says which.

use super::*;

#[test]
fn every_guest_is_contained_and_gets_through_with_its_limit_lifted() {
    let options = ConformanceOptions::default();
    let mut wrong = Vec::new();
    for guest in guests::all() {
        let (report, contained) = one(&options, &guest).unwrap();
        if !contained || !report.bites {
            wrong.push(format!("{}: expected {}, {report:?}", guest.name, guest.expected));
        }
    }
    for (report, contained) in special::all(&options).unwrap() {
        if !contained || !report.bites {
            wrong.push(format!("{report:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
