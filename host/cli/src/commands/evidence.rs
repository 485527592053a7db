//! `drehscheibe evidence`

use super::ConfigPath;
use super::output::{BAD, DIM, Failure, GOOD, HEAD, NO, NOTE, Outcome, print_json};
use super::trust::keys::read_public;
use crate::configuration;
use crate::hub::{OpenHubError, StoreOnly, evidence_key, open_gate};
use clap::Subcommand;
use drehscheibe_depot::evidence::{
    ComponentEvidence, Evidence, FORMAT, HEAD_PAYLOAD, HeadStatement, HubRef, Proof, RevisionEvidence, Trusted, verify,
};
use drehscheibe_depot::gatekeeper::Gatekeeper;
use drehscheibe_depot::signature::{Bundle, PrivateKey, Signer as _};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, RevisionNumber, TenantId};
use drehscheibe_model::journal::JournalRow;
use drehscheibe_model::ports::Store;
use jiff::Timestamp;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;

/// Links of one chain in a file; beyond it, a chain is too long to be shown.
const MOST_LINKS: u32 = 1_000_000;

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
    let entries = store.journal(message)?;
    if entries.is_empty() {
        return Err(Failure::new(format!("the journal knows no message {message}")).code(NO));
    }
    let key = evidence_key(&file.hub.data_dir)?;
    let gate = open_gate(&config.config)?;
    let now = Timestamp::now();
    let (mut chains, mut heads) = (Vec::new(), Vec::new());
    for (tenant, (first, last)) in spans(&entries) {
        let rows = store.chain_part(&tenant, first, last, MOST_LINKS)?;
        let proof = Proof::of(message, &rows).filter(|proof| proof.head_sequence() == last);
        let proof = proof.ok_or_else(|| {
            Failure::new(format!("chain {tenant} cannot be shown from entry {first} to {last}"))
                .hint("`drehscheibe verify` says whether it is whole")
        })?;
        let said = HeadStatement { tenant, sequence: last, hash: proof.head, at: now };
        let payload = serde_json::to_vec(&said).map_err(|error| Failure::of(&error))?;
        let bundle = Bundle::sign_statement(&key, HEAD_PAYLOAD, &payload).map_err(|error| Failure::of(&error))?;
        heads.push(raw(bundle.as_bytes())?);
        chains.push(proof);
    }
    let (components, revisions) = named(&entries);
    let evidence = Evidence {
        format: FORMAT.into(),
        message,
        exported_at: now,
        hub: HubRef {
            node: file.hub.node.clone(),
            key: key.public_key().to_pem().map_err(|error| Failure::of(&error))?,
        },
        chains,
        heads,
        components: components.iter().map(|digest| component(&gate, *digest)).collect::<Result<_, _>>()?,
        revisions: revision_evidence(store.as_ref(), &revisions)?,
    };
    let path = out.unwrap_or_else(|| PathBuf::from(format!("{message}.evidence.json")));
    let bytes = serde_json::to_vec(&evidence).map_err(|error| Failure::of(&error))?;
    std::fs::write(&path, bytes)
        .map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))?;
    anstream::println!("{GOOD}written{GOOD:#}: {} entries, {}", entries.len(), path.display());
    Ok(ExitCode::SUCCESS)
}

/// From the first to the last entry in each chain.
fn spans(entries: &[JournalRow]) -> BTreeMap<TenantId, (u64, u64)> {
    let mut spans: BTreeMap<TenantId, (u64, u64)> = BTreeMap::new();
    for entry in entries {
        let span = spans.entry(entry.tenant.clone()).or_insert((entry.sequence, entry.sequence));
        *span = (span.0.min(entry.sequence), span.1.max(entry.sequence));
    }
    spans
}

/// Components and revisions that the entries name.
fn named(entries: &[JournalRow]) -> (BTreeSet<Digest>, BTreeSet<u64>) {
    let (mut components, mut revisions) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries {
        let Ok(event) = serde_json::from_str::<Value>(&entry.event) else { continue };
        if event.get("plugin").is_some() {
            components.extend(event.get("digest").and_then(Value::as_str).and_then(|text| text.parse::<Digest>().ok()));
        }
        revisions.extend(event.get("revision").and_then(Value::as_u64));
    }
    (components, revisions)
}

fn raw(bytes: &[u8]) -> Result<Box<RawValue>, Failure> {
    RawValue::from_string(String::from_utf8_lossy(bytes).into_owned()).map_err(|error| Failure::of(&error))
}

fn component(gate: &Gatekeeper, digest: Digest) -> Result<ComponentEvidence, Failure> {
    let certificates = gate.certificates(&digest).map_err(|gap| Failure::of(&gap))?;
    let bundles = certificates.iter().filter(|one| one.gaps.is_empty()).flat_map(|one| &one.bundles);
    let certificates = bundles.map(|bytes| raw(bytes)).collect::<Result<_, _>>()?;
    Ok(ComponentEvidence { digest, certificates })
}

fn revision_evidence(store: &dyn Store, numbers: &BTreeSet<u64>) -> Result<Vec<RevisionEvidence>, Failure> {
    let mut found = Vec::new();
    for number in numbers {
        if let Some(revision) = store.revision(RevisionNumber(*number))? {
            let bytes = serde_json::to_vec(&revision.configuration).map_err(|error| Failure::of(&error))?;
            found.push(RevisionEvidence {
                number: revision.number,
                digest: Digest::of(&bytes),
                author: revision.author,
                at: revision.at,
            });
        }
    }
    Ok(found)
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
