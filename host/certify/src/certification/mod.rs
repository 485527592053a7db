//! Certification: what a certifier wants to know beyond whether the plan passes.
//!
//! The plan runs twice, on two engines, and gives the same bytes; what no case exercises is named; and
//! the documents of good cases are spoilt to see that the plugin neither breaks nor takes them.

mod coverage;
mod html;
mod json;
mod mutation;

pub use coverage::Coverage;
pub use html::to_html;
pub use json::{FORMAT, Highest, to_json};
pub use mutation::{Mutation, MutationReport, Mutations};

use crate::bench::Bench;
use crate::plan::{Plan, Requirement};
use crate::report::PlanReport;
use crate::run::run_plan_with;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::Rules;

/// An engine with the outside world that it was made with.
pub struct Engine {
    pub rules: Box<dyn Rules>,
    pub bench: Bench,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("bench", &self.bench).finish_non_exhaustive()
    }
}

/// How far a certification is, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// A case of the first or the second run is done.
    Case,
    /// So many spoilt documents will be tried.
    Mutations(usize),
    /// One was tried.
    Mutation,
}

/// What a certification found out. The same component, plan and engine give the same value.
#[derive(Debug, Clone)]
pub struct Certification {
    pub report: PlanReport,
    /// Whether the second run gave the same bytes.
    pub repeatable: bool,
    pub coverage: Coverage,
    pub mutations: Mutations,
}

impl Certification {
    /// Everything that stands against a certificate, for people.
    pub fn objections(&self) -> Vec<String> {
        let mut objections = self.report.problems.clone();
        let failed = self.report.cases.iter().filter(|case| !case.passed());
        objections.extend(failed.map(|case| format!("case {} differs from what is expected", case.name)));
        if !self.repeatable {
            objections.push("two runs gave different bytes".into());
        }
        objections.extend(self.mutations.problems().map(|mutation| {
            let problem = mutation.problem.unwrap_or_default();
            format!("case {}, {} {}: {problem}", mutation.case, mutation.kind.name(), mutation.place)
        }));
        objections
    }

    pub fn passed(&self) -> bool {
        self.objections().is_empty()
    }
}

/// Runs all of it. Each engine is used for one run; the first also for the spoilt documents.
/// `blueprint` are the requirements of the procedure; none: those of the plan.
pub fn certify(
    plan: &Plan,
    component: &[u8],
    engines: &[Engine; 2],
    blueprint: Option<&[Requirement]>,
    progress: &mut dyn FnMut(Progress),
) -> Certification {
    let [first, second] = engines;
    let mut run = |engine: &Engine| {
        let digest = engine.bench.blobs.put(component);
        run_plan_with(plan, &digest, engine.rules.as_ref(), &engine.bench, &mut |_| progress(Progress::Case))
    };
    let report = run(first);
    let again = run(second);
    let repeatable = crate::report::to_json(&report) == crate::report::to_json(&again);
    let mutations = mutation::run(plan, &Digest::of(component), first, &report, progress);
    let coverage = Coverage::of(plan, component, &report, &mutations, blueprint.unwrap_or(&plan.requirements));
    Certification { report, repeatable, coverage, mutations }
}

#[cfg(test)]
mod tests;
