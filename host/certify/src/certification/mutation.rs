//! Spoilt documents: a field dropped, emptied, swapped with its neighbour, made too large.

mod json;
mod xml;

use super::{Engine, Progress};
use crate::plan::{Case, Operation, Outcome, Plan};
use crate::report::PlanReport;
use crate::run::run_case;
use drehscheibe_model::content::Digest;
use serde::Serialize;
use std::collections::BTreeSet;

/// Good cases of one operation whose documents are spoilt.
const CASES: usize = 3;
/// Fields of one document.
const FIELDS: usize = 60;
/// Bytes of a field that is too large.
const OVERSIZE: usize = 100_000;

/// How a document was spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mutation {
    Drop,
    Empty,
    Swap,
    Oversize,
}

impl Mutation {
    pub const ALL: [Self; 4] = [Self::Drop, Self::Empty, Self::Swap, Self::Oversize];

    pub fn name(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Empty => "empty",
            Self::Swap => "swap",
            Self::Oversize => "oversize",
        }
    }
}

/// A document, spoilt at one place.
struct Spoilt {
    kind: Mutation,
    /// JSON Pointer, or the same with local names of elements.
    place: String,
    body: Vec<u8>,
}

/// What came of one spoilt document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MutationReport {
    pub case: String,
    pub kind: Mutation,
    pub place: String,
    pub outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<&'static str>,
}

/// What came of all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mutations {
    pub tried: Vec<MutationReport>,
    /// Rule ids of the findings that came up.
    pub rules_seen: BTreeSet<String>,
}

impl Mutations {
    /// Those that are an objection.
    pub fn problems(&self) -> impl Iterator<Item = &MutationReport> {
        self.tried.iter().filter(|mutation| mutation.problem.is_some())
    }
}

fn spoil(case: &Case) -> Vec<Spoilt> {
    let kind = case.document.media_type.as_str();
    if kind.contains("json") {
        json::spoil(&case.document.body)
    } else if kind.contains("xml") {
        xml::spoil(&case.document.body)
    } else {
        Vec::new()
    }
}

pub(super) fn run(
    plan: &Plan,
    component: &Digest,
    engine: &Engine,
    report: &PlanReport,
    progress: &mut dyn FnMut(Progress),
) -> Mutations {
    let passed = |case: &&Case| report.cases.iter().any(|one| one.name == case.name && one.passed());
    let mut chosen: Vec<(&Case, Vec<Spoilt>)> = Vec::new();
    for operation in Operation::ALL.into_iter().filter(|operation| *operation != Operation::CheckSettings) {
        let good = plan.cases.iter().filter(|case| case.operation == operation && case.expect.outcome == Outcome::Ok);
        chosen.extend(good.filter(passed).take(CASES).map(|case| (case, spoil(case))));
    }
    progress(Progress::Mutations(chosen.iter().map(|(_, spoilt)| spoilt.len()).sum()));
    let mut mutations = Mutations::default();
    for (case, spoilt) in chosen {
        for Spoilt { kind, place, body } in spoilt {
            let mut changed = case.clone();
            changed.document.body = body;
            changed.budget = Default::default();
            // The outcome counts here; what else differs is meant to.
            let Ok(ran) = run_case(&changed, component, engine.rules.as_ref(), &engine.bench) else { continue };
            mutations.rules_seen.extend(ran.rules.iter().cloned());
            let problem = problem(plan, case, kind, &place, &ran.outcome);
            mutations.tried.push(MutationReport {
                case: case.name.clone(),
                kind,
                place,
                outcome: ran.outcome,
                problem,
            });
            progress(Progress::Mutation);
        }
    }
    mutations
}

/// A plugin must come to an answer, and a validator must not take what lacks a required field.
fn problem(plan: &Plan, case: &Case, kind: Mutation, place: &str, outcome: &str) -> Option<&'static str> {
    if outcome.starts_with("stopped:") && outcome != "stopped:InputTooLarge" {
        return Some("the host had to stop it");
    }
    let lacks = matches!(kind, Mutation::Drop | Mutation::Empty) && plan.required.iter().any(|path| path == place);
    (lacks && case.operation == Operation::Validate && outcome == "ok").then_some("it takes what the plan requires")
}
