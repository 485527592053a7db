//! A hub, put together from its parts. This is the only place that knows them all.

mod keys;
mod open;
mod operations;
mod trust;
mod upkeep;

pub use open::{Hub, OpenHubError, StoreOnly, open_gate};
pub use operations::HubOperations;
pub use trust::{TrustWatch, evidence_key};
pub use upkeep::Upkeep;
