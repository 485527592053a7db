//! `drehscheibe rule run`: a rule over documents, in the sandbox.

use super::error::RuleError;
use super::keep::Keeping;
use super::show::show;
use crate::commands::output::{Failure, NO, Outcome, print_json};
use crate::plugin::desk::Desk;
use drehscheibe_certify::Bench;
use drehscheibe_model::area::{Ars, FICTITIOUS_ARS};
use drehscheibe_model::call::{CallContext, Grants, Output, RuleFailure, SubmissionInput, World};
use drehscheibe_model::content::{Digest, Document};
use drehscheibe_model::finding::{Finding, Severity};
use drehscheibe_model::ids::{MessageId, ProcedureId, SourceId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Rules;
use drehscheibe_runtime::{Mode, Runtime};
use jiff::Timestamp;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Runs a rule over documents under the limits of production and shows for each document the four
/// levels: well-formed, schema, business rules, verdict. Exit code 1 if any document is not accepted.
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// The component
    component: PathBuf,
    /// The documents
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Settings of the rule: a JSON file
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Receipt time, such as 2026-03-02T09:15:00+01:00
    #[arg(long, default_value = "2026-03-02T09:15:00+01:00")]
    received_at: Timestamp,
    /// Transform instead of validating, and write the results to this folder
    #[arg(long, value_name = "DIR")]
    transform: Option<PathBuf>,
    /// Call so often for each document and tell the processor time of one call; of several, the first
    /// does not count
    #[arg(long, value_name = "N", default_value_t = 1)]
    repeat: u32,
    /// Keep what came of each document as a case of this test plan, which `drehscheibe plugin test` runs;
    /// made if it is missing, beside plugin.toml. Cases that are there stay
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// One line of JSON for each document
    #[arg(long)]
    json: bool,
}

/// The message id of every document: a UUID version 7 of the year 1970.
const MESSAGE: &str = "00000000-0000-7000-8000-000000000001";

/// What came of one document.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub document: String,
    /// `ok`, `rejected`, `transient`, `permanent` or `stopped:<name>`.
    pub outcome: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub findings: Vec<Finding>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<Made>,
    /// Of one call, in milliseconds; the mean if there were several.
    pub cpu_ms: f64,
    pub memory_bytes: u64,
}

#[derive(Debug, Serialize)]
pub struct Made {
    pub recipient: String,
    pub media_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    pub path: PathBuf,
}

