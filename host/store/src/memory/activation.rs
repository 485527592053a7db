//! Activations.

use super::state::State;
use crate::wake::Effect;
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, ActivationState, Direction, ShadowOutcome};
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use jiff::civil::Date;

impl State {
    pub(super) fn add_activations(&mut self, new: Vec<ActivationRecord>) -> Vec<u64> {
        let mut numbers = Vec::new();
        for mut record in new {
            self.last_activation += 1;
            (record.number, record.version) = (self.last_activation, 1);
            numbers.push(record.number);
            self.activations.insert(record.number, record);
        }
        numbers
    }

    pub(super) fn change_activations(
        &mut self,
        changed: Vec<ActivationRecord>,
        dropped: &[u64],
    ) -> Result<((), Effect), StoreError> {
        for record in &changed {
            let number = record.number;
            if self.activations.get(&number).is_none_or(|known| known.version != record.version) {
                return Err(StoreError::ActivationChanged { number });
            }
        }
        for mut record in changed {
            record.version += 1;
            self.activations.insert(record.number, record);
        }
        for number in dropped {
            self.activations.remove(number);
            self.shadows.remove(number);
        }
        Ok(((), Effect::Nothing))
    }

    pub(super) fn activations(&self, filter: &ActivationFilter) -> Vec<ActivationRecord> {
        let later = self.activations.range(filter.after.saturating_add(1)..).map(|(_, record)| record);
        let fits = |record: &&ActivationRecord| {
            (filter.tenants.is_empty() || filter.tenants.contains(&record.tenant))
                && filter.procedure.as_ref().is_none_or(|procedure| *procedure == record.procedure)
                && filter.state.is_none_or(|state| state == record.state)
        };
        let limit = usize::try_from(filter.limit.clamp(1, 1_000)).unwrap_or(usize::MAX);
        later.filter(fits).take(limit).cloned().collect()
    }

    pub(super) fn activation_line(
        &self,
        tenant: &TenantId,
        procedure: &ProcedureId,
        direction: Direction,
    ) -> Vec<ActivationRecord> {
        let of_line = |record: &&ActivationRecord| {
            record.tenant == *tenant && record.procedure == *procedure && record.direction == direction
        };
        self.activations.values().filter(of_line).cloned().collect()
    }

    pub(super) fn activations_due(&self, day: Date) -> Vec<ActivationRecord> {
        let due = |record: &&ActivationRecord| due_on(record).is_some_and(|due| due <= day);
        self.activations.values().filter(due).cloned().collect()
    }

    pub(super) fn note_time(&mut self, at: Timestamp) -> Timestamp {
        let seen = self.seen.map_or(at, |seen| seen.max(at));
        self.seen = Some(seen);
        seen
    }

    pub(super) fn add_shadow_outcome(&mut self, outcome: &ShadowOutcome) {
        self.shadows.entry(outcome.activation).or_default().add(outcome);
    }
}

/// The next day on which something happens to it by itself.
pub(crate) fn due_on(record: &ActivationRecord) -> Option<Date> {
    let running = matches!(record.state, ActivationState::Productive | ActivationState::Pilot);
    let ends = record.content.valid_until.filter(|_| running);
    record.switch_on.into_iter().chain(ends).min()
}
