//! `drehscheibe config`

use super::ConfigPath;
use super::output::{GOOD, Outcome, print_json};
use super::remote::{Remote, show};
use crate::configuration::Problem;
use crate::hub::{Hub, OpenHubError};
use clap::Subcommand;
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Reads all files, asks the plugins about their settings, and lists every problem with file and line
    Check {
        #[command(flatten)]
        config: ConfigPath,
        /// One JSON object on standard output
        #[arg(long)]
        json: bool,
    },
    /// Lets a running hub take its files over; nothing changes if anything is wrong with them
    Apply {
        #[command(flatten)]
        remote: Remote,
        /// The hub's answer as JSON on standard output
        #[arg(long)]
        json: bool,
    },
}

pub fn run(command: &ConfigCommand) -> Outcome {
    match command {
        ConfigCommand::Check { config, json } => check(&config.config, *json),
        ConfigCommand::Apply { remote, json } => {
            let answer = remote.post("/api/v1/configuration/reload", &serde_json::json!({}))?;
            show(*json, &answer, |answer| {
                let number = answer.get("revision").unwrap_or(&serde_json::Value::Null);
                anstream::println!("{GOOD}applied{GOOD:#}: messages accepted from now on run on revision {number}");
            })
        }
    }
}

fn check(config: &Path, json: bool) -> Outcome {
    let checked = Hub::open(config).and_then(|hub| hub.checked());
    match checked {
        Ok(assembled) => {
            let configuration = &assembled.configuration;
            if json {
                print_json(&serde_json::json!({"problems": []}))?;
            } else {
                let activations: usize = configuration.authorities.values().map(|one| one.activations.len()).sum();
                anstream::println!(
                    "{GOOD}ok{GOOD:#}: {} procedures, {} authorities, {activations} activations, {} plugins",
                    configuration.procedures.len(),
                    configuration.authorities.len(),
                    configuration.plugins.len()
                );
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(OpenHubError::Configuration(problems)) if json => {
            let list: Vec<_> = problems.iter().map(as_json).collect();
            print_json(&serde_json::json!({ "problems": list }))?;
            Ok(ExitCode::from(super::output::NO))
        }
        Err(error) => Err(error.into()),
    }
}

fn as_json(problem: &Problem) -> serde_json::Value {
    serde_json::json!({"file": problem.file, "line": problem.line, "text": problem.text})
}
