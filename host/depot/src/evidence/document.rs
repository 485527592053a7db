//! The file.

use super::chain::Proof;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, RevisionNumber, TenantId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The payload type of signed heads in DSSE envelopes.
pub const HEAD_PAYLOAD: &str = "application/vnd.drehscheibe.journal-head.v1+json";

/// All that proves what happened to one message.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Evidence {
    pub format: String,
    pub message: MessageId,
    pub exported_at: Timestamp,
    pub hub: HubRef,
    pub chains: Vec<Proof>,
    /// For each chain, in the same order: the hub's signature over its head, a Sigstore bundle.
    pub heads: Vec<Box<RawValue>>,
    pub components: Vec<ComponentEvidence>,
    pub revisions: Vec<RevisionEvidence>,
}

/// Which hub says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HubRef {
    pub node: String,
    /// Its public key in PEM. Who checks must know the key from elsewhere.
    pub key: String,
}

/// What the hub signs: a head, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeadStatement {
    pub tenant: TenantId,
    pub sequence: u64,
    pub hash: Digest,
    pub at: Timestamp,
}

/// A component that ran, with the certificates that were there.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ComponentEvidence {
    pub digest: Digest,
    /// Sigstore bundles, byte for byte.
    pub certificates: Vec<Box<RawValue>>,
}

/// A configuration that the message ran under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RevisionEvidence {
    pub number: RevisionNumber,
    /// SHA-256 of the configuration's JSON.
    pub digest: Digest,
    pub author: String,
    pub at: Timestamp,
}
