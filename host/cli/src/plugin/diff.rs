//! `drehscheibe plugin diff`

use super::folder;
use crate::commands::output::Outcome;
use crate::depot::HubArgs;
use crate::depot::diff;
use std::path::{Path, PathBuf};

/// Shows in what two versions of a plugin differ: size, worlds, imports, manifest, capabilities, limits,
/// settings, dependencies, and what each does in the cases of the test plan. A version is a component file,
/// the folder of a plugin that was built, or a package of a depot (REPOSITORY:VERSION). Exit code 1 if they
/// differ in anything.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The older one, such as the component that was certified
    a: String,
    /// The newer one
    #[arg(default_value = ".")]
    b: String,
    /// Test plan whose cases both run; without it, that of B if B is a folder with one
    #[arg(long, value_name = "DIR")]
    plan: Option<PathBuf>,
    /// Writes a page for people, too
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    hub: HubArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &DiffArgs) -> Outcome {
    let own = Path::new(&args.b);
    let plan = args.plan.as_deref().or_else(|| folder::has_plan(own).then_some(own));
    diff::of_words([&args.a, &args.b], &args.hub, plan, args.html.as_deref(), args.json)
}
