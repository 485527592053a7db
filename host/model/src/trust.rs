//! Whether a component may run: what its certificates and the revocation lists say about one use of it.
//!
//! The question is asked at every gate of an activation and again at every load. The answer names the
//! certificate, for the journal, or every reason against it, never the first only.

use crate::call::{Grants, World};
use crate::content::Digest;
use crate::ids::{PluginName, ProcedureId, TenantId};
use crate::limits::Limits;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What somebody wants to do with a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Begin to use it: everything must be in order.
    Activate,
    /// Run it for a message: what was activated may have a grace period after its certificate ended.
    Load,
}

/// One use of a component.
#[derive(Debug, Clone)]
pub struct Use<'a> {
    pub purpose: Purpose,
    pub plugin: &'a PluginName,
    pub component: Digest,
    pub world: World,
    pub tenant: &'a TenantId,
    /// None before a message is recognised.
    pub procedure: Option<&'a ProcedureId>,
    /// Integrationsstufe, 1 to 4; none before a message is resolved.
    pub stage: Option<u8>,
    pub grants: &'a Grants,
    pub limits: &'a Limits,
    pub at: Timestamp,
}

/// A component may be used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clearance {
    /// None only where the operator lets uncertified plugins run.
    pub certificate: Option<CertificateRef>,
    /// What will go wrong soon, or is tolerated for a while. For people; nothing is refused.
    pub warnings: Vec<TrustGap>,
}

/// A certificate, named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateRef {
    /// Of the signed bundle.
    pub digest: Digest,
    /// What the certifier calls it.
    pub number: String,
    pub valid_until: Timestamp,
}

/// All reasons in one text, for journals and parked messages; at most 2,000 characters.
pub fn listed(gaps: &[TrustGap]) -> String {
    let all: Vec<_> = gaps.iter().map(ToString::to_string).collect();
    all.join("; ").chars().take(2_000).collect()
}

/// What a revocation does. Ordered by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationEffect {
    Warn,
    NoNewActivation,
    Stop,
}

/// One reason against a use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "gap", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum TrustGap {
    #[error("there is no certificate for {plugin} ({component})")]
    NoCertificate { plugin: PluginName, component: Digest },
    /// The signature is not that of a certifier the operator trusts.
    #[error("certificate {certificate}: {reason}")]
    Unverified { certificate: String, reason: String },
    #[error("certificate {certificate} certifies the plugins of its own organisation {organisation}")]
    SelfCertified { certificate: String, organisation: String },
    #[error("certificate {certificate} is valid from {valid_from} on")]
    NotYetValid { certificate: String, valid_from: Timestamp },
    #[error("certificate {certificate} ended on {valid_until}")]
    Expired { certificate: String, valid_until: Timestamp },
    #[error("certificate {certificate} ends on {valid_until}")]
    ExpiresSoon { certificate: String, valid_until: Timestamp },
    #[error("revoked by entry {entry}: {reason}")]
    Revoked { entry: String, reason: String, effect: RevocationEffect },
    #[error("certificate {certificate} is not for procedure {procedure}")]
    OtherProcedure { certificate: String, procedure: ProcedureId },
    #[error("certificate {certificate} is not for stage {stage}")]
    OtherStage { certificate: String, stage: u8 },
    #[error("certificate {certificate} is not for the world {world:?}")]
    OtherWorld { certificate: String, world: World },
    #[error("certificate {certificate} does not grant {wanted}")]
    GrantExceeds { certificate: String, wanted: String },
    #[error("certificate {certificate} allows {certified} for {limit}, wanted are {wanted}")]
    LimitExceeds { certificate: String, limit: String, wanted: u64, certified: u64 },
    #[error("the package was withdrawn by its vendor: {reason}")]
    Yanked { reason: String },
    /// What was known about revocations is too old, or the clock was set back.
    #[error("the revocation list cannot be relied on: {reason}")]
    Stale { reason: String },
    #[error("what is known about {component} cannot be read: {reason}")]
    Unavailable { component: Digest, reason: String },
}
