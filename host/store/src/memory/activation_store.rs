//! The port of activations.

use super::store::MemoryStore;
use crate::wake::Effect;
use drehscheibe_model::activation::{
    ActivationFilter, ActivationRecord, Direction, FunctionTest, ShadowOutcome, ShadowReport,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::ports::{ActivationStore, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;

impl ActivationStore for MemoryStore {
    fn add_activations(&self, new: Vec<ActivationRecord>) -> Result<Vec<u64>, StoreError> {
        self.write("add_activations", |state, _| Ok((state.add_activations(new), Effect::Nothing)))
    }

    fn change_activations(&self, changed: Vec<ActivationRecord>, dropped: Vec<u64>) -> Result<(), StoreError> {
        self.write("change_activations", |state, _| state.change_activations(changed, &dropped))
    }

    fn activation(&self, number: u64) -> Result<Option<ActivationRecord>, StoreError> {
        self.read(|state| state.activations.get(&number).cloned())
    }

    fn activations(&self, filter: &ActivationFilter) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(|state| state.activations(filter))
    }

    fn activation_line(
        &self,
        tenant: &TenantId,
        procedure: &ProcedureId,
        direction: Direction,
    ) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(|state| state.activation_line(tenant, procedure, direction))
    }

    fn activations_in_force(&self) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(|state| state.activations.values().filter(|record| record.counts()).cloned().collect())
    }

    fn activations_due(&self, day: Date) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(|state| state.activations_due(day))
    }

    fn keep_function_test(&self, test: FunctionTest) -> Result<(), StoreError> {
        self.write("keep_function_test", |state, _| {
            state.function_tests.insert(test.content, test);
            Ok(((), Effect::Nothing))
        })
    }

    fn function_test(&self, content: &Digest) -> Result<Option<FunctionTest>, StoreError> {
        self.read(|state| state.function_tests.get(content).cloned())
    }

    fn note_time(&self, at: Timestamp) -> Result<Timestamp, StoreError> {
        self.write("note_time", |state, _| Ok((state.note_time(at), Effect::Nothing)))
    }

    fn time_seen(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(|state| state.seen)
    }

    fn accept_time(&self, at: Timestamp) -> Result<(), StoreError> {
        self.write("accept_time", |state, _| {
            state.seen = state.seen.map(|seen| seen.min(at));
            Ok(((), Effect::Nothing))
        })
    }

    fn add_shadow_outcome(&self, outcome: &ShadowOutcome) -> Result<(), StoreError> {
        self.write("add_shadow_outcome", |state, _| {
            state.add_shadow_outcome(outcome);
            Ok(((), Effect::Nothing))
        })
    }

    fn shadow_report(&self, number: u64) -> Result<ShadowReport, StoreError> {
        self.read(|state| state.shadows.get(&number).cloned().unwrap_or_default())
    }
}
