//! `drehscheibe depot list`, `inspect` and `yank`

use super::client::Client;
use super::reference::PackageRef;
use crate::commands::output::{Outcome, print_json, say};
use crate::commands::remote::HubArgs;
use drehscheibe_model::depot::{Package, PackageStatus, RepositoryName};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::Inspection;
use std::fmt::Write;
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Only of this repository
    #[arg(long)]
    repository: Option<RepositoryName>,
    /// Only of this plugin
    #[arg(long)]
    plugin: Option<PluginName>,
    /// Only with this status: uploaded, checked, certified, expired, yanked or revoked
    #[arg(long, value_parser = status)]
    status: Option<PackageStatus>,
    #[command(flatten)]
    hub: HubArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

fn status(text: &str) -> Result<PackageStatus, String> {
    serde_json::from_value(text.into())
        .map_err(|_| "one of uploaded, checked, certified, expired, yanked, revoked".to_owned())
}

pub fn list(args: &ListArgs) -> Outcome {
    let conditions = [
        args.repository.as_ref().map(|repository| format!("repository={repository}")),
        args.plugin.as_ref().map(|plugin| format!("plugin={plugin}")),
        args.status.map(|status| format!("status={}", status.name())),
    ];
    let conditions: Vec<_> = conditions.into_iter().flatten().collect();
    let query = if conditions.is_empty() { String::new() } else { format!("?{}", conditions.join("&")) };
    let packages = Client::new(&args.hub).packages(&query)?;
    if args.json {
        print_json(&serde_json::json!({"packages": packages}))?;
    } else if packages.is_empty() {
        say("there are no such packages");
    } else {
        for package in &packages {
            anstream::println!("{}", line(package));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn line(package: &Package) -> String {
    let version = package.description.as_ref().map_or("-", |description| description.version.as_str());
    let short: String = package.component.to_hex().chars().take(12).collect();
    format!("{:<10} {:<40} {version:<12} {short}", package.status.status.name(), package.repository.as_str())
}

#[derive(Debug, clap::Args)]
pub struct InspectArgs {
    /// REPOSITORY:VERSION or REPOSITORY@DIGEST
    package: PackageRef,
    #[command(flatten)]
    hub: HubArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn inspect(args: &InspectArgs) -> Outcome {
    let inspection = Client::new(&args.hub).inspect(&args.package.repository, &args.package.reference)?;
    if args.json {
        print_json(&inspection)?;
    } else {
        anstream::println!("{}", inspected(&inspection));
    }
    Ok(ExitCode::SUCCESS)
}

/// For people.
pub fn inspected(inspection: &Inspection) -> String {
    let package = &inspection.package;
    let mut text = String::new();
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<13} {value}");
    };
    let tags: Vec<_> = inspection.tags.iter().map(ToString::to_string).collect();
    row("status", &format!("{}: {}", package.status.status.name(), package.status.reason));
    row("tags", &tags.join(", "));
    row("manifest", &package.manifest.to_string());
    row("component", &format!("{} ({} KiB)", package.component, package.size.div_ceil(1024)));
    let worlds: Vec<_> = package.worlds.iter().map(|world| format!("{world:?}").to_lowercase()).collect();
    row("worlds", &format!("{} of drehscheibe:rule@{}", worlds.join(", "), package.wit_version));
    row("imports", &package.imports.join(", "));
    if let Some(description) = &package.description {
        row("plugin", &format!("{} {} — {}", description.plugin, description.version, description.title));
        row("vendor", &format!("{} ({})", description.vendor, description.contact));
        row("licence", &description.licence);
        let procedures: Vec<_> = description.procedures.iter().map(ToString::to_string).collect();
        row("procedures", if procedures.is_empty() { "any".into() } else { procedures.join(", ") }.as_str());
    }
    if let Some(key) = &package.signed_by {
        row("signed by", key);
    }
    for referrer in &inspection.referrers {
        row("referrer", &format!("{} {}", referrer.artifact_type.as_deref().unwrap_or("?"), referrer.digest));
    }
    for step in &inspection.history {
        row("step", &format!("{} {} by {}", step.at, step.status.name(), step.by));
    }
    for open in &inspection.open {
        row("open", open);
    }
    format!("{}\n{}", package.repository, text.trim_end())
}

#[derive(Debug, clap::Args)]
pub struct YankArgs {
    /// REPOSITORY:VERSION or REPOSITORY@DIGEST
    package: PackageRef,
    /// Why, for those who use it; 3 to 500 characters
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    hub: HubArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn yank(args: &YankArgs) -> Outcome {
    let (repository, reference) = (&args.package.repository, &args.package.reference);
    let package = Client::new(&args.hub).yank(repository, reference, &args.reason)?;
    if args.json {
        print_json(&package)?;
    } else {
        anstream::println!("{} is {}", args.package, package.status.status.name());
    }
    Ok(ExitCode::SUCCESS)
}
