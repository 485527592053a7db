//! A plan gives the same bytes on every run.

use crate::support::Stage;
use crate::support::stage::{component, root};

#[test]
fn the_report_of_a_plan_is_byte_identical() {
    component("filedrop");
    let stage = Stage::new("");
    let plugin = root().join("plugins/filedrop").display().to_string();
    let run = || stage.done(&["plugin", "test", &plugin, "--json"]);
    let first = run();
    assert_eq!(first, run());
    let report: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert!(report.to_string().contains("fuel"), "{report:#}");
}
