//! Blobs that arrive in pieces. Each piece lies in the blobs under its own digest; the end puts them
//! together, which costs nothing if there is one.

use super::DepotRegistry;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Piece, RepositoryName, Upload};
use drehscheibe_model::ports::{BlobError, RegistryError, StoreError};
use jiff::SignedDuration;
use std::io::Read;

/// An upload that nobody ends is forgotten after this time.
const ABANDONED_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// Most pieces of one upload.
const PIECES: usize = 10_000;
/// Copied at a time.
const CHUNK: usize = 64 << 10;

impl DepotRegistry {
    pub(super) fn begin(&self, repository: &RepositoryName, by: &str) -> Result<Upload, RegistryError> {
        let now = self.ports.clock.now();
        if let Ok(before) = now.checked_sub(ABANDONED_AFTER) {
            self.depot.store.expire_uploads(before)?;
        }
        let open = self.depot.store.open_uploads(by)?;
        if open >= self.limits.open_uploads {
            let text = format!("this key has {open} uploads that are not ended; that is as many as it may have");
            return Err(RegistryError::TooMany(text));
        }
        let mut id = [0; 16];
        getrandom::fill(&mut id).map_err(|error| StoreError::Unavailable(error.to_string().into()))?;
        let id = id.iter().map(|byte| format!("{byte:02x}")).collect();
        let upload =
            Upload { id, repository: repository.clone(), by: by.to_owned(), started_at: now, pieces: Vec::new() };
        self.depot.store.start_upload(upload.clone())?;
        Ok(upload)
    }

    pub(super) fn add(&self, upload: &Upload, offset: Option<u64>, piece: Piece) -> Result<Upload, RegistryError> {
        let arrived = upload.offset();
        if offset.is_some_and(|offset| offset != arrived) {
            return Err(RegistryError::UploadRange { offset: arrived });
        }
        if arrived.saturating_add(piece.size) > self.limits.blob_bytes {
            return Err(RegistryError::TooLarge { limit: self.limits.blob_bytes });
        }
        if upload.pieces.len() >= PIECES {
            return Err(RegistryError::TooMany(format!("an upload has at most {PIECES} pieces")));
        }
        match self.depot.store.add_piece(&upload.id, arrived, piece)? {
            Some(Ok(upload)) => Ok(upload),
            Some(Err(offset)) => Err(RegistryError::UploadRange { offset }),
            None => Err(RegistryError::UploadUnknown),
        }
    }

    pub(super) fn finish(&self, upload: &Upload, expected: &Digest) -> Result<u64, RegistryError> {
        let (digest, size) = self.join(upload)?;
        if digest != *expected {
            return Err(RegistryError::DigestMismatch { expected: expected.to_string(), actual: digest });
        }
        // First named, then forgotten: the sweep finds it in use at every moment.
        self.depot.store.add_blob(&upload.repository, &digest, size)?;
        self.depot.store.end_upload(&upload.id)?;
        Ok(size)
    }

    fn join(&self, upload: &Upload) -> Result<(Digest, u64), BlobError> {
        let full: Vec<_> = upload.pieces.iter().filter(|piece| piece.size > 0).collect();
        if let [one] = full.as_slice() {
            return Ok((one.digest, one.size));
        }
        let mut writer = self.depot.blobs.create()?;
        let mut chunk = vec![0; CHUNK];
        for piece in full {
            let mut reader = self.depot.blobs.open(&piece.digest)?;
            loop {
                let count = reader.read(&mut chunk).map_err(|error| BlobError::Io(Box::new(error)))?;
                let Some(bytes) = chunk.get(..count).filter(|bytes| !bytes.is_empty()) else { break };
                writer.write(bytes)?;
            }
        }
        writer.finish()
    }
}
