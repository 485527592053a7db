//! `drehscheibe depot diff`

mod behaviour;
mod compare;
mod html;
mod side;
mod text;

use super::client::Client;
use super::reference::PackageRef;
use crate::commands::output::{Failure, NO, Outcome, print_json};
use crate::commands::remote::HubArgs;
use side::Side;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Shows in what two packages differ. Exit code 1 if they differ in anything.
#[derive(Debug, clap::Args)]
pub struct DiffArgs {
    /// REPOSITORY:VERSION or REPOSITORY@DIGEST
    a: PackageRef,
    /// REPOSITORY:VERSION or REPOSITORY@DIGEST
    b: PackageRef,
    #[command(flatten)]
    how: HowArgs,
}

/// How two versions are compared, and how it is shown.
#[derive(Debug, clap::Args)]
pub struct HowArgs {
    /// Test plan whose cases both run: folder of a plugin, or of a plan
    #[arg(long, value_name = "DIR")]
    pub plan: Option<PathBuf>,
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
    let client = Client::new(&args.how.hub);
    let (a, b) = (Side::fetch(&client, &args.a)?, Side::fetch(&client, &args.b)?);
    told(&a, &b, args.how.plan.as_deref(), &args.how)
}

/// Compares what two words mean: a file or folder that is there, else a package of the depot. `plan` stands
/// for the plan that was named.
pub fn of_words(words: [&str; 2], plan: Option<&Path>, how: &HowArgs) -> Outcome {
    let side = |word: &str| {
        if Path::new(word).exists() {
            return Side::local(Path::new(word));
        }
        let package = word.parse().map_err(|error: String| {
            Failure::new(format!("there is no file or folder {word}")).line(format!("as a package: {error}")).code(2)
        })?;
        Side::fetch(&Client::new(&how.hub), &package)
    };
    let [a, b] = words;
    told(&side(a)?, &side(b)?, plan, how)
}

fn told(a: &Side, b: &Side, plan: Option<&Path>, how: &HowArgs) -> Outcome {
    let mut diff = compare::compare(a, b);
    if let Some(plan) = plan {
        diff.behaviour = Some(behaviour::compare(plan, a, b)?);
    }
    if let Some(path) = &how.html {
        std::fs::write(path, html::page(&diff))
            .map_err(|error| Failure::of(&error).line(path.display().to_string()))?;
    }
    if how.json {
        print_json(&diff)?;
    } else {
        anstream::print!("{}", text::text(&diff));
    }
    Ok(if diff.is_equal() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}
