//! Runs the cases of a plan.

mod actual;
mod case;
mod compare;
mod folder;
mod settings;

pub use case::run_case;

use crate::bench::Bench;
use crate::plan::Plan;
use crate::report::{CaseReport, PlanReport, RequirementReport};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::Rules;
use settings::Settings;

/// Runs all cases of a plan, one after the other, against the component `plugin`, which must lie in
/// the blobs of `bench`. `rules` must have been made with the parts of the same `bench`. Only an
/// engine that counts fuel can check a budget of fuel.
pub fn run_plan(plan: &Plan, plugin: &Digest, rules: &dyn Rules, bench: &Bench) -> PlanReport {
    run_plan_with(plan, plugin, rules, bench, &mut |_| {})
}

/// As [`run_plan`], telling `progress` of each case when it is done.
pub fn run_plan_with(
    plan: &Plan,
    plugin: &Digest,
    rules: &dyn Rules,
    bench: &Bench,
    progress: &mut dyn FnMut(&CaseReport),
) -> PlanReport {
    let mut problems = Vec::new();
    let facts = rules.facts(plugin).inspect_err(|stop| problems.push(stop.to_string())).ok();
    let settings = match facts.as_ref().map(|facts| Settings::of_schema(&facts.settings_schema)) {
        Some(Ok(settings)) => Some(settings),
        Some(Err(problem)) => {
            problems.push(problem);
            None
        }
        None => None,
    };
    let mut cases = Vec::new();
    for case in settings.iter().flat_map(|settings| plan.cases.iter().map(move |case| (settings, case))) {
        let report = case::run(case.1, plugin, rules, bench, case.0);
        progress(&report);
        cases.push(report);
    }
    let requirements = plan.requirements.iter().map(|requirement| {
        let naming: Vec<_> = cases.iter().filter(|case| case.requirements.contains(&requirement.id)).collect();
        RequirementReport {
            id: requirement.id.clone(),
            text: requirement.text.clone(),
            source: requirement.source.clone(),
            covered: !naming.is_empty() && naming.iter().all(|case| case.passed()),
            cases: naming.iter().map(|case| case.name.clone()).collect(),
        }
    });
    PlanReport {
        plan: plan.name.clone(),
        plan_digest: plan.digest,
        plugin: plan.plugin.clone(),
        procedure: plan.procedure.clone(),
        component: *plugin,
        facts,
        problems,
        requirements: requirements.collect(),
        cases,
    }
}

#[cfg(test)]
mod tests;
