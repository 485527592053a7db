//! `drehscheibe plugin bench`

use super::folder;
use super::loaded::Loaded;
use super::native::Native;
use crate::commands::output::{DIM, Failure, HEAD, Outcome, print_json};
use drehscheibe_certify::plan::{Budget, Operation};
use drehscheibe_certify::run_case;
use drehscheibe_runtime::{Mode, Phases};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Measures calls of a plugin as production makes them, each in a fresh instance, on the inputs of its
/// test plan: time per call and by phase, fuel and memory. A validator in Rust with `examples/native.rs` is
/// also measured without the sandbox. Compare ratios, not machines.
#[derive(Debug, clap::Args)]
pub struct BenchArgs {
    /// Folder of the plugin
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The component; without it, what `drehscheibe plugin build` made
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
    /// Another plan than that of the plugin
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// Only this case; without it, the first of each operation
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// Calls of each case
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    calls: u32,
    /// Do not build and measure `examples/native.rs`
    #[arg(long)]
    without_native: bool,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// Figures of one case. Times are microseconds.
#[derive(Debug, Serialize)]
struct Figures {
    case: String,
    operation: &'static str,
    calls: u32,
    total: Spread,
    /// The store with its limits.
    prepare: Spread,
    instantiate: Spread,
    /// Arguments lowered, guest code run with its host calls, result lifted.
    call: Spread,
    /// The instance given back.
    drop: Spread,
    /// One call of the same rule compiled for this machine, if there is a program of it.
    native: Option<f64>,
    fuel: Option<u64>,
    memory_bytes: u64,
    host_calls: u64,
}

/// Half of the calls took at most `p50`.
#[derive(Debug, Serialize)]
struct Spread {
    p50: f64,
    p99: f64,
}

pub fn run(args: &BenchArgs) -> Outcome {
    let plan = folder::plan(args.plan.as_ref().unwrap_or(&args.dir), &args.dir)?;
    let component = folder::component(&args.dir, args.component.as_deref())?;
    let (fuel, timed) = (Loaded::open(&component, Mode::Certification)?, Loaded::open(&component, Mode::Production)?);
    timed.runtime().note_phases(true);
    let mut chosen = Vec::new();
    for operation in Operation::ALL.into_iter().filter(|one| *one != Operation::CheckSettings) {
        let mut fitting = plan.cases.iter().filter(|case| case.operation == operation);
        chosen.extend(match &args.case {
            Some(name) => fitting.find(|case| case.name == *name),
            None => fitting.find(|case| case.expect.outcome.name() == "ok"),
        });
    }
    if chosen.is_empty() {
        return Err(
            Failure::new("the plan has no such case").hint("a case that calls the plugin on a document is needed")
        );
    }
    let native = if args.without_native { None } else { Native::build(&args.dir)? };
    let progress = crate::commands::progress(u64::from(args.calls) * chosen.len() as u64, "calls");
    let mut all = Vec::new();
    for case in chosen {
        let mut case = case.clone();
        case.budget = Budget::default();
        let used = run_case(&case, &fuel.digest, fuel.runtime(), &fuel.bench).map_err(Failure::new)?.used;
        let mut phases = Vec::new();
        for round in 0..args.calls + args.calls / 10 + 1 {
            run_case(&case, &timed.digest, timed.runtime(), &timed.bench).map_err(Failure::new)?;
            // The last one is the call itself; the settings are checked before it.
            let last = timed.runtime().take_phases().pop();
            if round > args.calls / 10 {
                phases.extend(last);
                progress.inc(1);
            }
        }
        let native = native.as_ref().map(|native| native.measure(&case, args.calls)).transpose()?.flatten();
        all.push(Figures {
            native,
            operation: case.operation.name(),
            calls: args.calls,
            total: spread(&phases, Phases::total),
            prepare: spread(&phases, |one| one.prepare),
            instantiate: spread(&phases, |one| one.instantiate),
            call: spread(&phases, |one| one.call),
            drop: spread(&phases, |one| one.drop),
            fuel: used.fuel,
            memory_bytes: used.memory_bytes,
            host_calls: used.host_calls,
            case: case.name,
        });
    }
    progress.finish_and_clear();
    if args.json {
        print_json(&serde_json::json!({ "component": timed.digest, "cases": all }))?;
    } else {
        show(&all);
    }
    Ok(ExitCode::SUCCESS)
}

fn spread(phases: &[Phases], part: impl Fn(&Phases) -> Duration) -> Spread {
    let mut times: Vec<f64> = phases.iter().map(|one| part(one).as_secs_f64() * 1e6).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied();
    Spread { p50: at(50).unwrap_or(0.0), p99: at(99).unwrap_or(0.0) }
}

fn show(all: &[Figures]) {
    let head = format!(
        "{:<32} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10} {:>10} {:>12} {:>9}",
        "case", "p50 µs", "p99 µs", "prepare", "instant.", "call", "drop", "native", "fuel", "KiB"
    );
    anstream::println!("{HEAD}{head}{HEAD:#}");
    for one in all {
        anstream::println!(
            "{:<32} {:>10.1} {:>10.1} {DIM}{:>10.1} {:>10.1} {:>10.1} {:>10.1}{DIM:#} {:>10} {:>12} {:>9}",
            format!("{} ({})", one.case, one.operation),
            one.total.p50,
            one.total.p99,
            one.prepare.p50,
            one.instantiate.p50,
            one.call.p50,
            one.drop.p50,
            one.native.map(|time| format!("{time:.1}")).unwrap_or_default(),
            one.fuel.map(|fuel| fuel.to_string()).unwrap_or_default(),
            one.memory_bytes / 1024
        );
    }
}
