//! Where certificates and revocation lists come from.

use crate::revocation::PAYLOAD_TYPE;
use crate::signature::{Bundle, MAX_BUNDLE_BYTES};
use drehscheibe_model::content::Digest;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

/// A source that cannot be read now.
#[derive(Debug, thiserror::Error)]
#[error("{what} cannot be read: {reason}")]
pub struct SourceError {
    pub what: String,
    pub reason: String,
}

/// Something that keeps bundles: a depot with its referrers, or a directory.
pub trait TrustSource: Send + Sync {
    /// Changes whenever an answer below may have changed. Cheap: asked every few seconds.
    fn mark(&self) -> u64;
    /// All bundles that belong to a component; others among them do no harm.
    fn bundles(&self, component: &Digest) -> Result<Vec<Vec<u8>>, SourceError>;
    /// All bundles that may be revocation lists; others among them do no harm.
    fn revocation_lists(&self) -> Result<Vec<Vec<u8>>, SourceError>;
    /// Why the vendor withdrew the component.
    fn yanked(&self, component: &Digest) -> Result<Option<String>, SourceError>;
}

/// No certificates at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSource;

impl TrustSource for NoSource {
    fn mark(&self) -> u64 {
        0
    }
    fn bundles(&self, _: &Digest) -> Result<Vec<Vec<u8>>, SourceError> {
        Ok(Vec::new())
    }
    fn revocation_lists(&self) -> Result<Vec<Vec<u8>>, SourceError> {
        Ok(Vec::new())
    }
    fn yanked(&self, _: &Digest) -> Result<Option<String>, SourceError> {
        Ok(None)
    }
}

/// Several sources as one.
pub struct AllSources(pub Vec<Arc<dyn TrustSource>>);

impl std::fmt::Debug for AllSources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("AllSources").field(&self.0.len()).finish()
    }
}

impl TrustSource for AllSources {
    fn mark(&self) -> u64 {
        self.0.iter().fold(0, |mark, source| mark.rotate_left(7) ^ source.mark())
    }
    fn bundles(&self, component: &Digest) -> Result<Vec<Vec<u8>>, SourceError> {
        let found: Result<Vec<_>, _> = self.0.iter().map(|source| source.bundles(component)).collect();
        Ok(found?.concat())
    }
    fn revocation_lists(&self) -> Result<Vec<Vec<u8>>, SourceError> {
        let found: Result<Vec<_>, _> = self.0.iter().map(|source| source.revocation_lists()).collect();
        Ok(found?.concat())
    }
    fn yanked(&self, component: &Digest) -> Result<Option<String>, SourceError> {
        for source in &self.0 {
            if let Some(reason) = source.yanked(component)? {
                return Ok(Some(reason));
            }
        }
        Ok(None)
    }
}

/// A directory with bundles (`*.json`): certificates by the component they are about, and lists.
#[derive(Debug)]
pub struct DirectorySource {
    directory: PathBuf,
    index: Mutex<Option<(u64, Index)>>,
}

#[derive(Debug, Clone, Default)]
struct Index {
    by_component: BTreeMap<Digest, Vec<Vec<u8>>>,
    lists: Vec<Vec<u8>>,
}

/// Only who a statement is about.
#[derive(Deserialize)]
struct About {
    #[serde(default)]
    subject: Vec<crate::certificate::Subject>,
}

impl DirectorySource {
    pub fn new(directory: PathBuf) -> Self {
        Self { directory, index: Mutex::new(None) }
    }

    fn failed(&self, error: &std::io::Error) -> SourceError {
        SourceError { what: self.directory.display().to_string(), reason: error.to_string() }
    }

    fn files(&self) -> std::io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&self.directory)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    fn with_index<T>(&self, get: impl FnOnce(&Index) -> T) -> Result<T, SourceError> {
        let mark = self.mark();
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        match &*index {
            Some((seen, index)) if *seen == mark => Ok(get(index)),
            _ => {
                let files = self.files().map_err(|error| self.failed(&error))?;
                let read = Index::read(&files).map_err(|error| self.failed(&error))?;
                let answer = get(&read);
                *index = Some((mark, read));
                Ok(answer)
            }
        }
    }
}

impl Index {
    fn read(files: &[PathBuf]) -> std::io::Result<Self> {
        let mut index = Self::default();
        for path in files {
            if std::fs::metadata(path)?.len() > MAX_BUNDLE_BYTES as u64 {
                continue;
            }
            let bytes = std::fs::read(path)?;
            let Ok(bundle) = Bundle::parse(&bytes) else { continue };
            match bundle.unverified_statement() {
                Some((PAYLOAD_TYPE, _)) => index.lists.push(bytes),
                Some((_, payload)) => {
                    let subjects = serde_json::from_slice::<About>(payload).map(|about| about.subject);
                    for component in subjects.unwrap_or_default().iter().filter_map(|subject| subject.component()) {
                        index.by_component.entry(component).or_default().push(bytes.clone());
                    }
                }
                None => {
                    if let Some(component) = bundle.artifact() {
                        index.by_component.entry(component).or_default().push(bytes);
                    }
                }
            }
        }
        Ok(index)
    }
}

/// Name, length and time of change of every file.
pub(super) fn listing_mark(directory: &Path) -> u64 {
    let mut lines: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let Ok(data) = entry.metadata() else { continue };
        let changed = data.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        lines.push(format!("{}\0{}\0{}", entry.file_name().to_string_lossy(), data.len(), changed.as_nanos()));
    }
    lines.sort();
    let digest: [u8; 32] = Sha256::digest(lines.join("\n")).into();
    digest.iter().take(8).fold(0, |mark, byte| (mark << 8) | u64::from(*byte))
}

impl TrustSource for DirectorySource {
    fn mark(&self) -> u64 {
        listing_mark(&self.directory)
    }
    fn bundles(&self, component: &Digest) -> Result<Vec<Vec<u8>>, SourceError> {
        self.with_index(|index| index.by_component.get(component).cloned().unwrap_or_default())
    }
    fn revocation_lists(&self) -> Result<Vec<Vec<u8>>, SourceError> {
        self.with_index(|index| index.lists.clone())
    }
    fn yanked(&self, _: &Digest) -> Result<Option<String>, SourceError> {
        Ok(None)
    }
}
