//! `drehscheibe plugin test`

use super::loaded::Loaded;
use super::watch::Watch;
use super::{budget, build, folder, record};
use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, NOTE, Outcome, say};
use anstyle::{AnsiColor, Style as Colour};
use drehscheibe_certify::{Plan, PlanReport, Style, render, run_plan_with, to_json};
use drehscheibe_runtime::Mode;
use std::path::PathBuf;
use std::process::ExitCode;

/// Runs a plugin's test plan: every case of `DIR/plan` against the component as it was built, under
/// the limits of production, on the engine that counts fuel. The same component and plan give the same
/// bytes. Exit code 1 if any case differs.
#[derive(Debug, clap::Args)]
pub struct TestArgs {
    /// Folder of the plugin, or of the plan
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The component; without it, what `drehscheibe plugin build` made
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
    /// Another plan than that of the plugin
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// Budgets in place of those of the plan: TOML with fuel, memory_bytes, output_bytes, host_calls
    #[arg(long, value_name = "FILE")]
    budget: Option<PathBuf>,
    /// Build and run again at each change of a file, until Ctrl-C
    #[arg(long, conflicts_with_all = ["component", "json"])]
    watch: bool,
    /// First really send the requests of deliveries that have no recording yet, and append each exchange
    /// to its case; after that the plan plays it back
    #[arg(long, conflicts_with_all = ["watch", "budget"])]
    record: bool,
    /// The report as JSON on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &TestArgs) -> Outcome {
    if !args.watch {
        let report = once(args)?;
        show(&report, args.json);
        return Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::from(NO) });
    }
    let mut watch = Watch::of(&args.dir)?;
    loop {
        let options = build::BuildOptions { quiet: true, ..Default::default() };
        match build::build(&args.dir, &options) {
            Ok(_) => match once(args) {
                Ok(report) => show(&report, false),
                Err(failure) => drop(failure.show()),
            },
            Err(error) => build::show(&error),
        }
        say(format!("{DIM}waiting for a change; Ctrl-C ends{DIM:#}"));
        let changed = watch.next();
        say(format!("\n{HEAD}{}{HEAD:#}", changed.display()));
    }
}

/// Runs the plan once.
fn once(args: &TestArgs) -> Result<PlanReport, Failure> {
    let place = args.plan.as_ref().unwrap_or(&args.dir);
    let component = folder::component(&args.dir, args.component.as_deref())?;
    if args.record {
        record::record(&folder::plan(place, &args.dir)?, place, &component)?;
    }
    let mut plan = folder::plan(place, &args.dir)?;
    if let Some(file) = &args.budget {
        budget::replace(&mut plan, file)?;
    }
    let desk = Loaded::open(&component, Mode::Certification)?;
    let progress = crate::commands::progress(plan.cases.len() as u64, "cases");
    let report = run_plan_with(&plan, &desk.digest, desk.runtime(), &desk.bench, &mut |_| progress.inc(1));
    progress.finish_and_clear();
    Ok(report)
}

fn show(report: &PlanReport, json: bool) {
    if json {
        anstream::println!("{}", to_json(report));
        return;
    }
    for line in render(report) {
        for (style, text) in &line.0 {
            let colour = colour(*style);
            anstream::print!("{colour}{text}{colour:#}");
        }
        anstream::println!();
    }
}

/// Runs a plan against a component on an engine that counts fuel; `done` hears of each case.
pub fn run_on_bench(plan: &Plan, component: &[u8], done: &mut dyn FnMut()) -> Result<PlanReport, Failure> {
    let loaded = Loaded::of(component, Mode::Certification, false).map_err(|error| Failure::of(&error))?;
    Ok(run_plan_with(plan, &loaded.digest, loaded.runtime(), &loaded.bench, &mut |_| done()))
}

/// The colour of a piece of a report.
pub fn colour(style: Style) -> Colour {
    match style {
        Style::Plain => Colour::new(),
        Style::Heading => HEAD,
        Style::Good => GOOD,
        Style::Bad => BAD,
        Style::Warning => NOTE,
        Style::Dim => DIM,
        Style::Expected => AnsiColor::Green.on_default(),
        Style::Actual => AnsiColor::Red.on_default(),
    }
}
