//! A hub, put together from its parts. This is the only place that knows them all.

mod activations;
mod certification;
mod channels;
mod depot;
mod evidence;
mod keys;
mod open;
mod operations;
mod revision;
mod trust;
mod upkeep;

pub use activations::HubActivations;
pub use certification::HubCertification;
pub use evidence::{EvidenceSource, HubEvidence};
pub use open::{DataLock, Hub, OpenHubError, StoreOnly, open_gate};
pub use operations::HubOperations;
pub use trust::{TrustWatch, evidence_key};
pub use upkeep::Upkeep;
