//! `drehscheibe evidence`

use super::ConfigPath;
use super::output::{BAD, DIM, Failure, GOOD, HEAD, NO, NOTE, Outcome, print_json};
use super::trust::keys::read_public;
use crate::configuration;
use crate::hub::{EvidenceSource, OpenHubError, StoreOnly, evidence_key, open_gate};
use clap::Subcommand;
use drehscheibe_depot::evidence::{Link, Trusted, verify};
use drehscheibe_depot::signature::{PrivateKey, Signer as _};
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::ports::EvidenceError;
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes all that proves what happened to a message into one file that anybody can check without the
/// hub: its journal entries with their place in the hash chain, the head signed by the hub, the components
/// that ran with their certificates, and the digest of the configuration.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct EvidenceArgs {
    #[command(subcommand)]
    command: Option<EvidenceCommand>,
    #[command(flatten)]
    config: ConfigPath,
    /// The message
    #[arg(required = true)]
    message: Option<MessageId>,
    /// The file; without it, MESSAGE.evidence.json
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    /// Checks a file offline; exit code 1 if anything was changed
    Verify {
        file: PathBuf,
        /// The hub's public key, known from elsewhere; without it the head is only stated
        #[arg(long, value_name = "FILE")]
        hub_key: Option<PathBuf>,
        /// Hub configuration whose [trust] says which certifiers count; without it, certificates are not checked
        #[arg(long, value_name = "FILE")]
        trust: Option<PathBuf>,
        /// One JSON object on standard output
        #[arg(long)]
        json: bool,
    },
    /// Prints the public key with which this hub signs heads of its journal
    Key {
        #[command(flatten)]
        config: ConfigPath,
    },
}

pub fn run(args: EvidenceArgs) -> Outcome {
    match (args.command, args.message) {
        (Some(EvidenceCommand::Verify { file, hub_key, trust, json }), _) => check(&file, hub_key, trust, json),
        (Some(EvidenceCommand::Key { config }), _) => {
            let key = signing_key(&config)?;
            anstream::print!("{}", key.public_key().to_pem().map_err(|error| Failure::of(&error))?);
            Ok(ExitCode::SUCCESS)
        }
        (None, Some(message)) => export(&args.config, message, args.out),
        (None, None) => Err(Failure::new("which message?").code(2)),
    }
}

fn signing_key(config: &ConfigPath) -> Result<PrivateKey, Failure> {
    let (_, file) =
        configuration::read_hub_file(&config.config).map_err(|problem| OpenHubError::Configuration(vec![problem]))?;
    evidence_key(&file.hub.data_dir).map_err(Into::into)
}

fn export(config: &ConfigPath, message: MessageId, out: Option<PathBuf>) -> Outcome {
    let (_, file) =
        configuration::read_hub_file(&config.config).map_err(|problem| OpenHubError::Configuration(vec![problem]))?;
    let store = StoreOnly::open(&file.hub.data_dir, false)?.store;
    let (key, gate) = (evidence_key(&file.hub.data_dir)?, open_gate(&config.config)?);
    let source = EvidenceSource { store: store.as_ref(), key: &key, gate: &gate, node: &file.hub.node };
    let evidence = source.evidence(message).map_err(|error| match error {
        EvidenceError::NotFound(_) => Failure::of(&error).code(NO),
        EvidenceError::Failed(text) => Failure::new(text).hint("`drehscheibe verify` says whether a chain is whole"),
        error => Failure::of(&error),
    })?;
    let links = evidence.chains.iter().flat_map(|chain| &chain.links);
    let entries = links.filter(|link| matches!(link, Link::Entry { .. })).count();
    let path = out.unwrap_or_else(|| PathBuf::from(format!("{message}.evidence.json")));
    let bytes = serde_json::to_vec(&evidence).map_err(|error| Failure::of(&error))?;
    std::fs::write(&path, bytes)
        .map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))?;
    anstream::println!("{GOOD}written{GOOD:#}: {entries} entries, {}", path.display());
    Ok(ExitCode::SUCCESS)
}

fn check(file: &PathBuf, hub_key: Option<PathBuf>, trust: Option<PathBuf>, json: bool) -> Outcome {
    let bytes =
        std::fs::read(file).map_err(|error| Failure::of(&error).line(format!("the file is {}", file.display())))?;
    let certifiers = match trust {
        Some(path) => {
            let one = |problem| OpenHubError::Configuration(vec![problem]);
            let (source, hub) = configuration::read_hub_file(&path).map_err(one)?;
            let policy = hub.trust.policy(&source, &configuration::base_of(&path));
            Some(policy.map_err(OpenHubError::Configuration)?)
        }
        None => None,
    };
    let trusted = Trusted { hub: hub_key.as_deref().map(read_public).transpose()?, certifiers };
    let checked = verify(&bytes, &trusted);
    if json {
        print_json(&checked)?;
    } else {
        for (at, event) in &checked.entries {
            let name = event.get("event").and_then(Value::as_str).unwrap_or("?");
            anstream::println!("{DIM}{at}{DIM:#} {HEAD}{name}{HEAD:#}");
        }
        for number in &checked.certificates {
            anstream::println!("{GOOD}certified{GOOD:#} {number}");
        }
        for digest in &checked.uncertified {
            anstream::println!("{NOTE}no certificate that counts{NOTE:#} {digest}");
        }
        for problem in &checked.problems {
            anstream::println!("{BAD}problem{BAD:#} {problem}");
        }
        if checked.problems.is_empty() {
            let proved = if checked.heads_proved { "its head is proved" } else { "its head is stated; give --hub-key" };
            anstream::println!("{GOOD}unchanged{GOOD:#}: {} entries, {proved}", checked.entries.len());
        }
    }
    Ok(if checked.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
}
