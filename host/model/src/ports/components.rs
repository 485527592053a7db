//! Looking at components that nobody knows yet.

use crate::call::{PluginFacts, Stop, World};
use crate::content::Digest;
use serde::{Deserialize, Serialize};

/// The outside of a component that fits the contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComponentOutside {
    pub wit_version: String,
    pub worlds: Vec<World>,
    /// Full names in the order of the component.
    pub imports: Vec<String>,
}

/// Looks at components that lie in the blobs, in a process of its own with limits of its own.
pub trait Components: Send + Sync {
    /// Parses and validates it and reads its outside. [`Stop::AbiMismatch`] names everything that no
    /// world allows.
    fn look(&self, component: &Digest) -> Result<ComponentOutside, Stop>;
    /// Compiles it, so that no message has to wait, and asks it for the schema of its settings.
    fn prepare(&self, component: &Digest) -> Result<PluginFacts, Stop>;
}
