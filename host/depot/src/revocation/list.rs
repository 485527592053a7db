//! What a revocation list says.

use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::RevocationEffect;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The value of `format`.
pub const FORMAT: &str = "drehscheibe-revocations/v1";
/// The payload type in DSSE envelopes.
pub const PAYLOAD_TYPE: &str = "application/vnd.drehscheibe.revocations.v1+json";
/// Entries of one list.
const MAX_ENTRIES: usize = 10_000;

/// All that an issuer has revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevocationList {
    pub format: String,
    /// The organisation; must be that of a key that signed.
    pub issuer: String,
    /// From 1; a hub refuses a smaller one than it has seen.
    pub number: u64,
    pub issued_at: Timestamp,
    /// A newer list will be there by then.
    pub next_update: Timestamp,
    pub entries: Vec<Entry>,
}

/// One thing that is revoked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    /// For people and journals, unique in the list.
    pub id: String,
    pub subject: Revoked,
    pub reason: String,
    pub effect: RevocationEffect,
}

/// What is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Revoked {
    /// A component by its digest, however certified.
    Component(Digest),
    /// A certificate by the digest of a bundle that signs it.
    Certificate(Digest),
    /// A key by its fingerprint: all that it signed, as a vendor or as a certifier.
    Key(Digest),
}

/// What is wrong with a list.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error("not a revocation list")]
    Json(#[from] serde_json::Error),
    #[error("the format is `{0}`; expected `{FORMAT}`")]
    Format(String),
    #[error("{0}")]
    Content(String),
    #[error("revocation list {number} of {issuer}: {reason}")]
    Unverified { issuer: String, number: u64, reason: String },
    /// An old list would bring back what was revoked.
    #[error("revocation list {number} of {issuer} is older than list {seen}, which this hub has seen")]
    Older { issuer: String, number: u64, seen: u64 },
    #[error("{issuer} has issued two different revocation lists with number {number}")]
    Equivocation { issuer: String, number: u64 },
}

impl RevocationList {
    /// Reads a list and checks its content.
    pub fn parse(payload: &[u8]) -> Result<Self, ListError> {
        let list: Self = serde_json::from_slice(payload)?;
        if list.format != FORMAT {
            return Err(ListError::Format(list.format.chars().take(100).collect()));
        }
        let ids: BTreeSet<&str> = list.entries.iter().map(|entry| entry.id.as_str()).collect();
        let problem = if list.number == 0 {
            "numbers begin with 1"
        } else if list.issuer.trim().is_empty() {
            "the issuer has no name"
        } else if list.entries.len() > MAX_ENTRIES {
            "there are more than 10,000 entries"
        } else if ids.len() != list.entries.len() {
            "two entries have the same id"
        } else if list.next_update <= list.issued_at {
            "`nextUpdate` does not lie after `issuedAt`"
        } else {
            return Ok(list);
        };
        Err(ListError::Content(problem.into()))
    }
}
