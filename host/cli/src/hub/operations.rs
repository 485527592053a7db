//! What operators and municipalities do to a running hub.

use super::open::{Hub, OpenHubError};
use drehscheibe_model::flow::intervene::Refusal;
use drehscheibe_model::ids::{MessageId, RevisionNumber};
use drehscheibe_model::ports::{OperationError, Operations, Store};
use drehscheibe_processor::{Intervene, InterventionError};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The hub behind the API.
#[derive(Debug)]
pub struct HubOperations {
    hub: Arc<Hub>,
    intervene: Intervene,
    current: RwLock<Option<RevisionNumber>>,
    /// One reload at a time.
    reloading: Mutex<()>,
}

impl HubOperations {
    pub fn new(hub: Arc<Hub>, current: RevisionNumber) -> Self {
        let intervene = Intervene::new(hub.ports());
        Self { hub, intervene, current: RwLock::new(Some(current)), reloading: Mutex::new(()) }
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
        *self.current.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn reload_configuration(&self, author: &str) -> Result<RevisionNumber, Vec<String>> {
        let _one = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let number = self.hub.apply(author).map_err(|error| match error {
            OpenHubError::Configuration(problems) => problems.iter().map(ToString::to_string).collect(),
            other => vec![other.to_string()],
        })?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(number);
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
