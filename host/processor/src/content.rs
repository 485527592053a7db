//! Documents: small ones lie beside their message's row, large ones in the blobs.

use crate::Ports;
use drehscheibe_model::content::{ContentRef, Digest, Document};
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::ports::{BlobError, StoreError};
use drehscheibe_model::work::{INLINE_DOCUMENT_BYTES, Transition};
use std::io::Read;

/// Why a document could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It is gone or not what it was: a person must look.
    #[error("the stored document {0} is missing or damaged")]
    Damaged(Digest),
    #[error("the store could not be read")]
    Store(#[from] StoreError),
    #[error("the blobs could not be read or written")]
    Blob(#[source] BlobError),
}

impl From<BlobError> for ContentError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::NotFound(digest) | BlobError::Damaged(digest) => Self::Damaged(digest),
            other => Self::Blob(other),
        }
    }
}

/// Reads a document whole and checks it against its digest.
pub(crate) fn read(ports: &Ports, message: MessageId, content: &ContentRef) -> Result<Document, ContentError> {
    let body = match ports.store.content(message, &content.digest)? {
        Some(body) => body,
        None => {
            let mut body = Vec::with_capacity(usize::try_from(content.size).unwrap_or(0).min(64 << 20));
            let mut file = ports.blobs.open(&content.digest)?.take(content.size.saturating_add(1));
            file.read_to_end(&mut body).map_err(|error| BlobError::Io(Box::new(error)))?;
            body
        }
    };
    if Digest::of(&body) != content.digest {
        return Err(ContentError::Damaged(content.digest));
    }
    Ok(Document { media_type: content.media_type.clone(), body })
}

/// Puts the large documents of a transition into the blobs, synced, before it is committed.
pub(crate) fn put_large(ports: &Ports, transition: &mut Transition) -> Result<(), ContentError> {
    let (small, large): (Vec<_>, Vec<_>) =
        transition.contents.drain(..).partition(|document| document.body.len() <= INLINE_DOCUMENT_BYTES);
    transition.contents = small;
    for document in large {
        let mut writer = ports.blobs.create()?;
        writer.write(&document.body)?;
        writer.finish()?;
    }
    Ok(())
}
