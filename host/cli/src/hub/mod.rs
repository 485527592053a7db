//! A hub, put together from its parts. This is the only place that knows them all.

mod channels;
mod depot;
mod keys;
mod open;
mod operations;
mod upkeep;

pub use open::{DataLock, Hub, OpenHubError, StoreOnly};
pub use operations::HubOperations;
pub use upkeep::Upkeep;
