//! A runtime for the desk: what a vendor builds and tests is compiled once and kept for the next command.

use super::embedded;
use super::engine::on_bench;
use drehscheibe_certify::Bench;
use drehscheibe_runtime::{Mode, Runtime, RuntimeError, RuntimeOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A runtime for one call at a time, and the folder that goes with it if nothing can be kept.
#[derive(Debug)]
pub struct Desk {
    pub runtime: Runtime,
    _folder: Option<tempfile::TempDir>,
}

/// Why there is none.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error("there is no folder for compiled components")]
    Folder(#[source] std::io::Error),
    #[error("there are no random numbers for the seal of compiled components: {0}")]
    Random(String),
    #[error("the runtime does not start")]
    Runtime(#[from] RuntimeError),
}

impl Desk {
    /// Compiled components are kept in the [cache of this user](embedded::cache_folder), under a seal whose
    /// key only this user can read; where that cannot be, they go with the command.
    pub fn open(mode: Mode, bench: &Bench) -> Result<Self, DeskError> {
        Self::with(mode, bench, false)
    }

    /// As [`open`](Self::open); `sample` makes the runtime note where guests spend their time.
    pub fn with(mode: Mode, bench: &Bench, sample: bool) -> Result<Self, DeskError> {
        let (cache_dir, key, folder) = match kept().and_then(|folder| Some((key(&folder).ok()?, folder))) {
            Some((key, folder)) => (folder.join("compiled"), key, None),
            None => {
                let folder = tempfile::tempdir().map_err(DeskError::Folder)?;
                (folder.path().to_owned(), random()?, Some(folder))
            }
        };
        let mut options = RuntimeOptions::new(cache_dir, key);
        options.mode = mode;
        options.sample = sample;
        Ok(Self { runtime: on_bench(options, bench)?, _folder: folder })
    }
}

/// The folder that is kept, made if it is missing.
fn kept() -> Option<PathBuf> {
    let folder = std::path::absolute(embedded::cache_folder().ok()?).ok()?;
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

/// The key of the seal, made at first use. A file that others can read or write is no key.
fn key(folder: &Path) -> Result<[u8; 32], std::io::Error> {
    let path = folder.join("seal.key");
    let read = |path: &Path| {
        let mut file = std::fs::File::open(path)?;
        let data = file.metadata()?;
        if data.mode() & 0o077 != 0 || data.len() != 32 {
            return Err(std::io::Error::other("the key is not private"));
        }
        let mut key = [0; 32];
        file.read_exact(&mut key)?;
        Ok(key)
    };
    if path.exists() {
        return read(&path);
    }
    let fresh = random().map_err(std::io::Error::other)?;
    // Written beside and linked, so that of two commands at once both get the same whole key.
    let temporary = folder.join(format!("seal.{}", std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(&fresh)?;
    let _ = std::fs::hard_link(&temporary, &path);
    std::fs::remove_file(&temporary)?;
    read(&path)
}

fn random() -> Result<[u8; 32], DeskError> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| DeskError::Random(error.to_string()))?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_must_be_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = key(folder.path()).unwrap();
        assert_eq!(key(folder.path()).unwrap(), first);
        assert_ne!(first, [0; 32]);
        let path = folder.path().join("seal.key");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert!(key(folder.path()).is_err());
    }
}
