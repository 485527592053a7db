//! Activations that remember what they were asked to do.

use drehscheibe_model::activation::catalogue::{Catalogue, Installed};
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, Content, Direction, Draft};
use drehscheibe_model::ids::{ProcedureId, RevisionNumber, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{
    ActedOnAll, ActivationAction, ActivationDetail, ActivationError, Activations, Actor, Selection,
};
use jiff::Timestamp;
use std::sync::Mutex;

#[derive(Default)]
pub struct TestActivations {
    pub done: Mutex<Vec<(Selection, ActivationAction, Actor)>>,
}

fn record(tenant: &str) -> ActivationRecord {
    let (tenant, procedure) = (TenantId::new(tenant).unwrap(), ProcedureId::new("p").unwrap());
    let mut record =
        ActivationRecord::draft(tenant, procedure, Direction::Inbound, Content::default(), "x", Timestamp::UNIX_EPOCH);
    record.number = 1;
    record
}

impl Activations for TestActivations {
    fn draft(&self, draft: Draft, actor: &Actor) -> Result<Vec<ActivationRecord>, ActivationError> {
        draft.content(|_, _| Limits::DEFAULT).map_err(ActivationError::Invalid)?;
        match draft.tenants.iter().find(|tenant| !actor.reaches(tenant)) {
            Some(foreign) => Err(ActivationError::Forbidden(foreign.clone())),
            None => Ok(draft.tenants.iter().map(|tenant| record(tenant.as_str())).collect()),
        }
    }
    fn act(
        &self,
        selection: Selection,
        action: ActivationAction,
        actor: &Actor,
    ) -> Result<ActedOnAll, ActivationError> {
        if !actor.reaches(&record(super::TOWN).tenant) {
            return Err(ActivationError::NotFound(1));
        }
        self.done.lock().unwrap().push((selection, action, actor.clone()));
        Ok(ActedOnAll { revision: Some(RevisionNumber(2)), activations: Vec::new() })
    }
    fn list(&self, _: &ActivationFilter, actor: &Actor) -> Result<Vec<ActivationRecord>, ActivationError> {
        let all = vec![record(super::TOWN)];
        Ok(all.into_iter().filter(|record| actor.reaches(&record.tenant)).collect())
    }
    fn detail(&self, number: u64, actor: &Actor) -> Result<ActivationDetail, ActivationError> {
        let activation = record(super::TOWN);
        if number != 1 || !actor.reaches(&activation.tenant) {
            return Err(ActivationError::NotFound(number));
        }
        Ok(ActivationDetail { activation, missing: Vec::new(), gaps: Vec::new(), shadow: None })
    }
    fn catalogue(&self) -> Result<Catalogue, ActivationError> {
        Ok(Catalogue { products: Vec::new(), procedures: Vec::new(), installed: Installed::default() })
    }
}
