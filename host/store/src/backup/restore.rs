//! Bringing a backup back.

use super::check::check_database;
use super::create::copy_blobs;
use super::manifest::Manifest;
use super::{BLOBS_DIRECTORY, BackupError, DATABASE_FILE, Progress, Report, Step, at};
use crate::FileBlobs;
use crate::blobs::sync_directory;
use drehscheibe_model::content::Digest;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Where a restore collects its files; a half-done one is thrown away by the next.
const STAGING: &str = ".restore";

/// Checks a backup and puts it into a data directory that has no database yet. Either everything
/// checks and all of it is there, or the data directory is as it was.
pub fn restore(
    directory: &Path,
    data_directory: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, BackupError> {
    let manifest = Manifest::read(directory)?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data_directory).map_err(at(data_directory))?;
    let (database, blobs) = (data_directory.join(DATABASE_FILE), data_directory.join(BLOBS_DIRECTORY));
    for path in [&database, &blobs] {
        if path.exists() {
            return Err(BackupError::NotEmpty(path.clone()));
        }
    }
    let staging = data_directory.join(STAGING);
    if staging.exists() {
        fs::remove_dir_all(&staging).map_err(at(&staging))?;
    }
    let result = stage(directory, &manifest, &staging, progress).and_then(|report| {
        // The database last: without it there is no hub's state.
        fs::rename(staging.join(BLOBS_DIRECTORY), &blobs).map_err(at(&blobs))?;
        fs::rename(staging.join(DATABASE_FILE), &database).map_err(at(&database))?;
        sync_directory(data_directory).map_err(at(data_directory))?;
        Ok(report)
    });
    // What is left there is of no use, whether it worked or not.
    let _ = fs::remove_dir_all(&staging);
    result
}

fn stage(
    directory: &Path,
    manifest: &Manifest,
    staging: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, BackupError> {
    fs::DirBuilder::new().mode(0o700).create(staging).map_err(at(staging))?;
    let (from, to) = (directory.join(DATABASE_FILE), staging.join(DATABASE_FILE));
    let copied = copy_file(&from, &to, manifest.database_bytes, progress).map_err(at(&from))?;
    if copied != manifest.database {
        return Err(BackupError::DatabaseChanged);
    }
    let checked = check_database(&to, progress)?;
    let source = FileBlobs::existing(&directory.join(BLOBS_DIRECTORY));
    let (blobs, blob_bytes) = copy_blobs(&source, &checked.blobs, &staging.join(BLOBS_DIRECTORY), progress)?;
    Ok(Report { database_bytes: manifest.database_bytes, blobs, blob_bytes, ..checked.report })
}

/// Copies at most one byte more than `length` and gives the digest of what was copied.
fn copy_file(from: &Path, to: &Path, length: u64, progress: &mut dyn FnMut(Progress)) -> io::Result<Digest> {
    let mut source = File::open(from)?.take(length.saturating_add(1));
    let mut target = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        let read = source.read(&mut buffer)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        hash.update(bytes);
        target.write_all(bytes)?;
        done += bytes.len() as u64;
        progress(Progress { step: Step::Database, done: done.min(length), total: length });
    }
    target.sync_all()?;
    Ok(Digest(hash.finalize().into()))
}
