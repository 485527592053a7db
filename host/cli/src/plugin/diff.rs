//! `drehscheibe plugin diff`

use super::folder;
use crate::commands::output::Outcome;
use crate::depot::diff;
use std::path::Path;

/// Shows in what two versions of a plugin differ: size, worlds, imports, manifest, capabilities, limits,
/// settings, dependencies, and what each does in the cases of the test plan (of B, if it has one and none is
/// named). A version is a component file,
/// the folder of a plugin that was built, or a package of a depot (REPOSITORY:VERSION). Exit code 1 if they
/// differ in anything.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// The older one, such as the component that was certified
    a: String,
    /// The newer one
    #[arg(default_value = ".")]
    b: String,
    #[command(flatten)]
    how: diff::HowArgs,
}

pub fn run(args: &DiffArgs) -> Outcome {
    let own = Path::new(&args.b);
    let plan = args.how.plan.as_deref().or_else(|| folder::has_plan(own).then_some(own));
    diff::of_words([&args.a, &args.b], plan, &args.how)
}
