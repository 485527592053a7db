//! `drehscheibe trust revocations` and `drehscheibe trust clock`

use crate::commands::ConfigPath;
use crate::commands::output::{Failure, GOOD, NO, Outcome, print_json};
use crate::commands::remote::HubArgs;
use crate::depot::{Artifact, Client};
use crate::hub::{open_gate, open_store};
use clap::Subcommand;
use drehscheibe_depot::gatekeeper::REVOCATIONS;
use drehscheibe_depot::revocation::{PAYLOAD_TYPE, RevocationList};
use drehscheibe_depot::signature::Bundle;
use drehscheibe_model::depot::{Reference, RepositoryName, TagName, artifact_type};
use drehscheibe_model::ports::ActivationStore;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum RevocationsCommand {
    /// Takes lists over from files. A running hub on the same data directory follows within seconds
    Import {
        #[command(flatten)]
        config: ConfigPath,
        /// Sigstore bundles; several if several must sign one list
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Puts lists into the depot of a running hub, which follows at once; other hubs take them from there
    Push {
        /// Sigstore bundles
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        hub: HubArgs,
    },
    /// Shows the lists in force
    List {
        #[command(flatten)]
        config: ConfigPath,
        /// One JSON array on standard output
        #[arg(long)]
        json: bool,
    },
}

/// Shows the latest time this hub has seen. A clock that was set back stops activations until somebody
/// has looked; `--accept` says that the present time is right.
#[derive(Debug, clap::Args)]
pub struct ClockArgs {
    #[command(flatten)]
    config: ConfigPath,
    #[arg(long)]
    accept: bool,
}

pub fn run(command: RevocationsCommand) -> Outcome {
    match command {
        RevocationsCommand::Import { config, files } => {
            let gate = open_gate(&config.config)?;
            let mut bundles = Vec::new();
            for path in &files {
                let bytes = std::fs::read(path)
                    .map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))?;
                bundles.push(bytes);
            }
            match gate.import_revocations(&bundles).map_err(|error| Failure::of(&error))? {
                Ok(imported) if imported.is_empty() => {
                    Err(Failure::new("there is no revocation list in these files").code(NO))
                }
                Ok(imported) => {
                    for list in imported {
                        let known = if list.known { " (known before)" } else { "" };
                        let (issuer, number, entries) = (list.issuer, list.number, list.entries);
                        anstream::println!(
                            "{GOOD}in force{GOOD:#}: list {number} of {issuer}, {entries} entries{known}"
                        );
                    }
                    Ok(ExitCode::SUCCESS)
                }
                Err(errors) => {
                    let failure = Failure::new("not all lists were taken over").code(NO);
                    Err(errors.iter().fold(failure, |failure, error| failure.line(error.to_string())))
                }
            }
        }
        RevocationsCommand::Push { files, hub } => push(&files, &hub),
        RevocationsCommand::List { config, json } => {
            let lists = open_gate(&config.config)?.revocations();
            if json {
                print_json(&lists)?;
                return Ok(ExitCode::SUCCESS);
            }
            for list in lists {
                let (issuer, number, due) = (&list.issuer, list.number, list.next_update);
                anstream::println!("{issuer}: list {number} of {}, next by {due}", list.issued_at);
                for entry in &list.entries {
                    let subject = serde_json::to_string(&entry.subject).map_err(|error| Failure::of(&error))?;
                    let effect = serde_json::to_string(&entry.effect).map_err(|error| Failure::of(&error))?;
                    anstream::println!("  {} {} {subject}: {}", entry.id, effect.trim_matches('"'), entry.reason);
                }
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Under a tag for each list: lists count upwards, and so do the tags.
fn push(files: &[PathBuf], hub: &HubArgs) -> Outcome {
    let client = Client::new(hub);
    let repository = RepositoryName::new(REVOCATIONS).map_err(|error| Failure::of(&error))?;
    for path in files {
        let here = |failure: Failure| failure.line(format!("the file is {}", path.display()));
        let bytes = std::fs::read(path).map_err(|error| here(Failure::of(&error)))?;
        let bundle = Bundle::parse(&bytes).map_err(|error| here(Failure::of(&error).code(NO)))?;
        let list = match bundle.unverified_statement() {
            Some((PAYLOAD_TYPE, payload)) => RevocationList::parse(payload),
            _ => return Err(here(Failure::new("this is no revocation list").code(NO))),
        };
        let list = list.map_err(|error| here(Failure::of(&error).code(NO)))?;
        let short: String = bundle.digest().to_hex().chars().take(12).collect();
        let tag = TagName::new(format!("{:06}-{short}", list.number)).map_err(|error| Failure::of(&error))?;
        let artifact = Artifact { artifact_type: artifact_type::REVOCATIONS, media_type: artifact_type::BUNDLE, bytes };
        client.put_standing(&repository, &Reference::Tag(tag.clone()), &artifact)?;
        let (issuer, number, entries) = (&list.issuer, list.number, list.entries.len());
        anstream::println!("{GOOD}pushed{GOOD:#}: list {number} of {issuer}, {entries} entries, as {repository}:{tag}");
    }
    Ok(ExitCode::SUCCESS)
}

pub fn clock(args: &ClockArgs) -> Outcome {
    let gate = open_gate(&args.config.config)?;
    if args.accept {
        let now = gate.accept_clock().map_err(|error| Failure::of(&error))?;
        open_store(&args.config.config)?.accept_time(now)?;
        anstream::println!("{GOOD}accepted{GOOD:#}: {now}");
    } else {
        anstream::println!("latest time seen: {}", gate.highest_time());
    }
    Ok(ExitCode::SUCCESS)
}
