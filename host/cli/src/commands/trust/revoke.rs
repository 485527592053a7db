//! `drehscheibe trust revoke`

use super::keys::{Password, read_private};
use crate::commands::output::{Failure, GOOD, Outcome};
use drehscheibe_depot::revocation::{Entry, FORMAT, PAYLOAD_TYPE, RevocationList, Revoked};
use drehscheibe_depot::signature::{Bundle, PrivateKey, Signer as _};
use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::RevocationEffect;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Adds an entry to a revocation list and signs the next number of it. A list is complete: it holds all
/// that was revoked before. Without an entry, the list is only signed anew (it must be before its
/// `nextUpdate`, or hubs stop activating).
#[derive(Debug, clap::Args)]
pub struct RevokeArgs {
    /// The list; a Sigstore bundle that is replaced, or made with number 1
    #[arg(long, value_name = "FILE", default_value = "revocations.sigstore.json")]
    list: PathBuf,
    /// The private key that signs it
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    password: Password,
    /// Whose list it is; needed for a new list
    #[arg(long, value_name = "ORGANISATION")]
    issuer: Option<String>,
    /// A component by its digest (sha256:…)
    #[arg(long, group = "subject", requires_all = ["reason", "effect"])]
    component: Option<Digest>,
    /// A certificate by the digest of its bundle
    #[arg(long, group = "subject", requires_all = ["reason", "effect"])]
    certificate: Option<Digest>,
    /// A key of a vendor or certifier by its fingerprint
    #[arg(long = "revoked-key", value_name = "FINGERPRINT", group = "subject", requires_all = ["reason", "effect"])]
    revoked_key: Option<Digest>,
    /// Why, for people
    #[arg(long)]
    reason: Option<String>,
    /// warn, no-new-activation or stop
    #[arg(long, value_parser = effect)]
    effect: Option<RevocationEffect>,
    /// Days until the next list at the latest
    #[arg(long, default_value_t = 30)]
    next_update_days: u32,
}

fn effect(text: &str) -> Result<RevocationEffect, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| "one of warn, no-new-activation, stop".to_owned())
}

pub fn run(args: &RevokeArgs) -> Outcome {
    let key = read_private(&args.key, &args.password)?;
    let before = read(&args.list, &key)?;
    let issuer = match (&before, &args.issuer) {
        (Some(list), None) => list.issuer.clone(),
        (None, Some(issuer)) => issuer.clone(),
        (Some(list), Some(issuer)) if list.issuer == *issuer => issuer.clone(),
        (Some(list), Some(_)) => return Err(Failure::new(format!("the list is that of {}", list.issuer)).code(2)),
        (None, None) => {
            let failure = Failure::new(format!("{} is not there yet", args.list.display())).code(2);
            return Err(failure.hint("a new list needs --issuer ORGANISATION"));
        }
    };
    let number = before.as_ref().map_or(0, |list| list.number) + 1;
    let mut entries = before.map(|list| list.entries).unwrap_or_default();
    let subject = args.component.map(Revoked::Component);
    let subject = subject.or(args.certificate.map(Revoked::Certificate)).or(args.revoked_key.map(Revoked::Key));
    if let (Some(subject), Some(reason), Some(effect)) = (subject, &args.reason, args.effect) {
        entries.push(Entry { id: format!("R-{number}"), subject, reason: reason.clone(), effect });
    }
    let now = Timestamp::now();
    let next_update = now + SignedDuration::from_hours(24 * i64::from(args.next_update_days.max(1)));
    let list = RevocationList { format: FORMAT.into(), issuer, number, issued_at: now, next_update, entries };
    let payload = serde_json::to_vec(&list).map_err(|error| Failure::of(&error))?;
    let bundle = Bundle::sign_statement(&key, PAYLOAD_TYPE, &payload).map_err(|error| Failure::of(&error))?;
    write(&args.list, bundle.as_bytes()).map_err(|error| Failure::of(&error))?;
    anstream::println!(
        "{GOOD}signed{GOOD:#} list {number} of {} with {} entries: {}",
        list.issuer,
        list.entries.len(),
        args.list.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// The list so far. It must be of the same key: nobody goes on with what others may have changed.
fn read(path: &Path, key: &PrivateKey) -> Result<Option<RevocationList>, Failure> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::of(&error).line(format!("the list is {}", path.display()))),
    };
    let failed =
        |error: &(dyn std::error::Error + 'static)| Failure::of(error).line(path.display().to_string()).code(1);
    let bundle = Bundle::parse(&bytes).map_err(|error| failed(&error))?;
    let (payload_type, payload) = bundle.verify_statement(key.public_key()).map_err(|error| failed(&error))?;
    if payload_type != PAYLOAD_TYPE {
        return Err(Failure::new(format!("{} is no revocation list", path.display())).code(1));
    }
    RevocationList::parse(payload).map(Some).map_err(|error| failed(&error))
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    std::fs::write(&fresh, bytes)?;
    std::fs::rename(fresh, path)
}
