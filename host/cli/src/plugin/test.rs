//! `drehscheibe plugin test`

pub use super::desk::load_plan;
use super::desk::{self, Desk};
use super::watch::Watch;
use super::{budget, build};
use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, NOTE, Outcome, say};
use anstyle::{AnsiColor, Style as Colour};
use drehscheibe_certify::{PlanReport, Style, render, run_plan_with, to_json};
use drehscheibe_runtime::Mode;
use std::path::{Path, PathBuf};
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
    let mut plan = desk::plan(args.plan.as_ref().unwrap_or(&args.dir), &args.dir)?;
    if let Some(file) = &args.budget {
        budget::replace(&mut plan, file)?;
    }
    let desk = Desk::open(&desk::component(&args.dir, args.component.as_deref())?, Mode::Certification)?;
    let progress = crate::commands::progress(plan.cases.len() as u64, "cases");
    let report = run_plan_with(&plan, &desk.digest, &desk.runtime, &desk.bench, &mut |_| progress.inc(1));
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

/// A plan whose cases run under the limits of the manifest, as in production.
pub fn load_plan(dir: &Path, manifest: Option<&Manifest>) -> Result<Plan, Failure> {
    let limits = |operation| match (manifest, world_of(operation)) {
        (Some(manifest), Some(world)) => manifest.limits_in(world),
        (Some(manifest), None) => manifest.limits.clone(),
        (None, world) => world.map_or(Limits::DEFAULT, Limits::of),
    };
    Plan::load_under(dir, &limits).map_err(|error| Failure::of(&error).code(NO))
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

/// Where `plugin build` put the component of the plugin in a folder.
pub fn built_component(dir: &Path) -> Result<PathBuf, Failure> {
    desk::component(dir, None)
}
