//! A blob on its way to the disk.

use super::file::{io_error, relative_path};
use crate::space;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{BlobError, BlobWriter};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::NamedTempFile;

/// The room on the disk is looked at again after so many bytes.
const CHECK_EVERY: u64 = 8 << 20;

pub(super) struct FileWriter {
    directory: PathBuf,
    reserve: u64,
    moving: Arc<Mutex<()>>,
    /// Removed when dropped before `finish`.
    file: NamedTempFile,
    hash: Sha256,
    size: u64,
}

impl FileWriter {
    pub(super) fn create(directory: &Path, reserve: u64, moving: Arc<Mutex<()>>) -> Result<Self, BlobError> {
        // In the same file system, so that the rename is atomic.
        let file = NamedTempFile::new_in(directory.join("tmp")).map_err(io_error)?;
        Ok(Self { directory: directory.to_owned(), reserve, moving, file, hash: Sha256::new(), size: 0 })
    }
}

impl BlobWriter for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        let before = self.size / CHECK_EVERY;
        self.size += bytes.len() as u64;
        if self.size / CHECK_EVERY != before {
            space::check(&self.directory, self.reserve).map_err(|error| BlobError::Full(Box::new(error)))?;
        }
        self.hash.update(bytes);
        self.file.write_all(bytes).map_err(io_error)
    }

    fn finish(self: Box<Self>) -> Result<(Digest, u64), BlobError> {
        let Self { directory, moving, file, hash, size, .. } = *self;
        let digest = Digest(hash.finalize().into());
        file.as_file().sync_all().map_err(io_error)?;
        place(&directory, &digest, file, &moving).map_err(io_error)?;
        Ok((digest, size))
    }
}

/// Moves the file to where its digest says. The same bytes that are there already are replaced: that
/// heals them if they were damaged, and makes them young again for the sweep.
fn place(directory: &Path, digest: &Digest, file: NamedTempFile, moving: &Mutex<()>) -> io::Result<()> {
    let path = directory.join(relative_path(digest));
    let shelf = path.parent().unwrap_or(directory);
    if !shelf.exists() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(shelf)?;
        sync_directory(&directory.join("sha256"))?;
    }
    let kept = {
        let _moving = moving.lock().unwrap_or_else(PoisonError::into_inner);
        file.persist(&path).map_err(|error| error.error)?
    };
    drop(kept);
    sync_directory(shelf)
}

/// Makes names in the directory durable.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
