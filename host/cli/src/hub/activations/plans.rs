//! The plans' part of a function test: every case, on the engine that counts fuel.

use drehscheibe_certify::{Bench, Plan, run_plan};
use drehscheibe_model::content::Digest;
use drehscheibe_runtime::{Mode, Runtime, RuntimeOptions, RuntimePorts};
use serde_json::{Value, json};
use std::path::Path;

/// What came of a plan.
#[derive(Debug, Clone)]
pub struct PlanResult {
    pub passed: bool,
    pub report: Value,
}

/// Runs a plan against a component.
///
/// # Errors
/// It could not be run; for people.
pub fn run(plan: &Plan, component: &[u8]) -> Result<PlanResult, String> {
    let bench = Bench::default();
    let digest: Digest = bench.blobs.put(component);
    let cache = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| error.to_string())?;
    let mut options = RuntimeOptions::new(cache.path(), key);
    options.mode = Mode::Certification;
    options.concurrent_calls = 1;
    let recording = || bench.recording.clone();
    let ports = RuntimePorts {
        blobs: bench.blobs.clone(),
        http: recording(),
        mailer: recording(),
        secrets: recording(),
        code_lists: recording(),
    };
    let runtime = Runtime::new(options, ports).map_err(|error| error.to_string())?;
    let report = run_plan(plan, &digest, &runtime, &bench);
    let failed: Vec<_> = report.cases.iter().filter(|case| !case.passed()).map(|case| case.name.clone()).collect();
    Ok(PlanResult {
        passed: report.passed(),
        report: json!({
            "plugin": plan.plugin, "component": digest.to_string(), "plan": plan.digest.to_string(),
            "cases": report.cases.len(), "failed": failed, "problems": report.problems,
        }),
    })
}

/// Reads the plan of a plugin.
pub fn load(directory: &Path) -> Result<Plan, String> {
    Plan::load(directory).map_err(|error| error.to_string())
}
