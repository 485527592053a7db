//! Bytes on their way into the blobs.

use super::error::OciError;
use crate::blocking::blocking;
use crate::intake::transfer::{Fault, Transfer};
use crate::state::AppState;
use axum::body::Body;
use drehscheibe_model::depot::Piece;
use drehscheibe_model::ports::{BlobError, BlobWriter};
use http::StatusCode;

/// Held in memory at most.
const BUFFER: usize = 256 << 10;

impl From<Fault> for OciError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "SIZE_INVALID", fault.to_string()),
            Fault::Idle { .. } | Fault::TooLong { .. } => {
                Self::new(StatusCode::REQUEST_TIMEOUT, "BLOB_UPLOAD_INVALID", fault.to_string())
            }
            Fault::Broken => Self::new(StatusCode::BAD_REQUEST, "BLOB_UPLOAD_INVALID", fault.to_string()),
        }
    }
}

/// Writes a body into the blobs; none if it is empty. Broken off, it leaves nothing.
pub(super) async fn piece(state: &AppState, body: Body, limit: u64) -> Result<Option<Piece>, OciError> {
    let mut transfer = Transfer::new(body, limit, &state.limits);
    let (mut writer, mut buffer) = (None, Vec::new());
    while let Some(bytes) = transfer.next().await? {
        buffer.extend_from_slice(&bytes);
        if buffer.len() >= BUFFER {
            writer = Some(flush(state, writer, std::mem::take(&mut buffer)).await?);
        }
    }
    if writer.is_none() && buffer.is_empty() {
        return Ok(None);
    }
    let writer = flush(state, writer, buffer).await?;
    let (digest, size) = blocking(move || writer.finish()).await??;
    Ok(Some(Piece { digest, size }))
}

type Writer = Box<dyn BlobWriter>;

/// One short visit to a thread that may block: a slow sender occupies none.
async fn flush(state: &AppState, writer: Option<Writer>, bytes: Vec<u8>) -> Result<Writer, OciError> {
    let blobs = state.ports.blobs.clone();
    let written = blocking(move || -> Result<Writer, BlobError> {
        let mut writer = match writer {
            Some(writer) => writer,
            None => blobs.create()?,
        };
        writer.write(&bytes)?;
        Ok(writer)
    });
    Ok(written.await??)
}
