//! A package: a component with what is known about it.

use super::name::RepositoryName;
use crate::call::World;
use crate::content::Digest;
use crate::ids::{PluginName, ProcedureId};
use crate::limits::Limits;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a package has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageStatus {
    /// The component is here and fits the contract; its manifest or its vendor's signature is not.
    Uploaded,
    /// Component, manifest and vendor's signature are here and fit each other; it is compiled.
    Checked,
    /// A certificate by a trusted certifier is here.
    Certified,
    /// Its certificates ended.
    Expired,
    /// Withdrawn by its vendor; what runs may go on.
    Yanked,
    /// Named by a revocation list.
    Revoked,
}

impl PackageStatus {
    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checked => "checked",
            Self::Certified => "certified",
            Self::Expired => "expired",
            Self::Yanked => "yanked",
            Self::Revoked => "revoked",
        }
    }
    /// Whether the depot knows this step. A yanked package may be certified anew only after it was put back to
    /// `checked`. A revoked one is put back there by a newer list that does not name it any more.
    pub fn may_become(self, next: Self) -> bool {
        use PackageStatus::{Certified, Checked, Expired, Revoked, Uploaded, Yanked};
        match self {
            Uploaded => matches!(next, Checked | Yanked | Revoked),
            Checked => matches!(next, Certified | Yanked | Revoked),
            Certified => matches!(next, Checked | Expired | Yanked | Revoked),
            Expired => matches!(next, Certified | Checked | Yanked | Revoked),
            Yanked => matches!(next, Checked | Revoked),
            Revoked => next == Checked,
        }
    }
}

/// A step of a package, for people and for the journal of the depot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    pub status: PackageStatus,
    /// At most 1,000 characters.
    pub reason: String,
    /// Id of the API key, or `depot`.
    pub by: String,
    pub at: Timestamp,
}

/// What the vendor's manifest says, as far as others than the vendor need it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PackageDescription {
    pub plugin: PluginName,
    pub version: String,
    /// German.
    pub title: String,
    pub vendor: String,
    pub licence: String,
    pub contact: String,
    /// Empty: any.
    pub procedures: Vec<ProcedureId>,
    /// Integrationsstufen, 1 to 4.
    pub stages: Vec<u8>,
    pub limits: Limits,
    /// Short names of the interfaces it asks for, such as `outbound-http`.
    pub capabilities: Vec<String>,
}

/// A component in a repository with what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    pub repository: RepositoryName,
    /// Of the component's manifest: what referrers name as their subject.
    pub manifest: Digest,
    /// Of the component: what certificates, activations and the runtime name.
    pub component: Digest,
    /// Of the component, in bytes.
    pub size: u64,
    pub wit_version: String,
    pub worlds: Vec<World>,
    /// Full names of the imported interfaces.
    pub imports: Vec<String>,
    /// JSON Schema of the settings; none before the package is `checked`.
    pub settings_schema: Option<serde_json::Value>,
    /// None before its manifest has come.
    pub description: Option<PackageDescription>,
    /// Digest of `plugin.toml`.
    pub plugin_manifest: Option<Digest>,
    /// Who signed: fingerprint of the key, as the trust store names it.
    pub signed_by: Option<String>,
    /// The newest step.
    pub status: StatusChange,
}

/// Which packages; all conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageFilter {
    pub repository: Option<RepositoryName>,
    pub component: Option<Digest>,
    pub plugin: Option<PluginName>,
    pub status: Option<PackageStatus>,
}
