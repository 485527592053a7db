//! Budgets of another language's component for the same plan.

use crate::commands::output::Failure;
use drehscheibe_certify::Plan;
use drehscheibe_certify::plan::Budget;
use serde::Deserialize;
use std::path::Path;

/// What each call may use at most.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budgets {
    fuel: Option<u64>,
    memory_bytes: Option<u64>,
    output_bytes: Option<u64>,
    host_calls: Option<u64>,
}

/// Puts the budgets of a file in place of all budgets of a plan. Cases that have none keep none.
pub fn replace(plan: &mut Plan, file: &Path) -> Result<(), Failure> {
    let named = |failure: Failure| failure.line(format!("the budgets are in {}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| named(Failure::of(&error)))?;
    let budgets: Budgets = toml::from_str(&text).map_err(|error| named(Failure::of(&error)))?;
    for case in plan.cases.iter_mut().filter(|case| case.budget != Budget::default()) {
        case.budget = Budget {
            fuel: budgets.fuel,
            memory_bytes: budgets.memory_bytes,
            output_bytes: budgets.output_bytes,
            host_calls: budgets.host_calls,
        };
    }
    Ok(())
}
