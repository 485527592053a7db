//! What a backup says about itself.

use super::{BackupError, MANIFEST_FILE, at};
use crate::blobs::sync_directory;
use drehscheibe_model::content::Digest;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// The layout of a backup that this hub writes and reads.
const FORMAT: u32 = 1;
/// A longer manifest is none.
const LONGEST: u64 = 64 << 10;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub format: u32,
    pub schema_version: i64,
    /// Of the database file.
    pub database: Digest,
    pub database_bytes: u64,
    pub blobs: u64,
    pub blob_bytes: u64,
}

impl Manifest {
    pub(super) fn new(schema_version: i64, database: (Digest, u64), blobs: (u64, u64)) -> Self {
        let (database, database_bytes) = database;
        Self { format: FORMAT, schema_version, database, database_bytes, blobs: blobs.0, blob_bytes: blobs.1 }
    }

    pub(super) fn write(&self, directory: &Path) -> Result<(), BackupError> {
        let path = directory.join(MANIFEST_FILE);
        let write = || -> std::io::Result<()> {
            let mut file = File::create_new(&path)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()?;
            sync_directory(directory)
        };
        write().map_err(at(&path))
    }

    pub(super) fn read(directory: &Path) -> Result<Self, BackupError> {
        let not = |reason: String| BackupError::NotABackup { path: directory.to_owned(), reason };
        let mut text = String::new();
        File::open(directory.join(MANIFEST_FILE))
            .and_then(|file| file.take(LONGEST).read_to_string(&mut text))
            .map_err(|error| not(format!("{MANIFEST_FILE}: {error}")))?;
        let manifest: Self = serde_json::from_str(&text).map_err(|error| not(format!("{MANIFEST_FILE}: {error}")))?;
        if manifest.format != FORMAT {
            return Err(not(format!("its format is {}, this hub knows {FORMAT}", manifest.format)));
        }
        Ok(manifest)
    }
}
