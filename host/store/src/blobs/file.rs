//! Blobs as files: `<directory>/sha256/<first two digits>/<64 hexadecimal digits>`. A file appears
//! there by one rename, after its bytes are on disk.

use super::writer::{FileWriter, sync_directory};
use crate::space;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{BlobError, BlobWriter, Blobs};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, FileExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Unfinished files of a hub that died are removed by the sweep after this time.
const ABANDONED_AFTER: Duration = Duration::from_secs(86_400);

/// New blobs are refused while fewer bytes are free, as in [`SqliteOptions`](crate::SqliteOptions).
const RESERVE_BYTES: u64 = 64 << 20;

/// Blobs in a directory. Clones and other processes may use the same directory.
#[derive(Debug, Clone)]
pub struct FileBlobs {
    directory: PathBuf,
    reserve: u64,
    /// Held while a blob becomes visible and while the sweep removes one.
    moving: Arc<Mutex<()>>,
}

pub(super) fn io_error(error: io::Error) -> BlobError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BlobError::Full(Box::new(error)),
        _ => BlobError::Io(Box::new(error)),
    }
}

fn found(digest: &Digest, error: io::Error) -> BlobError {
    match error.kind() {
        io::ErrorKind::NotFound => BlobError::NotFound(*digest),
        _ => io_error(error),
    }
}

/// Where a blob lies below the directory.
pub(crate) fn relative_path(digest: &Digest) -> PathBuf {
    let hex = digest.to_hex();
    let shelf: String = hex.chars().take(2).collect();
    Path::new("sha256").join(shelf).join(hex)
}

/// The digest of all that can be read, and its length.
pub(crate) fn digest_of(reader: &mut dyn Read) -> io::Result<(Digest, u64)> {
    let mut hash = Sha256::new();
    let size = io::copy(reader, &mut HashWriter(&mut hash))?;
    Ok((Digest(hash.finalize().into()), size))
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl FileBlobs {
    /// Opens the directory, or makes it, readable by its owner only.
    pub fn open(directory: &Path) -> Result<Self, BlobError> {
        Self::open_with(directory, RESERVE_BYTES)
    }

    /// [`open`](Self::open), refusing new blobs while fewer than `reserve` bytes are free.
    pub fn open_with(directory: &Path, reserve: u64) -> Result<Self, BlobError> {
        for part in ["sha256", "tmp"] {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(directory.join(part)).map_err(io_error)?;
        }
        sync_directory(directory).map_err(io_error)?;
        Ok(Self { directory: directory.to_owned(), reserve, moving: Arc::default() })
    }

    /// Blobs to read from; makes nothing.
    pub(crate) fn existing(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), reserve: 0, moving: Arc::default() }
    }

    /// The directory in which the blobs lie.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.directory.join(relative_path(digest))
    }

    fn file(&self, digest: &Digest) -> Result<File, BlobError> {
        File::open(self.path(digest)).map_err(|error| found(digest, error))
    }
}

impl Blobs for FileBlobs {
    fn create(&self) -> Result<Box<dyn BlobWriter>, BlobError> {
        space::check(&self.directory, self.reserve).map_err(|error| BlobError::Full(Box::new(error)))?;
        let writer = FileWriter::create(&self.directory, self.reserve, Arc::clone(&self.moving))?;
        Ok(Box::new(writer))
    }

    fn open(&self, digest: &Digest) -> Result<Box<dyn Read + Send>, BlobError> {
        Ok(Box::new(self.file(digest)?))
    }

    fn read_at(&self, digest: &Digest, offset: u64, length: usize) -> Result<Vec<u8>, BlobError> {
        let file = self.file(digest)?;
        let left = file.metadata().map_err(io_error)?.len().saturating_sub(offset);
        let mut bytes = vec![0; length.min(usize::try_from(left).unwrap_or(usize::MAX))];
        file.read_exact_at(&mut bytes, offset).map_err(io_error)?;
        Ok(bytes)
    }

    fn size(&self, digest: &Digest) -> Result<Option<u64>, BlobError> {
        match fs::metadata(self.path(digest)) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_error(error)),
        }
    }

    fn verify(&self, digest: &Digest) -> Result<(), BlobError> {
        let (actual, _) = digest_of(&mut self.file(digest)?).map_err(io_error)?;
        if actual == *digest { Ok(()) } else { Err(BlobError::Damaged(*digest)) }
    }

    fn sweep(&self, in_use: &[Digest], older_than: Duration) -> Result<u64, BlobError> {
        let in_use: HashSet<&Digest> = in_use.iter().collect();
        let now = SystemTime::now();
        let mut removed = 0;
        for shelf in entries(&self.directory.join("sha256"))? {
            let mut changed = false;
            for path in entries(&shelf)? {
                let name = path.file_name().and_then(|name| name.to_str());
                let digest = name.and_then(|name| Digest::from_hex(name).ok());
                if digest.is_some_and(|digest| !in_use.contains(&digest)) && self.remove(&path, now, older_than)? {
                    removed += 1;
                    changed = true;
                }
            }
            if changed {
                sync_directory(&shelf).map_err(io_error)?;
            }
        }
        for path in entries(&self.directory.join("tmp"))? {
            self.remove(&path, now, older_than.max(ABANDONED_AFTER))?;
        }
        Ok(removed)
    }
}

impl FileBlobs {
    /// Makes a blob young again for the sweep, as writing it once more would; false if it is not there
    /// or damaged, and must be written.
    pub fn renew(&self, digest: &Digest) -> Result<bool, BlobError> {
        let file = match self.file(digest) {
            Ok(file) => file,
            Err(BlobError::NotFound(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let there = {
            let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
            file.set_modified(SystemTime::now()).map_err(io_error)?;
            self.path(digest).exists()
        };
        let (actual, _) = digest_of(&mut &file).map_err(io_error)?;
        Ok(there && actual == *digest)
    }

    /// Removes a file that is older; one that appears anew meanwhile is not.
    fn remove(&self, path: &Path, now: SystemTime, older_than: Duration) -> Result<bool, BlobError> {
        let _moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let modified = match fs::metadata(path).and_then(|metadata| metadata.modified()) {
            Ok(modified) => modified,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(io_error(error)),
        };
        // A file from the future has no age.
        if now.duration_since(modified).is_ok_and(|age| age >= older_than) {
            fs::remove_file(path).map_err(io_error)?;
            return Ok(true);
        }
        Ok(false)
    }
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, BlobError> {
    let list = fs::read_dir(directory).map_err(io_error)?;
    list.map(|entry| entry.map(|entry| entry.path()).map_err(io_error)).collect()
}
