//! `drehscheibe plugin inspect`

use super::build::imports;
use super::build::inspect::outside;
use super::build::world::VERSION;
use super::folder;
use super::loaded::Loaded;
use crate::commands::output::{BAD, DIM, Failure, GOOD, HEAD, NO, Outcome, print_json};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::Rules;
use drehscheibe_runtime::Mode;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

/// Says what a component is: worlds, imports, size, settings, and which hubs can run it. Components
/// built elsewhere are understood, too: each import that no world allows is named with its usual cause.
/// Exit code 1 if this hub cannot run it.
#[derive(Debug, clap::Args)]
pub struct InspectArgs {
    /// A component, or the folder of a plugin that was built
    #[arg(default_value = ".")]
    path: PathBuf,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// An import that no world of the contract allows.
#[derive(Debug, Serialize)]
struct Foreign {
    name: String,
    usual_cause: &'static str,
}

/// What there is to say.
#[derive(Debug, Serialize)]
struct Inspection {
    digest: Digest,
    /// In bytes.
    size: u64,
    worlds: Vec<drehscheibe_model::call::World>,
    wit_version: Option<String>,
    imports: Vec<String>,
    exports: Vec<String>,
    capabilities: Vec<&'static str>,
    foreign_imports: Vec<Foreign>,
    /// Versions of the contract that a hub must speak, and whether this one does.
    runs_on: RunsOn,
    /// Titles of the settings, in order; empty if the component could not be run.
    settings: Vec<String>,
}

/// Which hubs can run it.
#[derive(Debug, Serialize)]
struct RunsOn {
    /// As a requirement on the hub's `drehscheibe:rule`.
    contract: String,
    this_hub: bool,
    /// Why not.
    problem: Option<String>,
}

pub fn run(args: &InspectArgs) -> Outcome {
    let path = if args.path.is_dir() { folder::component(&args.path, None)? } else { args.path.clone() };
    let bytes = std::fs::read(&path)
        .map_err(|error| Failure::of(&error).line(format!("the component is {}", path.display())))?;
    let found = outside(&bytes).map_err(|error| {
        Failure::of(&error).line(format!("{} is not a WebAssembly component", path.display())).code(NO)
    })?;
    let foreign = found.foreign_imports().into_iter();
    let foreign: Vec<_> =
        foreign.map(|name| Foreign { name: name.to_owned(), usual_cause: imports::usual_cause(name, "") }).collect();
    let desk = Loaded::open(&path, Mode::Production)?;
    let (settings, problem) = match desk.runtime().facts(&desk.digest) {
        Ok(facts) => (titles(&facts.settings_schema), None),
        Err(stop) => (Vec::new(), Some(stop.to_string())),
    };
    let version = found.wit_version().map(str::to_owned);
    let inspection = Inspection {
        digest: Digest::of(&bytes),
        size: bytes.len() as u64,
        worlds: found.worlds(),
        capabilities: found.capabilities(),
        runs_on: RunsOn { contract: requirement(version.as_deref()), this_hub: problem.is_none(), problem },
        wit_version: version,
        imports: found.imports,
        exports: found.exports,
        foreign_imports: foreign,
        settings,
    };
    if args.json {
        print_json(&inspection)?;
    } else {
        show(&inspection, &path);
    }
    Ok(if inspection.runs_on.this_hub { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}

/// Before 1.0.0 a minor version may break, as Semantic Versioning has it.
fn requirement(version: Option<&str>) -> String {
    let numbers: Vec<&str> = version.unwrap_or_default().split('.').collect();
    match numbers.as_slice() {
        ["0", minor, _] => format!(">= 0.{minor}.0, < 0.{}.0", minor.parse::<u32>().unwrap_or(0) + 1),
        [major, _, _] => format!(">= {}, < {}.0.0", version.unwrap_or_default(), major.parse::<u32>().unwrap_or(0) + 1),
        _ => "none: it exports nothing of drehscheibe:rule".into(),
    }
}

fn titles(schema: &serde_json::Value) -> Vec<String> {
    let properties = schema.get("properties").and_then(serde_json::Value::as_object);
    let title = |(name, value): (&String, &serde_json::Value)| {
        let title = value.get("title").and_then(serde_json::Value::as_str).unwrap_or_default();
        if title.is_empty() { name.clone() } else { format!("{name}: {title}") }
    };
    properties.into_iter().flatten().map(title).collect()
}

fn show(found: &Inspection, path: &std::path::Path) {
    let line = |name: &str, value: String| anstream::println!("  {DIM}{name:<14}{DIM:#}{value}");
    let worlds: Vec<_> = found.worlds.iter().map(|world| format!("{world:?}").to_lowercase()).collect();
    anstream::println!("{HEAD}{}{HEAD:#}", path.display());
    line("digest", found.digest.to_string());
    line("size", format!("{} KiB", found.size.div_ceil(1024)));
    line("worlds", worlds.join(", "));
    line("imports", found.imports.join(", "));
    line("capabilities", if found.capabilities.is_empty() { "none".into() } else { found.capabilities.join(", ") });
    for foreign in &found.foreign_imports {
        line("not allowed", format!("{BAD}{}{BAD:#}: {}", foreign.name, foreign.usual_cause));
    }
    for title in &found.settings {
        line("setting", title.clone());
    }
    line("runs on", format!("hubs of drehscheibe:rule {}; this one speaks {VERSION}", found.runs_on.contract));
    match &found.runs_on.problem {
        None => line("this hub", format!("{GOOD}can run it{GOOD:#}")),
        Some(problem) => line("this hub", format!("{BAD}cannot run it:{BAD:#} {problem}")),
    }
}

#[cfg(test)]
mod tests {
    use super::requirement;

    #[test]
    fn a_minor_version_before_one_may_break() {
        assert_eq!(requirement(Some("0.1.0")), ">= 0.1.0, < 0.2.0");
        assert_eq!(requirement(Some("1.4.2")), ">= 1.4.2, < 2.0.0");
        assert!(requirement(None).starts_with("none"));
    }
}
