//! The report for machines: the same bytes on every run.

use super::{CaseReport, Mismatch, PlanReport, RequirementReport};
use drehscheibe_model::call::{LogLine, World};
use drehscheibe_model::content::Digest;
use serde::Serialize;

/// The value of `format` in a report.
pub const FORMAT: &str = "drehscheibe-test-report/v0";

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    passed: bool,
    plan: PlanPart<'a>,
    component: ComponentPart<'a>,
    problems: &'a [String],
    cases: Vec<CasePart<'a>>,
    requirements: Vec<RequirementPart<'a>>,
}

#[derive(Serialize)]
struct PlanPart<'a> {
    name: &'a str,
    digest: Digest,
    plugin: &'a str,
    procedure: Option<&'a str>,
}

#[derive(Serialize)]
struct ComponentPart<'a> {
    digest: Digest,
    size: Option<u64>,
    wit_version: Option<&'a str>,
    worlds: &'a [World],
    imports: &'a [String],
}

#[derive(Serialize)]
struct CasePart<'a> {
    name: &'a str,
    title: &'a str,
    operation: &'static str,
    requirements: &'a [String],
    passed: bool,
    outcome: &'a str,
    used: UsedPart,
    budget: BudgetPart,
    mismatches: &'a [Mismatch],
    log: &'a [LogLine],
}

#[derive(Serialize)]
struct UsedPart {
    fuel: Option<u64>,
    memory_bytes: u64,
    input_bytes: u64,
    output_bytes: u64,
    host_calls: u64,
    log_bytes: u64,
    attachment_bytes: u64,
    outbound_calls: u32,
    outbound_bytes: u64,
}

#[derive(Serialize)]
struct BudgetPart {
    fuel: Option<u64>,
    memory_bytes: Option<u64>,
    output_bytes: Option<u64>,
    host_calls: Option<u64>,
}

#[derive(Serialize)]
struct RequirementPart<'a> {
    id: &'a str,
    text: &'a str,
    source: Option<&'a str>,
    cases: &'a [String],
    covered: bool,
}

/// The report as JSON, indented, with a newline at its end. It holds neither times nor paths: the
/// same component and plan give the same bytes on every machine.
pub fn to_json(report: &PlanReport) -> String {
    let facts = report.facts.as_ref();
    let document = Document {
        format: FORMAT,
        passed: report.passed(),
        plan: PlanPart {
            name: &report.plan,
            digest: report.plan_digest,
            plugin: report.plugin.as_str(),
            procedure: report.procedure.as_ref().map(|procedure| procedure.as_str()),
        },
        component: ComponentPart {
            digest: report.component,
            size: facts.map(|facts| facts.size),
            wit_version: facts.map(|facts| facts.wit_version.as_str()),
            worlds: facts.map_or(&[], |facts| &facts.worlds),
            imports: facts.map_or(&[], |facts| &facts.imports),
        },
        problems: &report.problems,
        cases: report.cases.iter().map(case).collect(),
        requirements: report.requirements.iter().map(requirement).collect(),
    };
    // Only texts, numbers and lists: this cannot fail.
    serde_json::to_string_pretty(&document).map_or_else(|error| error.to_string(), |text| text + "\n")
}

fn case(case: &CaseReport) -> CasePart<'_> {
    CasePart {
        name: &case.name,
        title: &case.title,
        operation: case.operation.name(),
        requirements: &case.requirements,
        passed: case.passed(),
        outcome: &case.outcome,
        used: UsedPart {
            fuel: case.used.fuel,
            memory_bytes: case.used.memory_bytes,
            input_bytes: case.used.input_bytes,
            output_bytes: case.used.output_bytes,
            host_calls: case.used.host_calls,
            log_bytes: case.used.log_bytes,
            attachment_bytes: case.used.attachment_bytes,
            outbound_calls: case.used.outbound_calls,
            outbound_bytes: case.used.outbound_bytes,
        },
        budget: BudgetPart {
            fuel: case.budget.fuel,
            memory_bytes: case.budget.memory_bytes,
            output_bytes: case.budget.output_bytes,
            host_calls: case.budget.host_calls,
        },
        mismatches: &case.mismatches,
        log: &case.log,
    }
}

fn requirement(requirement: &RequirementReport) -> RequirementPart<'_> {
    RequirementPart {
        id: &requirement.id,
        text: &requirement.text,
        source: requirement.source.as_deref(),
        cases: &requirement.cases,
        covered: requirement.covered,
    }
}
