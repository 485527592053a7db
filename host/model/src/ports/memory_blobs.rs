//! Blobs in memory.

use super::{BlobError, BlobWriter, Blobs};
use crate::content::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

type Map = BTreeMap<Digest, Arc<[u8]>>;

/// Blobs that live as long as this value and its clones: for test plans, the conformance suite, simulation
/// and tests. They have no age: the sweep removes all that are not in use.
#[derive(Debug, Clone, Default)]
pub struct MemoryBlobs(Arc<Mutex<Map>>);

impl MemoryBlobs {
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts bytes in and gives their digest.
    pub fn put(&self, bytes: impl Into<Arc<[u8]>>) -> Digest {
        let bytes = bytes.into();
        let digest = Digest::of(&bytes);
        self.lock().insert(digest, bytes);
        digest
    }

    /// Replaces bytes without changing the digest they lie under.
    pub fn damage(&self, digest: &Digest, bytes: Vec<u8>) {
        self.lock().insert(*digest, bytes.into());
    }

    fn lock(&self) -> MutexGuard<'_, Map> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, digest: &Digest) -> Result<Arc<[u8]>, BlobError> {
        self.lock().get(digest).cloned().ok_or(BlobError::NotFound(*digest))
    }
}

impl Blobs for MemoryBlobs {
    fn create(&self) -> Result<Box<dyn BlobWriter>, BlobError> {
        Ok(Box::new(MemoryWriter { blobs: self.clone(), bytes: Vec::new() }))
    }

    fn open(&self, digest: &Digest) -> Result<Box<dyn Read + Send>, BlobError> {
        Ok(Box::new(Cursor::new(self.get(digest)?)))
    }

    fn read_at(&self, digest: &Digest, offset: u64, length: usize) -> Result<Vec<u8>, BlobError> {
        let bytes = self.get(digest)?;
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let end = start.saturating_add(length).min(bytes.len());
        Ok(bytes.get(start..end).unwrap_or_default().to_vec())
    }

    fn size(&self, digest: &Digest) -> Result<Option<u64>, BlobError> {
        Ok(self.lock().get(digest).map(|bytes| bytes.len() as u64))
    }

    fn verify(&self, digest: &Digest) -> Result<(), BlobError> {
        if Digest::of(&self.get(digest)?) == *digest { Ok(()) } else { Err(BlobError::Damaged(*digest)) }
    }

    fn sweep(&self, in_use: &[Digest], _older_than: Duration) -> Result<u64, BlobError> {
        let in_use: BTreeSet<&Digest> = in_use.iter().collect();
        let mut blobs = self.lock();
        let before = blobs.len();
        blobs.retain(|digest, _| in_use.contains(digest));
        Ok((before - blobs.len()) as u64)
    }
}

struct MemoryWriter {
    blobs: MemoryBlobs,
    bytes: Vec<u8>,
}

impl BlobWriter for MemoryWriter {
    fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(Digest, u64), BlobError> {
        let size = self.bytes.len() as u64;
        Ok((self.blobs.put(self.bytes), size))
    }
}
