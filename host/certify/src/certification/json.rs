//! The report for machines: the same bytes on every run.

use super::{Certification, Coverage, Mutation, MutationReport};
use serde::Serialize;
use serde_json::value::RawValue;

/// The value of `format`.
pub const FORMAT: &str = "drehscheibe-certification-report/v1";

/// The most that a case used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Highest {
    pub fuel: u64,
    pub memory_bytes: u64,
    pub output_bytes: u64,
    pub host_calls: u64,
}

impl Certification {
    /// The most that a case of the plan used.
    pub fn highest(&self) -> Highest {
        self.report.cases.iter().fold(Highest::default(), |highest, case| Highest {
            fuel: highest.fuel.max(case.used.fuel.unwrap_or_default()),
            memory_bytes: highest.memory_bytes.max(case.used.memory_bytes),
            output_bytes: highest.output_bytes.max(case.used.output_bytes),
            host_calls: highest.host_calls.max(case.used.host_calls),
        })
    }
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    passed: bool,
    objections: Vec<String>,
    repeatable: bool,
    highest: Highest,
    coverage: &'a Coverage,
    mutations: Vec<Kind>,
    mutation_problems: Vec<&'a MutationReport>,
    /// `drehscheibe-test-report/v0`, whole.
    report: Option<Box<RawValue>>,
}

/// How many documents were spoilt in one way, and what the plugin said.
#[derive(Serialize)]
struct Kind {
    kind: Mutation,
    tried: usize,
    accepted: usize,
    problems: usize,
}

fn kinds(certification: &Certification) -> Vec<Kind> {
    let of = |kind: Mutation| {
        let all = || certification.mutations.tried.iter().filter(move |one| one.kind == kind);
        Kind {
            kind,
            tried: all().count(),
            accepted: all().filter(|one| one.outcome == "ok").count(),
            problems: all().filter(|one| one.problem.is_some()).count(),
        }
    };
    Mutation::ALL.into_iter().map(of).collect()
}

/// The report as JSON, with a newline at its end. It holds neither times nor paths.
pub fn to_json(certification: &Certification) -> String {
    let document = Document {
        format: FORMAT,
        passed: certification.passed(),
        objections: certification.objections(),
        repeatable: certification.repeatable,
        highest: certification.highest(),
        coverage: &certification.coverage,
        mutations: kinds(certification),
        mutation_problems: certification.mutations.problems().collect(),
        report: RawValue::from_string(crate::report::to_json(&certification.report).trim_end().to_owned()).ok(),
    };
    // Only texts, numbers and lists: this cannot fail.
    serde_json::to_string_pretty(&document).map_or_else(|error| error.to_string(), |text| text + "\n")
}
