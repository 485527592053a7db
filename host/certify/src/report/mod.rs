//! What a run of a plan found out.

mod difference;
mod json;
mod text;

pub use difference::{DiffLine, Mismatch, Sign};
pub use json::to_json;
pub use text::{Line, Style, render, render_text};

use crate::plan::{Budget, Operation};
use drehscheibe_model::call::{LogLine, PluginFacts, Usage};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId};

/// The result of a plan. The same component, plan and engine give the same value but for
/// [`Usage::wall_time`], which no report shows.
#[derive(Debug, Clone)]
pub struct PlanReport {
    pub plan: String,
    pub plan_digest: Digest,
    pub plugin: PluginName,
    pub procedure: Option<ProcedureId>,
    pub component: Digest,
    /// What the host found in the component; none if it could not be loaded.
    pub facts: Option<PluginFacts>,
    /// What concerns no single case, for example a component that cannot be loaded.
    pub problems: Vec<String>,
    /// In order of their names.
    pub cases: Vec<CaseReport>,
    pub requirements: Vec<RequirementReport>,
}

impl PlanReport {
    /// Whether every case passed and nothing else is wrong.
    pub fn passed(&self) -> bool {
        self.problems.is_empty() && self.cases.iter().all(CaseReport::passed)
    }
}

/// The result of one case.
#[derive(Debug, Clone)]
pub struct CaseReport {
    pub name: String,
    pub title: String,
    pub operation: Operation,
    pub requirements: Vec<String>,
    /// How the call ended: `ok`, `rejected`, `transient`, `permanent`, `in-doubt`, `stopped:<name>`.
    pub outcome: String,
    /// Rule ids of the findings, each once, in order.
    pub rules: Vec<String>,
    /// All that differs from what was expected.
    pub mismatches: Vec<Mismatch>,
    pub used: Usage,
    pub budget: Budget,
    pub log: Vec<LogLine>,
}

impl CaseReport {
    pub fn passed(&self) -> bool {
        self.mismatches.is_empty()
    }
}

/// Which cases cover a requirement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementReport {
    pub id: String,
    pub text: String,
    pub source: Option<String>,
    /// Names of the cases that name it.
    pub cases: Vec<String>,
    /// Whether there is such a case and all of them passed.
    pub covered: bool,
}
