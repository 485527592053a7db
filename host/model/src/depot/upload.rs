//! Uploads in pieces.

use super::name::RepositoryName;
use crate::content::Digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A piece that has arrived; its bytes lie in the blobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
}

/// A blob that is still being sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// 32 lower-case hexadecimal digits that cannot be guessed.
    pub id: String,
    pub repository: RepositoryName,
    /// Id of the API key.
    pub by: String,
    pub started_at: Timestamp,
    /// In order.
    pub pieces: Vec<Piece>,
}

impl Upload {
    /// Bytes that have arrived.
    pub fn offset(&self) -> u64 {
        self.pieces.iter().fold(0, |sum, piece| sum.saturating_add(piece.size))
    }
}
