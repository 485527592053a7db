//! What those who run the hub see and do.

pub(crate) mod activation;
pub(crate) mod configuration;
pub(crate) mod health;
pub(crate) mod index;
pub(crate) mod metrics;
