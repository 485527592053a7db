//! Who may call the API.

use crate::content::Digest;
use crate::depot::Namespace;
use crate::ids::{SourceId, TenantId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a caller is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Submits messages for one source, sees what became of them and takes them back.
    Portal,
    /// Sees the messages of its tenants, withdraws and replays them.
    Municipality,
    /// Runs the hub: sees states and journals of all tenants, applies configuration, replays.
    Operator,
    /// Sees journals and verifies chains; changes nothing.
    Auditor,
    /// Publishes packages.
    Vendor,
    /// Certifies packages.
    Certifier,
}

/// A key as the store keeps it. The secret itself is shown once and never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Public part: 16 lower-case hexadecimal digits.
    pub id: String,
    /// SHA-256 of the secret part, which has 256 bits of entropy.
    pub secret_hash: Digest,
    pub role: Role,
    /// The source a portal speaks for.
    pub source: Option<SourceId>,
    /// Tenants it may see; empty: for `Operator` and `Auditor` all, for others none.
    pub tenants: Vec<TenantId>,
    /// Where in the depot a vendor publishes; for other roles none.
    #[serde(default)]
    pub namespaces: Vec<Namespace>,
    /// For people.
    pub label: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}
