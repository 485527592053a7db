//! The plans' part of a function test: every case, on the engine that counts fuel.

use crate::plugin::engine::certification_engine;
use drehscheibe_certify::{Plan, run_plan};
use drehscheibe_model::content::Digest;
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
    let (engine, _cache) = certification_engine().map_err(|failure| failure.to_string())?;
    let digest: Digest = engine.bench.blobs.put(component);
    let report = run_plan(plan, &digest, engine.rules.as_ref(), &engine.bench);
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
