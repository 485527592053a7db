//! The store in one SQLite file.

mod accept;
mod counts;
mod delivery;
mod journal;
mod key;
mod lane;
mod lease;
mod message;
mod open;
mod query;
mod readers;
mod retention;
mod revision;
mod schema;
mod store;
mod transition;
mod values;
mod writer;

pub use open::{OLDEST_SQLITE, OpenError};
pub use store::{SqliteOptions, SqliteStore};
