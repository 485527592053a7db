//! Compiled components: made once, sealed, kept beside the depot.

mod cache;
mod compile;
mod look;
mod seal;
pub mod worker;

pub(crate) use cache::Cache;
pub(crate) use look::look;
