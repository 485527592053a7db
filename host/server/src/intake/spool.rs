//! Bytes that arrive in pieces: kept if they are few, else on their way into the blobs.

use crate::blocking::blocking;
use crate::problem::Problem;
use crate::problem::kinds::{self, Kind};
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::ports::{BlobError, BlobWriter, Blobs};
use drehscheibe_model::work::INLINE_DOCUMENT_BYTES;
use std::sync::Arc;

/// Held in memory at most, per part that is arriving.
const BUFFER: usize = INLINE_DOCUMENT_BYTES;

/// What is arriving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// May lie beside its row.
    Document,
    /// Always lies in the blobs.
    Attachment,
}

/// Bytes that have arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spooled {
    pub(super) content: ContentRef,
    /// Present if they do not lie in the blobs.
    pub(super) inline: Option<Vec<u8>>,
}

/// Takes bytes in pieces. Dropped before [`finish`](Self::finish) it leaves nothing.
pub(super) struct Spool {
    blobs: Arc<dyn Blobs>,
    part: Part,
    /// For errors: which part.
    what: String,
    limit: u64,
    size: u64,
    buffer: Vec<u8>,
    writer: Option<Box<dyn BlobWriter>>,
}

impl Spool {
    pub(super) fn new(blobs: Arc<dyn Blobs>, part: Part, what: String, limit: u64) -> Self {
        Self { blobs, part, what, limit, size: 0, buffer: Vec::new(), writer: None }
    }

    pub(super) async fn push(&mut self, piece: &[u8]) -> Result<(), Problem> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > self.limit {
            let kind: &'static Kind = match self.part {
                Part::Document => &kinds::DOCUMENT_TOO_LARGE,
                Part::Attachment => &kinds::ATTACHMENT_TOO_LARGE,
            };
            return Err(Problem::new(kind, format!("{} has more than {} bytes.", self.what, self.limit)));
        }
        self.buffer.extend_from_slice(piece);
        if self.buffer.len() > BUFFER { self.flush().await } else { Ok(()) }
    }

    /// Writes the buffer away on a thread that may block. One short visit per buffer: a slow sender
    /// occupies no thread.
    async fn flush(&mut self) -> Result<(), Problem> {
        let (blobs, writer, mut buffer) = (self.blobs.clone(), self.writer.take(), std::mem::take(&mut self.buffer));
        let (writer, buffer) = blocking(move || -> Result<_, BlobError> {
            let mut writer = match writer {
                Some(writer) => writer,
                None => blobs.create()?,
            };
            writer.write(&buffer)?;
            buffer.clear();
            Ok((writer, buffer))
        })
        .await??;
        (self.writer, self.buffer) = (Some(writer), buffer);
        Ok(())
    }

    /// The end. Blobs are synced when this returns.
    pub(super) async fn finish(mut self, media_type: &str) -> Result<Spooled, Problem> {
        let media_type = media_type.to_owned();
        if self.part == Part::Document && self.writer.is_none() {
            let digest = Digest::of(&self.buffer);
            let content = ContentRef { digest, size: self.size, media_type };
            return Ok(Spooled { content, inline: Some(self.buffer) });
        }
        self.flush().await?;
        let writer = self.writer.take();
        let finished = blocking(move || writer.map(BlobWriter::finish)).await?.transpose()?;
        let (digest, size) = finished.ok_or_else(|| Problem::new(&kinds::INTERNAL, "The bytes were not written."))?;
        Ok(Spooled { content: ContentRef { digest, size, media_type }, inline: None })
    }
}
