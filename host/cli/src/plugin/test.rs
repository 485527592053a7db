//! `drehscheibe plugin test`

use super::desk::Desk;
use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, NOTE, Outcome};
use anstyle::{AnsiColor, Style as Colour};
use drehscheibe_certify::plan::Operation;
use drehscheibe_certify::{Bench, Plan, PlanReport, Style, render, run_plan_with, to_json};
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_model::call::World;
use drehscheibe_model::limits::Limits;
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
    /// The report as JSON on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &TestArgs) -> Outcome {
    let plan = load_plan_in(&args.dir)?;
    let path = match &args.component {
        Some(path) => path.clone(),
        None => built_component(&args.dir)?,
    };
    let unreadable = |error| Failure::of(&error).line(format!("the component is {}", path.display()));
    let bytes = std::fs::read(&path).map_err(unreadable)?;
    let progress = crate::commands::progress(plan.cases.len() as u64, "cases");
    let report = run_on_bench(&plan, &bytes, &mut || progress.inc(1))?;
    progress.finish_and_clear();
    if args.json {
        anstream::println!("{}", to_json(&report));
    } else {
        for line in render(&report) {
            for (style, text) in &line.0 {
                let colour = colour(*style);
                anstream::print!("{colour}{text}{colour:#}");
            }
            anstream::println!();
        }
    }
    Ok(if report.passed() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// The plan in a folder, under the limits that the plugin's manifest asks for if it is there, too.
pub fn load_plan_in(dir: &Path) -> Result<Plan, Failure> {
    let manifest = if dir.join(FILE_NAME).is_file() { Some(manifest(dir)?) } else { None };
    load_plan(dir, manifest.as_ref())
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

/// Runs a plan against a component on an engine that counts fuel; `done` hears of each case.
pub fn run_on_bench(plan: &Plan, component: &[u8], done: &mut dyn FnMut()) -> Result<PlanReport, Failure> {
    let bench = Bench::default();
    let digest = bench.blobs.put(component);
    let desk = Desk::open(Mode::Certification, &bench).map_err(|error| Failure::of(&error))?;
    Ok(run_plan_with(plan, &digest, &desk.runtime, &bench, &mut |_| done()))
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

/// The world in which an operation of a plan runs; the check of the settings runs in any.
fn world_of(operation: Operation) -> Option<World> {
    match operation {
        Operation::CheckSettings => None,
        Operation::Recognise => Some(World::Recogniser),
        Operation::Validate => Some(World::Validator),
        Operation::Transform => Some(World::Transformer),
        Operation::Deliver => Some(World::Adapter),
    }
}

/// The manifest of the plugin in this folder.
fn manifest(dir: &Path) -> Result<Manifest, Failure> {
    let text = std::fs::read_to_string(dir.join(FILE_NAME)).map_err(|error| {
        Failure::of(&error)
            .line(format!("{} has no {FILE_NAME}", dir.display()))
            .hint("give the component with --component FILE")
    })?;
    Manifest::parse(&text).map_err(|problems| {
        let failure = Failure::new(format!("{FILE_NAME} has {} problem(s)", problems.len()));
        problems.iter().fold(failure, |failure, problem| failure.line(problem.to_string())).code(NO)
    })
}

/// Where `plugin build` puts the component: `target/components` of the folder or of the workspace
/// that it belongs to.
pub fn built_component(dir: &Path) -> Result<PathBuf, Failure> {
    let manifest = manifest(dir)?;
    let dir = std::path::absolute(dir).map_err(|error| Failure::of(&error))?;
    let name = format!("{}.wasm", manifest.name);
    let mut places = dir.ancestors().map(|folder| folder.join("target/components").join(&name));
    places.find(|place| place.is_file()).ok_or_else(|| {
        Failure::new(format!("there is no {name} in any `target/components` above {}", dir.display()))
            .hint(format!("build it first: drehscheibe plugin build {}", dir.display()))
    })
}
