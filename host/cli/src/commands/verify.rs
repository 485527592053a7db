//! `drehscheibe verify`

use super::ConfigPath;
use super::output::{BAD, Failure, GOOD, NO, Outcome, print_json};
use crate::configuration;
use crate::hub::{OpenHubError, StoreOnly};
use drehscheibe_model::ports::{Blobs, PortalStore, Store};
use std::process::ExitCode;

/// Checks every hash chain of the journal from its checkpoint to its head, the audit log, and every stored document
/// against its digest. Exit code 1 if anything was changed.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    #[command(flatten)]
    config: ConfigPath,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

pub fn run(args: &VerifyArgs) -> Outcome {
    let (_, file) = configuration::read_hub_file(&args.config.config)
        .map_err(|problem| OpenHubError::Configuration(vec![problem]))?;
    let state = StoreOnly::open(&file.hub.data_dir, false)?;
    let chains = state.store.chains()?;
    let progress = super::progress(chains.len() as u64, "chains");
    let (mut entries, mut faults, mut list) = (0, 0, Vec::new());
    for tenant in &chains {
        match state.store.verify_chain(tenant)? {
            Ok(count) => {
                entries += count;
                list.push(serde_json::json!({"chain": tenant, "entries": count}));
            }
            Err(fault) => {
                faults += 1;
                progress.suspend(|| anstream::eprintln!("{BAD}chain {tenant}{BAD:#}: {fault}"));
                list.push(serde_json::json!({"chain": tenant, "fault": fault, "text": fault.to_string()}));
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    let audit = state.store.verify_audit()?;
    if let Err(fault) = &audit {
        faults += 1;
        anstream::eprintln!("{BAD}audit log{BAD:#}: {fault}");
    }
    let mut damaged = Vec::new();
    let blobs = state.store.blobs_in_use()?;
    let progress = super::progress(blobs.len() as u64, "blobs");
    for digest in &blobs {
        if let Err(error) = state.blobs.verify(digest) {
            progress.suspend(|| anstream::eprintln!("{BAD}{digest}{BAD:#}: {error}"));
            damaged.push(digest.to_string());
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    if args.json {
        let whole = serde_json::json!({
            "chains": list, "entries": entries, "faults": faults, "blobs": blobs.len(), "damagedBlobs": damaged,
            "auditEntries": audit.as_ref().ok(), "auditFault": audit.as_ref().err().map(ToString::to_string),
        });
        print_json(&whole)?;
    }
    if faults > 0 || !damaged.is_empty() {
        let text = format!(
            "{faults} of {} chains (with the audit log) and {} of {} blobs are damaged",
            chains.len() + 1,
            damaged.len(),
            blobs.len()
        );
        return Err(Failure::new(text).code(NO).hint("restore a backup, or keep this state as evidence"));
    }
    if !args.json {
        anstream::println!("{GOOD}ok{GOOD:#}: {entries} entries in {} chains, {} blobs", chains.len(), blobs.len());
    }
    Ok(ExitCode::SUCCESS)
}