pub fn run(args: &RunArgs) -> Outcome {
    let read = |path: &Path| std::fs::read(path).map_err(|source| RuleError::Read { path: path.to_owned(), source });
    let bench = Bench::default();
    let plugin = bench.blobs.put(read(&args.component)?);
    let settings = match &args.settings {
        Some(path) => String::from_utf8(read(path)?).map_err(|error| Failure::of(&error))?,
        None => "{}".into(),
    };
    let desk = Desk::open(Mode::Production, &bench).map_err(RuleError::from)?;
    let runtime = &desk.runtime;
    let facts = runtime.facts(&plugin).map_err(|stop| Failure::of(&stop))?;
    let world = if args.transform.is_some() { World::Transformer } else { World::Validator };
    if !facts.worlds.contains(&world) {
        let text = format!("the component is no {}", format!("{world:?}").to_lowercase());
        return Err(Failure::new(text).hint("with --transform DIR a transformer runs, without it a validator"));
    }
    let received_at = args.received_at.to_string();
    let keeping = args.plan.as_deref().map(|plan| Keeping { plan, world, settings: &settings, received_at });
    if let Some(keeping) = &keeping {
        keeping.begin()?;
    }
    let mut all_accepted = true;
    for path in &args.documents {
        let document = Document { media_type: media_type(path).into(), body: read(path)? };
        let result = one(runtime, &plugin, &settings, args, path, &document)?;
        all_accepted &= result.outcome == "ok";
        if args.json {
            print_json(&result)?
        } else {
            show(&result, world)
        }
        if let Some(keeping) = &keeping {
            keeping.keep(path, media_type(path), &result)?;
        }
    }
    Ok(if all_accepted { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => "application/json",
        _ => "application/xml",
    }
}

fn one(
    runtime: &Runtime,
    plugin: &Digest,
    settings: &str,
    args: &RunArgs,
    path: &Path,
    document: &Document,
) -> Result<Shown, Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::new(error.to_string());
    let ars: Ars = FICTITIOUS_ARS.parse().map_err(|error| wrong(&error))?;
    let message: MessageId = MESSAGE.parse().map_err(|error| wrong(&error))?;
    let tenant = TenantId::new(FICTITIOUS_ARS).map_err(|error| wrong(&error))?;
    let source = SourceId::new("test-portal").map_err(|error| wrong(&error))?;
    let procedure = ProcedureId::new("test").map_err(|error| wrong(&error))?;
    // The most that a manifest may ask for: what is shown here is the rule, not its budget.
    let limits = Limits {
        memory_bytes: Limits::MAXIMUM.memory_bytes,
        stack_bytes: Limits::MAXIMUM.stack_bytes,
        wall_time_ms: Limits::MAXIMUM.wall_time_ms,
        ..Limits::DEFAULT
    };
    let context = CallContext {
        plugin: *plugin,
        tenant: &tenant,
        message,
        received_at: args.received_at,
        settings,
        limits: &limits,
        grants: &Grants::default(),
        attachments: &[],
    };
    let input = SubmissionInput {
        source: &source,
        procedure: &procedure,
        message_type: None,
        ags: Some(ars.ags().to_string()),
        ars: Some(ars.to_string()),
        case_id: None,
        document,
    };
    let name = path.display().to_string();
    let mut result = Shown {
        document: name,
        outcome: "ok".into(),
        text: None,
        findings: Vec::new(),
        outputs: Vec::new(),
        cpu_ms: 0.0,
        memory_bytes: 0,
    };
    // Of several calls the first, which maps the component's code, does not count.
    let counted = args.repeat.saturating_sub(1).max(1);
    let mut before = cpu_ms();
    for round in 0..args.repeat.max(1) {
        if round == 1 {
            before = cpu_ms();
        }
        let (failure, memory) = if let Some(out) = &args.transform {
            let called = runtime.transform(&context, &input);
            let failure = match called.result {
                Ok(outputs) if round == 0 => {
                    result.outputs = write(out, path, outputs)?;
                    None
                }
                Ok(_) => None,
                Err(failure) => Some(failure),
            };
            (failure, called.usage.memory_bytes)
        } else {
            let called = runtime.validate(&context, &input);
            let failure = match called.result {
                Ok(findings) => {
                    result.findings = findings;
                    None
                }
                Err(failure) => Some(failure),
            };
            (failure, called.usage.memory_bytes)
        };
        result.memory_bytes = memory;
        if let Some(failure) = failure {
            fail(&mut result, failure);
            break;
        }
    }
    result.cpu_ms = (cpu_ms() - before) / f64::from(counted);
    if result.outcome == "ok" && result.findings.iter().any(|finding| finding.severity == Severity::Error) {
        result.outcome = "rejected".into();
    }
    Ok(result)
}

fn fail(result: &mut Shown, failure: RuleFailure) {
    match failure {
        RuleFailure::Rejected(findings) => {
            result.outcome = "rejected".into();
            result.findings = findings;
        }
        RuleFailure::Transient(text) => {
            result.outcome = "transient".into();
            result.text = Some(text);
        }
        RuleFailure::Permanent(text) => {
            result.outcome = "permanent".into();
            result.text = Some(text);
        }
        RuleFailure::Stopped(stop) => {
            result.outcome = format!("stopped:{}", stop.name());
            result.text = Some(stop.to_string());
        }
    }
}

/// Writes outputs as `DOCUMENT.RECIPIENT.out`.
fn write(out: &Path, document: &Path, outputs: Vec<Output>) -> Result<Vec<Made>, RuleError> {
    std::fs::create_dir_all(out).map_err(|source| RuleError::Write { path: out.to_owned(), source })?;
    let stem = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut made = Vec::new();
    for output in outputs {
        let path = out.join(format!("{stem}.{}.out", output.recipient));
        std::fs::write(&path, &output.document.body)
            .map_err(|source| RuleError::Write { path: path.clone(), source })?;
        made.push(Made {
            recipient: output.recipient.to_string(),
            media_type: output.document.media_type,
            file_name: output.file_name,
            path,
        });
    }
    Ok(made)
}

/// Processor time of this process in milliseconds.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|nanos| nanos.parse::<f64>().ok()).map_or(0.0, |nanos| nanos / 1e6)
}
