//! What people do to a running hub.

use super::store::StoreError;
use crate::ids::{MessageId, RevisionNumber};

/// Why an operation was not done.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// There is no such message.
    #[error("there is no message {0}")]
    NotFound(MessageId),
    /// A message in this state cannot be withdrawn or replayed.
    #[error("the message is {}", state.name())]
    NotPossible { state: crate::message::MessageState },
    #[error("the store did not do it")]
    Store(#[from] StoreError),
}

/// What people do to a running hub; `server` offers it, `cli` wires it.
pub trait Operations: Send + Sync {
    /// The revision that a message accepted now starts with; none before the first configuration.
    fn current_revision(&self) -> Option<RevisionNumber>;
    /// Reads the configuration directory again and, if it is valid, makes it the newest revision.
    /// All problems, one line each, if it is not.
    fn reload_configuration(&self, author: &str) -> Result<RevisionNumber, Vec<String>>;
    /// Takes a message back that has not reached every target yet. `by` is the id of an API key.
    fn withdraw(&self, message: MessageId, by: &str, reason: &str) -> Result<(), OperationError>;
    /// Sends a parked message on its way again, on the current revision.
    fn replay(&self, message: MessageId, by: &str, reason: &str) -> Result<(), OperationError>;
}
