//! `drehscheibe conformance`

use super::output::{BAD, DIM, Failure, GOOD, HEAD, NO, Outcome, print_json};
use drehscheibe_runtime::CompileWorker;
use drehscheibe_runtime::conformance::{self, ConformanceOptions, GuestReport};
use std::process::ExitCode;

/// Lets hostile guests loose on this installation, each twice: as in production, and with the one limit
/// that is there for it taken away. A limit bites if the guest is stopped the first time and gets
/// through the second. Touches no message and no network. Exit code 1 if anything is not contained.
#[derive(Debug, clap::Args)]
pub struct ConformanceArgs {
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &ConformanceArgs) -> Outcome {
    let program = std::env::current_exe().map_err(|error| Failure::of(&error))?;
    let worker = CompileWorker { program, arguments: vec![super::COMPILE_WORKER.to_owned()] };
    let options = ConformanceOptions { scratch_dir: None, compile_worker: Some(worker) };
    if !args.json {
        let head = format!("{:<30} {:<30} {:<44} {:>6}  bites", "guest", "limit", "outcome", "ms");
        anstream::println!("{HEAD}{head}{HEAD:#}");
    }
    let mut show = |line: &GuestReport| {
        if !args.json {
            let (name, limit, outcome) = (&line.name, &line.limit, &line.outcome);
            let (style, bites) = if line.bites { (GOOD, "yes") } else { (BAD, "no") };
            anstream::println!(
                "{name:<30} {DIM}{limit:<30}{DIM:#} {outcome:<44} {:>6}  {style}{bites}{style:#}",
                line.stopped_after_ms
            );
        }
    };
    let report = conformance::run(&options, &mut show).map_err(|error| Failure::of(&error))?;
    if args.json {
        print_json(&report)?;
    } else {
        let style = if report.passed() { GOOD } else { BAD };
        anstream::println!("\n{style}{} of {} guests contained{style:#}", report.contained, report.total);
    }
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}
