//! A hub, put together from its parts. This is the only place that knows them all.

mod activations;
mod channels;
mod depot;
mod everyone;
mod keys;
mod open;
mod operations;
mod revision;
mod upkeep;

pub use activations::HubActivations;
pub use open::{DataLock, Hub, OpenHubError, StoreOnly};
pub use operations::HubOperations;
pub use upkeep::Upkeep;
