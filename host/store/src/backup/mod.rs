//! Backup and restore of a hub's state: the database, taken while the hub runs, and the blobs it needs.
//!
//! A backup is a directory with `drehscheibe.sqlite`, `blobs/` and, written last, `manifest.json`.
//! Nothing in it is believed at a restore: not the file, not its schema, not its chains, not its blobs.

mod check;
mod create;
mod manifest;
mod restore;

pub use create::create;
pub use restore::restore;

use crate::OpenError;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::journal::ChainFault;
use drehscheibe_model::ports::{BlobError, StoreError};
use std::io;
use std::path::PathBuf;

/// Name of the database file in a data directory and in a backup.
pub const DATABASE_FILE: &str = "drehscheibe.sqlite";
/// Name of the blobs' directory in a data directory and in a backup.
pub const BLOBS_DIRECTORY: &str = "blobs";
/// Name of the file that is written last.
pub const MANIFEST_FILE: &str = "manifest.json";

/// What is being done, for a progress display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Copying the database; in pages, or in bytes at a restore.
    Database,
    /// Checking the database; in chains.
    Check,
    /// Copying and checking blobs; in blobs.
    Blobs,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub step: Step,
    pub done: u64,
    pub total: u64,
}

/// What a backup holds or a restore brought back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub database_bytes: u64,
    pub blobs: u64,
    pub blob_bytes: u64,
    pub chains: u64,
    /// Journal entries that were verified.
    pub entries: u64,
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Nothing is ever overwritten.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// Not a directory that `create` has finished.
    #[error("{path} is not a complete backup: {reason}")]
    NotABackup { path: PathBuf, reason: String },
    /// Its bytes are not those that were written.
    #[error("the database of the backup was changed or is incomplete")]
    DatabaseChanged,
    #[error("the database cannot be used")]
    Open(#[from] OpenError),
    /// What SQLite's own check says.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// It has tables, triggers or views that no hub makes.
    #[error("the schema of the database is not a hub's: {0}")]
    ForeignSchema(String),
    #[error("the journal of {tenant} does not verify")]
    Chain {
        tenant: TenantId,
        #[source]
        fault: ChainFault,
    },
    /// Blobs that the database needs and that are missing or damaged. All of them, not the first.
    #[error("{} of the blobs needed are missing or damaged, the first is {}", .0.len(), first(.0))]
    Blobs(Vec<Digest>),
    #[error("a blob could not be read or written")]
    Blob(#[source] BlobError),
    #[error("the state could not be read")]
    Store(#[from] StoreError),
    #[error("{path} could not be read or written")]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

fn first(digests: &[Digest]) -> String {
    digests.first().map(Digest::to_string).unwrap_or_default()
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Open(error.into())
    }
}

/// For `map_err`.
fn at(path: &std::path::Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |source| BackupError::Io { path, source }
}
