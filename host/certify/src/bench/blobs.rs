//! Blobs in memory.

use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{BlobError, BlobWriter, Blobs};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

type Map = BTreeMap<Digest, Arc<[u8]>>;

/// Bytes by digest, in memory; they go with the value.
#[derive(Debug, Clone, Default)]
pub struct MemoryBlobs(Arc<RwLock<Map>>);

impl MemoryBlobs {
    /// Puts bytes in and gives their digest.
    pub fn put(&self, bytes: &[u8]) -> Digest {
        let digest = Digest::of(bytes);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(digest, bytes.into());
        digest
    }

    fn get(&self, digest: &Digest) -> Result<Arc<[u8]>, BlobError> {
        let blobs = self.0.read().unwrap_or_else(PoisonError::into_inner);
        blobs.get(digest).cloned().ok_or(BlobError::NotFound(*digest))
    }
}

impl Blobs for MemoryBlobs {
    fn create(&self) -> Result<Box<dyn BlobWriter>, BlobError> {
        Ok(Box::new(Writer { blobs: self.clone(), bytes: Vec::new() }))
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
        Ok(self.get(digest).ok().map(|bytes| bytes.len() as u64))
    }
    fn verify(&self, digest: &Digest) -> Result<(), BlobError> {
        let bytes = self.get(digest)?;
        if Digest::of(&bytes) == *digest { Ok(()) } else { Err(BlobError::Damaged(*digest)) }
    }
    fn sweep(&self, in_use: &[Digest], _older_than: Duration) -> Result<u64, BlobError> {
        let mut blobs = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let before = blobs.len();
        blobs.retain(|digest, _| in_use.contains(digest));
        Ok((before - blobs.len()) as u64)
    }
}

struct Writer {
    blobs: MemoryBlobs,
    bytes: Vec<u8>,
}

impl BlobWriter for Writer {
    fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
    fn finish(self: Box<Self>) -> Result<(Digest, u64), BlobError> {
        Ok((self.blobs.put(&self.bytes), self.bytes.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_was_written_and_nothing_behind_its_end() {
        let blobs = MemoryBlobs::default();
        let mut writer = blobs.create().unwrap();
        writer.write(b"abc").unwrap();
        writer.write(b"def").unwrap();
        let (digest, size) = writer.finish().unwrap();
        assert_eq!((digest, size), (Digest::of(b"abcdef"), 6));
        assert_eq!(blobs.read_at(&digest, 4, 10).unwrap(), b"ef");
        assert_eq!(blobs.read_at(&digest, 60, 10).unwrap(), b"");
        blobs.verify(&digest).unwrap();
        assert!(matches!(blobs.open(&Digest::of(b"x")), Err(BlobError::NotFound(_))));
    }
}
