//! The store in one SQLite file.

mod accept;
mod activation;
mod activation_store;
mod counts;
mod delivery;
mod depot;
mod journal;
mod key;
mod lane;
mod lease;
mod message;
mod open;
#[cfg(test)]
mod plans;
mod portal;
mod query;
mod readers;
mod request;
mod retention;
mod revision;
mod schema;
mod shadow;
mod store;
mod transition;
mod values;
mod writer;

pub use open::{OLDEST_SQLITE, OpenError};
pub use store::{SqliteOptions, SqliteStore};

pub(crate) use journal::{chains, verify};
pub(crate) use open::reader;
pub(crate) use retention::blobs_in_use;
pub(crate) use schema::{check as check_schema, difference as schema_difference, known_version};
