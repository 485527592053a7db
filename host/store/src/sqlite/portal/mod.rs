//! What the portal keeps and asks for.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod overview;
mod port;
pub(crate) mod proposal;
pub(crate) mod session;
