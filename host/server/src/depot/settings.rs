//! What the operator decides about the depot.

use serde::{Deserialize, Serialize};

/// Who may pull.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pull {
    /// Whoever has a key, of any role.
    #[default]
    Key,
    /// Anyone.
    Anyone,
}

/// The part `[depot]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DepotSettings {
    pub pull: Pull,
    /// How clients reach the hub, for example `https://hub.example`; needed behind a proxy that speaks
    /// TLS. Without it the address of the request, with `http`.
    pub public_url: Option<String>,
}
