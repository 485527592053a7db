//! Bytes by digest.

use super::Source;
use crate::content::Digest;
use std::io::Read;
use std::time::Duration;

/// Why bytes could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("there are no bytes with digest {0}")]
    NotFound(Digest),
    /// The bytes on disk do not give their digest.
    #[error("the bytes stored as {0} are damaged")]
    Damaged(Digest),
    #[error("no room for more bytes")]
    Full(#[source] Source),
    #[error("bytes could not be read or written")]
    Io(#[source] Source),
}

/// Bytes by digest, in files; never fully in memory.
pub trait Blobs: Send + Sync {
    /// Starts a new blob.
    fn create(&self) -> Result<Box<dyn BlobWriter>, BlobError>;
    /// Opens a blob from its start.
    fn open(&self, digest: &Digest) -> Result<Box<dyn Read + Send>, BlobError>;
    /// Up to `length` bytes from `offset`.
    fn read_at(&self, digest: &Digest, offset: u64, length: usize) -> Result<Vec<u8>, BlobError>;
    /// The size, if it is there.
    fn size(&self, digest: &Digest) -> Result<Option<u64>, BlobError>;
    /// Reads all of it and compares the digest.
    fn verify(&self, digest: &Digest) -> Result<(), BlobError>;
    /// Removes blobs that are older than `older_than` and not in use. Returns how many.
    fn sweep(&self, in_use: &[Digest], older_than: Duration) -> Result<u64, BlobError>;
}

/// A blob that is being written. Dropped before `finish`, it leaves nothing.
pub trait BlobWriter: Send {
    fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError>;
    /// Syncs the file and its directory and makes it visible under its digest.
    fn finish(self: Box<Self>) -> Result<(Digest, u64), BlobError>;
}
