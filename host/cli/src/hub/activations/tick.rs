//! What happens to activations by itself: a planned switch on its day, the end of a window.

use super::super::open::{Hub, OpenHubError};
use super::inspect::{Subject, inspect};
use drehscheibe_model::activation::{Command, decide};
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ports::{ActivationStore, Clock, StoreError};
use std::sync::PoisonError;

/// Does what is due. Verified first, then switched: if the gate is closed, what ran before goes on and
/// the next turn tries again.
pub fn tick(hub: &Hub) {
    match due(hub) {
        Ok(false) => {}
        Ok(true) => {
            let _one = hub.current.changing.lock().unwrap_or_else(PoisonError::into_inner);
            let recomposed: Result<_, OpenHubError> = hub.recompose("hub");
            match recomposed {
                Ok(revision) => tracing::info!(revision = revision.0, "activations switched on their day"),
                Err(error) => tracing::error!(%error, "activations switched, but no revision was made"),
            }
        }
        Err(error) => tracing::error!(%error, "activations that are due could not be looked at"),
    }
}

fn due(hub: &Hub) -> Result<bool, StoreError> {
    let now = hub.clock.now();
    let today = german_day(now);
    let due = hub.store.activations_due(today)?;
    if due.is_empty() {
        return Ok(false);
    }
    let _one = hub.current.changing.lock().unwrap_or_else(PoisonError::into_inner);
    let mut changed = false;
    for record in due {
        let line = hub.store.activation_line(&record.tenant, &record.procedure, record.direction)?;
        let ends = record.content.valid_until.is_some_and(|until| until <= today);
        let command = if ends { Command::End } else { Command::Switch };
        let inspection = inspect(hub, &Subject::of(&record), None)?;
        match decide(&line, record.number, command, &inspection, "hub", hub.file.activation.kept) {
            Ok(decision) => {
                hub.store.change_activations(decision.changed, decision.dropped)?;
                changed = true;
            }
            Err(gaps) => {
                let missing: Vec<_> = gaps.iter().map(ToString::to_string).collect();
                let (activation, missing) = (record.number, missing.join("; "));
                tracing::error!(activation, tenant = %record.tenant, missing, "the planned switch waits; what ran before goes on");
            }
        }
    }
    if changed {
        hub.note_time()?;
    }
    Ok(changed)
}
