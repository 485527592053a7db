//! Messages that have come to their end.

use crate::Ports;
use drehscheibe_model::ids::ProcedureId;
use drehscheibe_model::message::{MessageRecord, MessageState};
use std::sync::Arc;
use std::time::Duration;

/// What is told of a message whose work is done: it was delivered to every target, or sent back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub state: MessageState,
    /// None: it was sent back before it was known.
    pub procedure: Option<ProcedureId>,
    /// The lead time: from the receipt, of a redirected message the first one, to the end. By the hub's
    /// clock; zero if that was set back.
    pub lead_time: Duration,
}

/// Is told of each message once, by the worker that ended it, after the commit.
pub type Observer = Arc<dyn Fn(&Ended) + Send + Sync>;

impl Ended {
    /// Of a message whose state changed to `state`; none unless that is an end. A parked message waits
    /// for a person, and a withdrawn one has no lead time.
    pub(crate) fn of(
        ports: &Ports,
        message: &MessageRecord,
        procedure: Option<ProcedureId>,
        state: Option<MessageState>,
    ) -> Option<Self> {
        let state = state.filter(|state| matches!(state, MessageState::Delivered | MessageState::Rejected))?;
        let lead_time = ports.clock.now().duration_since(message.received_at);
        Some(Self { state, procedure, lead_time: lead_time.try_into().unwrap_or_default() })
    }
}
