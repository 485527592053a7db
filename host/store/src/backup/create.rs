//! Taking a backup of a running hub.

use super::check::check_database;
use super::manifest::Manifest;
use super::{BLOBS_DIRECTORY, BackupError, DATABASE_FILE, Progress, Report, Step, at};
use crate::blobs::{digest_of, relative_path, sync_directory};
use crate::sqlite::{known_version, reader};
use crate::{FileBlobs, SqliteStore};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{BlobError, Blobs};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

/// Pages between two reports of progress: 4 MiB.
const PAGES: i32 = 1_024;

/// Copies the database as it stands now, and the blobs it needs, into a new or empty directory. The
/// hub goes on meanwhile. The copy is checked as a restore would, so that a backup which cannot be
/// restored is noticed when it is made.
pub fn create(
    store: &SqliteStore,
    blobs: &FileBlobs,
    directory: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, BackupError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(at(directory))?;
    if fs::read_dir(directory).map_err(at(directory))?.next().is_some() {
        return Err(BackupError::NotEmpty(directory.to_owned()));
    }
    let path = directory.join(DATABASE_FILE);
    copy_database(store.path(), &path, progress)?;
    let checked = check_database(&path, progress)?;
    let copied = copy_blobs(blobs, &checked.blobs, &directory.join(BLOBS_DIRECTORY), progress)?;

    let mut file = File::open(&path).map_err(at(&path))?;
    file.sync_all().map_err(at(&path))?;
    let database = digest_of(&mut file).map_err(at(&path))?;
    Manifest::new(known_version(), database, copied).write(directory)?;
    let (blobs, blob_bytes) = copied;
    Ok(Report { database_bytes: database.1, blobs, blob_bytes, ..checked.report })
}

fn copy_database(from: &Path, to: &Path, progress: &mut dyn FnMut(Progress)) -> Result<(), BackupError> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(at(to))?;
    let from = reader(from)?;
    let mut to = Connection::open(to)?;
    // An open read transaction keeps the source as it is now, so that writers do not make the copy
    // start again and again.
    from.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
    let backup = Backup::new(&from, &mut to)?;
    loop {
        let result = backup.step(PAGES)?;
        let state = backup.progress();
        let total = u64::try_from(state.pagecount).unwrap_or(0);
        let done = total.saturating_sub(u64::try_from(state.remaining).unwrap_or(0));
        progress(Progress { step: Step::Database, done, total });
        match result {
            StepResult::Done => break,
            StepResult::More => {}
            _ => std::thread::sleep(Duration::from_millis(10)),
        }
    }
    drop(backup);
    // One file without a log beside it.
    to.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    to.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Copies blobs into a new directory, checking each; how many, and how many bytes. All that are
/// missing or damaged are named.
pub(super) fn copy_blobs(
    from: &FileBlobs,
    digests: &[Digest],
    to: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<(u64, u64), BackupError> {
    let total = digests.len() as u64;
    let mut bytes = 0;
    let mut wrong = Vec::new();
    fs::DirBuilder::new().recursive(true).mode(0o700).create(to.join("sha256")).map_err(at(to))?;
    for (done, digest) in (1..).zip(digests) {
        match copy_blob(from, digest, to)? {
            Some(size) => bytes += size,
            None => wrong.push(*digest),
        }
        progress(Progress { step: Step::Blobs, done, total });
    }
    if !wrong.is_empty() {
        return Err(BackupError::Blobs(wrong));
    }
    sync_tree(&to.join("sha256")).map_err(at(to))?;
    sync_directory(to).map_err(at(to))?;
    Ok((total, bytes))
}

/// `None` if it is missing or damaged.
fn copy_blob(from: &FileBlobs, digest: &Digest, to: &Path) -> Result<Option<u64>, BackupError> {
    let mut source = match from.open(digest) {
        Ok(source) => source,
        Err(BlobError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(BackupError::Blob(error)),
    };
    let path = to.join(relative_path(digest));
    let shelf = path.parent().unwrap_or(to);
    let mut copy = || -> std::io::Result<(Digest, u64)> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(shelf)?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        let read = digest_of(&mut Tee { from: &mut source, to: &mut file })?;
        file.sync_all()?;
        Ok(read)
    };
    let (actual, size) = copy().map_err(at(&path))?;
    Ok((actual == *digest).then_some(size))
}

fn sync_tree(directory: &Path) -> std::io::Result<()> {
    for shelf in fs::read_dir(directory)? {
        sync_directory(&shelf?.path())?;
    }
    sync_directory(directory)
}

/// Writes what is read.
struct Tee<'a> {
    from: &'a mut dyn Read,
    to: &'a mut File,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.to.write_all(buffer.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}
