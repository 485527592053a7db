//! A hub, put together from its parts. This is the only place that knows them all.

mod activations;
mod channels;
mod depot;
mod keys;
mod open;
mod operations;
mod revision;
mod trust;
mod upkeep;

pub use activations::HubActivations;
pub use open::{DataLock, Hub, OpenHubError, StoreOnly, open_gate};
pub use operations::HubOperations;
pub use trust::{TrustWatch, evidence_key};
pub use upkeep::Upkeep;
