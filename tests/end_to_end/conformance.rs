//! The conformance suite as an operator runs it: the binary alone, in an empty directory.

use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

/// What the suite must let loose at the least, and what must stop it.
const GUESTS: [(&str, &str); 29] = [
    ("loop-in-call", "DeadlineExceeded"),
    ("loop-in-start", "DeadlineExceeded"),
    ("loop-in-check-settings", "DeadlineExceeded"),
    ("memory-bomb", "MemoryDenied"),
    ("memory-bomb-in-two", "MemoryDenied"),
    ("table-bomb", "TableDenied"),
    ("deep-recursion", "StackExhausted"),
    ("log-flood", "LogBudget"),
    ("finding-flood", "OutputTooLarge"),
    ("finding-huge", "OutputTooLarge"),
    ("output-bomb", "OutputTooLarge"),
    ("empty-strings-bomb", "OutputTooLarge"),
    ("trap-then-the-next-message", "Trap"),
    ("sleeping-host-call", "DeadlineExceeded"),
    ("side-by-side", "DeadlineExceeded"),
    ("path-to-the-parent", "CapabilityDenied(not-permitted)"),
    ("path-absolute", "CapabilityDenied(not-permitted)"),
    ("path-through-a-link", "CapabilityDenied(not-permitted)"),
    ("host-not-granted", "CapabilityDenied(http-request-denied)"),
    ("address-not-granted", "CapabilityDenied(destination-ip-prohibited)"),
    ("secret-toward-another-host", "CapabilityDenied(http-request-denied)"),
    ("import-wasi", "AbiMismatch"),
    ("import-capability", "AbiMismatch"),
    ("component-truncated", "AbiMismatch"),
    ("component-random", "AbiMismatch"),
    ("component-huge", "AbiMismatch"),
    ("core-module", "AbiMismatch"),
    ("machine-code-tampered", "CacheRejected"),
    ("machine-code-foreign", "CacheRejected"),
];

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn every_named_guest_is_contained_and_the_report_has_the_named_form() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_drehscheibe"));
    command.args(["conformance", "--json"]).current_dir(directory.path()).env_clear().env("TMPDIR", directory.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(keys(&report), ["contained", "guests", "total"]);
    let guests = report["guests"].as_array().unwrap();
    assert_eq!(report["total"], guests.len());
    assert_eq!(report["contained"], report["total"]);
    let mut outcomes = BTreeMap::new();
    for guest in guests {
        assert_eq!(keys(guest), ["bites", "limit", "name", "outcome", "stopped_after_ms"]);
        assert!(guest["limit"].is_string() && guest["stopped_after_ms"].is_u64() && guest["bites"] == true, "{guest}");
        outcomes.insert(guest["name"].as_str().unwrap(), guest["outcome"].as_str().unwrap());
    }
    for (name, outcome) in GUESTS {
        assert_eq!(outcomes.get(name), Some(&outcome), "{name}");
    }
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0, "nothing is left behind");
}
