//! How two components behave in the cases of one plan.

use super::side::Side;
use super::text::value;
use crate::commands::output::Failure;
use drehscheibe_certify::{PlanReport, to_json};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// All cases of the plan.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Behaviour {
    pub(super) plan: String,
    pub(super) cases: Vec<Case>,
}

/// One case; lines only if it differs.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Case {
    pub(super) name: String,
    /// Outcome, what differs from the expectation, and what was used.
    pub(super) lines: Vec<String>,
}

impl Case {
    pub(super) fn differs(&self) -> bool {
        !self.lines.is_empty()
    }
}

impl Behaviour {
    pub(super) fn different(&self) -> usize {
        self.cases.iter().filter(|case| case.differs()).count()
    }
    pub(super) fn is_equal(&self) -> bool {
        self.different() == 0
    }
}

pub(super) fn compare(folder: &Path, a: &Side, b: &Side) -> Result<Behaviour, Failure> {
    let plan = crate::plugin::folder::plan(folder, folder)?;
    let progress = crate::commands::progress(plan.cases.len() as u64 * 2, "cases");
    let run = |component: &[u8]| crate::plugin::test::run_on_bench(&plan, component, &mut || progress.inc(1));
    let (one, other) = (run(&a.component)?, run(&b.component)?);
    progress.finish_and_clear();
    let (one, other) = (cases(&one)?, cases(&other)?);
    let names: BTreeSet<_> = one.iter().chain(&other).map(|(name, _)| name).collect();
    let of = |cases: &[(String, Value)], name: &str| {
        cases.iter().find(|(one, _)| one == name).map_or(Value::Null, |(_, case)| case.clone())
    };
    let case = |name: &String| Case { name: name.clone(), lines: lines(&of(&one, name), &of(&other, name)) };
    Ok(Behaviour { plan: plan.name.clone(), cases: names.into_iter().map(case).collect() })
}

/// Cases by name, as the report for machines shows them.
fn cases(report: &PlanReport) -> Result<Vec<(String, Value)>, Failure> {
    if let Some(problem) = report.problems.first() {
        return Err(Failure::new("the plan cannot be run").line(problem.clone()));
    }
    let document: Value = serde_json::from_str(&to_json(report)).map_err(|error| Failure::of(&error))?;
    let cases = document.get("cases").and_then(Value::as_array).cloned().unwrap_or_default();
    let name = |case: &Value| case.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(cases.into_iter().map(|case| (name(&case), case)).collect())
}

fn lines(a: &Value, b: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for name in ["outcome", "passed", "mismatches", "used", "log"] {
        if a[name] != b[name] {
            lines.push(format!("{name}: {} → {}", value(&a[name]), value(&b[name])));
        }
    }
    lines
}
