//! What operators and municipalities do to a running hub.

use super::open::{Hub, OpenHubError};
use drehscheibe_model::flow::intervene::Refusal;
use drehscheibe_model::ids::{MessageId, RevisionNumber};
use drehscheibe_model::ports::{OperationError, Operations, Store};
use drehscheibe_processor::{Intervene, InterventionError};
use std::sync::Arc;

/// The hub behind the API.
#[derive(Debug)]
pub struct HubOperations {
    hub: Arc<Hub>,
    intervene: Intervene,
}

impl HubOperations {
    pub fn new(hub: Arc<Hub>) -> Self {
        let intervene = Intervene::new(hub.ports());
        Self { hub, intervene }
    }

    fn failed(&self, message: MessageId, error: InterventionError) -> OperationError {
        match error {
            InterventionError::NotFound(id) => OperationError::NotFound(id),
            InterventionError::Store(error) => OperationError::Store(error),
            InterventionError::Refused(refusal) => {
                tracing::info!(%message, %refusal, "refused");
                let state = match refusal {
                    Refusal::AlreadyFinal(state) | Refusal::NotParked(state) => Some(state),
                    _ => self.hub.store.message(message).ok().flatten().map(|record| record.state),
                };
                state.map_or(OperationError::NotFound(message), |state| OperationError::NotPossible { state })
            }
        }
    }
}

impl Operations for HubOperations {
    fn current_revision(&self) -> Option<RevisionNumber> {
        self.hub.current_revision()
    }

    fn reload_configuration(&self, author: &str) -> Result<RevisionNumber, Vec<String>> {
        let number = self.hub.apply(author).map_err(|error| match error {
            OpenHubError::Configuration(problems) => problems.iter().map(ToString::to_string).collect(),
            other => vec![other.to_string()],
        })?;
        tracing::info!(revision = number.0, author, "configuration applied");
        Ok(number)
    }

    fn withdraw(&self, message: MessageId, by: &str, reason: &str) -> Result<(), OperationError> {
        self.intervene.withdraw(message, by, reason).map_err(|error| self.failed(message, error))
    }

    fn replay(&self, message: MessageId, by: &str, reason: &str) -> Result<(), OperationError> {
        self.intervene.replay(message, by, reason).map_err(|error| self.failed(message, error))
    }
}
