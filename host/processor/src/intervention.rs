//! What people do with messages: withdraw and replay.

use crate::Ports;
use drehscheibe_model::flow::intervene::{self, Refusal, Wish};
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::ports::StoreError;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum InterventionError {
    #[error("there is no message {0}")]
    NotFound(MessageId),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the store did not do it")]
    Store(#[from] StoreError),
}

/// Withdraws and replays.
#[derive(Debug, Clone)]
pub struct Intervene {
    ports: Ports,
}

impl Intervene {
    pub fn new(ports: Ports) -> Self {
        Self { ports }
    }

    /// Takes a message back, as long as no target has it or may have it.
    pub fn withdraw(&self, message: MessageId, by: &str, reason: &str) -> Result<(), InterventionError> {
        let store = &self.ports.store;
        let record = store.message(message)?.ok_or(InterventionError::NotFound(message))?;
        let deliveries = store.deliveries(message)?;
        let wish = Wish { by, reason, now: self.ports.clock.now() };
        let transition = intervene::withdraw(&record, &deliveries, wish)?;
        Ok(store.apply(record.version, transition)?)
    }

    /// Sends a parked message on its way again, on the newest configuration.
    pub fn replay(&self, message: MessageId, by: &str, reason: &str) -> Result<(), InterventionError> {
        let store = &self.ports.store;
        let record = store.message(message)?.ok_or(InterventionError::NotFound(message))?;
        let deliveries = store.deliveries(message)?;
        let newest = store.newest_revision()?.map_or(record.revision, |revision| revision.number);
        let wish = Wish { by, reason, now: self.ports.clock.now() };
        let transition = intervene::replay(&record, &deliveries, newest, wish)?;
        Ok(store.apply(record.version, transition)?)
    }
}
