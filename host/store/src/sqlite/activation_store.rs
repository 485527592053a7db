//! The port of activations.

use super::store::SqliteStore;
use super::{activation, shadow};
use drehscheibe_model::activation::{
    ActivationFilter, ActivationRecord, Direction, FunctionTest, ShadowOutcome, ShadowReport,
};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::ports::{ActivationStore, StoreError};
use jiff::Timestamp;
use jiff::civil::Date;

impl ActivationStore for SqliteStore {
    fn add_activations(&self, new: Vec<ActivationRecord>) -> Result<Vec<u64>, StoreError> {
        self.write(move |connection| activation::add(connection, &new))
    }

    fn change_activations(&self, changed: Vec<ActivationRecord>, dropped: Vec<u64>) -> Result<(), StoreError> {
        self.write(move |connection| activation::change(connection, &changed, &dropped))
    }

    fn activation(&self, number: u64) -> Result<Option<ActivationRecord>, StoreError> {
        self.read(|connection| activation::by_number(connection, number))
    }

    fn activations(&self, filter: &ActivationFilter) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(|connection| activation::list(connection, filter))
    }

    fn activation_line(
        &self,
        tenant: &TenantId,
        procedure: &ProcedureId,
        direction: Direction,
    ) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(|connection| activation::line(connection, tenant, procedure, direction))
    }

    fn activations_in_force(&self) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(activation::in_force)
    }

    fn activations_due(&self, day: Date) -> Result<Vec<ActivationRecord>, StoreError> {
        self.read(|connection| activation::due(connection, day))
    }

    fn keep_function_test(&self, test: FunctionTest) -> Result<(), StoreError> {
        self.write(move |connection| activation::keep_test(connection, &test))
    }

    fn function_test(&self, content: &Digest) -> Result<Option<FunctionTest>, StoreError> {
        self.read(|connection| activation::test(connection, content))
    }

    fn note_time(&self, at: Timestamp) -> Result<Timestamp, StoreError> {
        self.write(move |connection| activation::note_time(connection, at))
    }

    fn time_seen(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(activation::time_seen)
    }

    fn accept_time(&self, at: Timestamp) -> Result<(), StoreError> {
        self.write(move |connection| activation::accept_time(connection, at))
    }

    fn add_shadow_outcome(&self, outcome: &ShadowOutcome) -> Result<(), StoreError> {
        let outcome = outcome.clone();
        self.write(move |connection| shadow::add(connection, &outcome))
    }

    fn shadow_report(&self, number: u64) -> Result<ShadowReport, StoreError> {
        self.read(|connection| shadow::report(connection, number))
    }
}
