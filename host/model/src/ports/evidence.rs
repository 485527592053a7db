//! Proof of what happened to a message.

use super::store::StoreError;
use crate::ids::MessageId;

/// Why there is no evidence.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    #[error("the journal knows no message {0}")]
    NotFound(MessageId),
    #[error("{0}")]
    Failed(String),
    #[error("the store did not do it")]
    Store(#[from] StoreError),
}

/// Writes evidence that anybody can check without the hub.
pub trait EvidenceFiles: Send + Sync {
    /// One JSON file, as `drehscheibe evidence verify` reads it. Holds no content of the message.
    fn evidence(&self, message: MessageId) -> Result<Vec<u8>, EvidenceError>;
}
