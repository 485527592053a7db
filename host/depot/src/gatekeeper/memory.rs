//! What must not be forgotten: the newest revocation lists and the latest time, in files.

use super::source::listing_mark;
use crate::revocation::{ListError, VerifiedList};
use crate::trust::same_organisation;
use drehscheibe_model::content::Digest;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The latest time is written down when it has grown by so much.
const TIME_STEP: SignedDuration = SignedDuration::from_secs(60);

/// The memory cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MemoryError {
    #[error("{path} cannot be used")]
    Io {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{path} is damaged; restore it from a backup, or remove it after you know why")]
    Damaged {
        path: PathBuf,
        #[source]
        source: serde_json::Error,
    },
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct State {
    #[serde(skip_serializing_if = "Option::is_none")]
    highest_time: Option<Timestamp>,
    /// How often somebody took an earlier time for right.
    #[serde(default)]
    resets: u64,
    /// By issuer.
    lists: BTreeMap<String, Seen>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    number: u64,
    digest: Digest,
}

/// A directory with `state.json` and the bundles of the lists in force; or nothing, which forgets.
#[derive(Debug)]
pub struct Memory {
    directory: Option<PathBuf>,
    state: State,
    /// Without a directory: the lists themselves.
    loose: Vec<Vec<u8>>,
}

impl Memory {
    /// Forgets with the process.
    pub fn volatile() -> Self {
        Self { directory: None, state: State::default(), loose: Vec::new() }
    }

    /// Makes the directory if need be.
    pub fn open(directory: &Path) -> Result<Self, MemoryError> {
        fs::create_dir_all(directory).map_err(|source| MemoryError::Io { path: directory.into(), source })?;
        let mut memory = Self { directory: Some(directory.into()), state: State::default(), loose: Vec::new() };
        memory.reload()?;
        Ok(memory)
    }

    fn state_file(directory: &Path) -> PathBuf {
        directory.join("state.json")
    }

    /// Reads what other processes have written.
    pub fn reload(&mut self) -> Result<(), MemoryError> {
        let Some(directory) = &self.directory else { return Ok(()) };
        let path = Self::state_file(directory);
        match fs::read(&path) {
            Ok(bytes) => {
                self.state = serde_json::from_slice(&bytes).map_err(|source| MemoryError::Damaged { path, source })?;
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(MemoryError::Io { path, source }),
        }
    }

    /// Changes the state on disk, one process after the other.
    fn change<T>(&mut self, change: impl FnOnce(&mut State) -> T) -> Result<T, MemoryError> {
        let Some(directory) = self.directory.clone() else { return Ok(change(&mut self.state)) };
        let path = Self::state_file(&directory);
        let failed = |source| MemoryError::Io { path: path.clone(), source };
        let lock = File::create(directory.join("state.lock")).map_err(failed)?;
        lock.lock().map_err(failed)?;
        self.reload()?;
        let answer = change(&mut self.state);
        let bytes = serde_json::to_vec_pretty(&self.state)
            .map_err(|source| MemoryError::Damaged { path: path.clone(), source })?;
        replace(&path, &bytes).map_err(failed)?;
        Ok(answer)
    }

    pub fn highest_time(&self) -> Timestamp {
        self.state.highest_time.unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Writes a later time down.
    pub fn remember_time(&mut self, at: Timestamp) -> Result<(), MemoryError> {
        if at.duration_since(self.highest_time()) < TIME_STEP {
            return Ok(());
        }
        self.change(|state| state.highest_time = state.highest_time.max(Some(at)))
    }

    pub fn reset_time(&mut self, at: Timestamp) -> Result<(), MemoryError> {
        self.change(|state| {
            state.highest_time = Some(at);
            state.resets += 1;
        })
    }

    /// Grows whenever somebody took an earlier time for right.
    pub fn resets(&self) -> u64 {
        self.state.resets
    }

    /// Issuer, number and digest of every list in force.
    pub fn seen(&self) -> impl Iterator<Item = (&str, u64, Digest)> {
        self.state.lists.iter().map(|(issuer, seen)| (issuer.as_str(), seen.number, seen.digest))
    }

    /// Whether this is the list in force of an issuer.
    pub fn is(&self, list: &VerifiedList, issuer: &str, number: u64, digest: Digest) -> bool {
        list.list.number == number && list.digest == digest && same_organisation(&list.list.issuer, issuer)
    }

    /// Changes whenever lists may have changed.
    pub fn mark(&self) -> u64 {
        let bytes =
            self.state.lists.values().flat_map(|seen| seen.number.to_be_bytes().into_iter().chain(seen.digest.0));
        let mark = bytes.fold(0_u64, |mark, byte| mark.wrapping_mul(31).wrapping_add(u64::from(byte)));
        mark ^ self.directory.as_ref().map_or(0, |directory| listing_mark(&directory.join("lists")))
    }

    /// The bundles of all lists.
    pub fn lists(&self) -> Vec<Vec<u8>> {
        let Some(directory) = &self.directory else { return self.loose.clone() };
        let entries = fs::read_dir(directory.join("lists")).into_iter().flatten().flatten();
        entries.filter_map(|entry| fs::read(entry.path()).ok()).collect()
    }

    /// Takes a list over if it is not older than what was seen. True if it was known before.
    pub fn accept(&mut self, list: &VerifiedList) -> Result<Result<bool, ListError>, MemoryError> {
        let (issuer, number) = (list.list.issuer.clone(), list.list.number);
        let seen = self.seen().find(|(known, ..)| same_organisation(known, &issuer));
        if let Some((known, seen, digest)) = seen {
            let known = known.to_owned();
            if number < seen {
                return Ok(Err(ListError::Older { issuer, number, seen }));
            }
            if number == seen && digest != list.digest {
                return Ok(Err(ListError::Equivocation { issuer, number }));
            }
            if number == seen && self.lists().iter().any(|bytes| list.bundles.iter().any(|b| b.as_bytes() == bytes)) {
                return Ok(Ok(true));
            }
            return self.keep(known, list).map(|()| Ok(number == seen));
        }
        self.keep(issuer, list).map(|()| Ok(false))
    }

    /// The list first, then that it is in force: nothing is lost in between.
    fn keep(&mut self, issuer: String, list: &VerifiedList) -> Result<(), MemoryError> {
        match &self.directory {
            None => self.loose.extend(list.bundles.iter().map(|bundle| bundle.as_bytes().to_vec())),
            Some(directory) => {
                let lists = directory.join("lists");
                let failed = |source| MemoryError::Io { path: lists.clone(), source };
                fs::create_dir_all(&lists).map_err(failed)?;
                for bundle in &list.bundles {
                    let short: String = bundle.digest().to_hex().chars().take(16).collect();
                    let name = format!("{:06}-{short}.sigstore.json", list.list.number);
                    replace(&lists.join(name), bundle.as_bytes()).map_err(failed)?;
                }
            }
        }
        let seen = Seen { number: list.list.number, digest: list.digest };
        self.change(|state| {
            let entry = state.lists.entry(issuer).or_insert(seen);
            if seen.number >= entry.number {
                *entry = seen;
            }
        })
    }
}

/// Writes a file so that it is there whole or not at all.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = File::create(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    path.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}
