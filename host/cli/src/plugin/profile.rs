//! `drehscheibe plugin profile`

use super::build;
use super::flame;
use super::folder;
use super::language::Language;
use super::loaded::Loaded;
use crate::commands::output::{Failure, Outcome, say};
use drehscheibe_certify::plan::Operation;
use drehscheibe_certify::run_case;
use drehscheibe_runtime::Mode;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Calls a plugin on the inputs of its test plan again and again, looks at regular times where it is, and
/// draws a flame graph (SVG). Rust plugins are built with the names of their functions for it; of
/// JavaScript and Python it shows the engine's own functions.
#[derive(Debug, clap::Args)]
pub struct ProfileArgs {
    /// Folder of the plugin
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The component; without it, a build with names
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
    /// Another plan than that of the plugin
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// Only this case of the plan; without it, all
    #[arg(long, value_name = "NAME")]
    case: Option<String>,
    /// How long to look
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// Where the drawing goes
    #[arg(long, default_value = "profile.svg", value_name = "FILE")]
    output: PathBuf,
}

pub fn run(args: &ProfileArgs) -> Outcome {
    let plan = folder::plan(args.plan.as_ref().unwrap_or(&args.dir), &args.dir)?;
    let work = tempfile::tempdir().map_err(|error| Failure::of(&error))?;
    let component = match &args.component {
        Some(path) => path.clone(),
        None if Language::of(&args.dir).is_ok_and(|language| language == Language::Rust) => {
            let release_dir = Some(work.path().to_owned());
            let options = build::BuildOptions { release_dir, quiet: true, names: true, ..Default::default() };
            match build::build(&args.dir, &options) {
                Ok(report) => report.path,
                Err(error) => {
                    build::show(&error);
                    return Ok(ExitCode::FAILURE);
                }
            }
        }
        None => folder::component(&args.dir, None)?,
    };
    let desk = Loaded::sampled(&component, Mode::Production)?;
    let wanted = |name: &str| args.case.as_deref().is_none_or(|only| only == name);
    let cases: Vec<_> = plan
        .cases
        .iter()
        .filter(|case| wanted(&case.name) && (args.case.is_some() || case.operation != Operation::CheckSettings))
        .collect();
    if cases.is_empty() {
        return Err(Failure::new("the plan has no such case"));
    }
    let end = Instant::now() + Duration::from_secs(u64::from(args.seconds));
    let mut calls = 0_u64;
    while Instant::now() < end {
        for case in &cases {
            run_case(case, &desk.digest, desk.runtime(), &desk.bench).map_err(Failure::new)?;
            calls += 1;
        }
    }
    let samples = desk.runtime().take_samples();
    let taken: u64 = samples.values().sum();
    if taken == 0 {
        return Err(Failure::new("no sample fell into the plugin").hint("give it more time: --seconds 30"));
    }
    let title = format!("{}: {taken} samples of {calls} calls", plan.plugin);
    std::fs::write(&args.output, flame::draw(&title, &samples))
        .map_err(|error| Failure::of(&error).line(format!("writing {}", args.output.display())))?;
    say(format!("{title}; drawn to {}", args.output.display()));
    Ok(ExitCode::SUCCESS)
}
