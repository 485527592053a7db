//! Durable state behind the ports of the core: messages, jobs, journal, configuration and keys in
//! [`SqliteStore`] (or [`MemoryStore`] for tests and simulation), bytes in [`FileBlobs`].
//!
//! This is the only crate that knows SQL.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod backup;
mod blobs;
mod change;
mod error;
mod memory;
mod space;
mod sqlite;
mod time;
mod waiting;
mod wake;
mod wipe;

pub use blobs::{FileBlobs, MemoryBlobs};
pub use memory::{Fault, MemoryStore, Write};
pub use sqlite::{OLDEST_SQLITE, OpenError, SqliteOptions, SqliteStore};
