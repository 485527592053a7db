//! Activations on a running hub: who may change what, one change at a time, one revision for each.

mod act;
mod end_to_end;
mod files;
mod function_test;
mod inspect;
mod plans;
mod tick;

pub use files::gate_files;
pub use tick::tick;

use super::open::Hub;
use drehscheibe_model::activation::catalogue::{Catalogue, Product, catalogue};
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, ActivationState, Draft, Gap, content_digest};
use drehscheibe_model::call::{Grants, World};
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{
    ActedOnAll, ActivationAction, ActivationDetail, ActivationError, ActivationStore, Activations, Actor, Clock, Rules,
    Selection, StoreError,
};
use drehscheibe_model::trust::{Purpose, Use};
use function_test::Tested;
use std::sync::{Arc, Mutex};

/// Activations behind the API.
pub struct HubActivations {
    hub: Arc<Hub>,
    /// Plans that ran already, by component and plan.
    tested: Mutex<Tested>,
}

impl std::fmt::Debug for HubActivations {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HubActivations").field("hub", &self.hub).finish_non_exhaustive()
    }
}

impl HubActivations {
    pub fn new(hub: Arc<Hub>) -> Self {
        Self { hub, tested: Mutex::default() }
    }

    fn reached(&self, number: u64, actor: &Actor) -> Result<ActivationRecord, ActivationError> {
        let record = self.hub.store.activation(number)?.filter(|record| actor.reaches(&record.tenant));
        record.ok_or(ActivationError::NotFound(number))
    }
}

impl Activations for HubActivations {
    fn draft(&self, draft: Draft, actor: &Actor) -> Result<Vec<ActivationRecord>, ActivationError> {
        let files = self.hub.files();
        let limits = |plugin: &PluginName, world| {
            let manifest = files.components.get(plugin).and_then(|component| component.manifest.as_ref());
            manifest.map_or_else(|| Limits::of(world), |manifest| manifest.limits_in(world))
        };
        let mut content = draft.content(limits).map_err(ActivationError::Invalid)?;
        if let Some(tenant) = draft.tenants.iter().find(|tenant| !actor.reaches(tenant)) {
            return Err(ActivationError::Forbidden(tenant.clone()));
        }
        let mut unknown = Vec::new();
        for plugin_use in content.validators.iter_mut().chain(&mut content.transformers) {
            plugin_use.component = files.configuration.component(plugin_use);
            if plugin_use.component.is_none() {
                unknown.push(Gap::UnknownPlugin { plugin: plugin_use.plugin.clone() }.to_string());
            }
        }
        if !unknown.is_empty() {
            return Err(ActivationError::Invalid(unknown));
        }
        let now = self.hub.clock.now();
        let new: Vec<_> = draft
            .tenants
            .iter()
            .map(|tenant| {
                let (tenant, procedure) = (tenant.clone(), draft.procedure.clone());
                let mut record =
                    ActivationRecord::draft(tenant, procedure, draft.direction, content.clone(), &actor.by, now);
                // What was tested before with the very same content need not be tested again.
                let digest = content_digest(&files.configuration, &record.tenant, &record.procedure, &record.content);
                record.test = self.hub.store.function_test(&digest).ok().flatten();
                if record.test.as_ref().is_some_and(|test| test.passed) {
                    record.state = ActivationState::FunctionTested;
                }
                record
            })
            .collect();
        let numbers = self.hub.store.add_activations(new)?;
        let read = |number| self.hub.store.activation(number)?.ok_or(StoreError::NotFound { what: "activation" });
        Ok(numbers.into_iter().map(read).collect::<Result<_, StoreError>>()?)
    }

    fn act(
        &self,
        selection: Selection,
        action: ActivationAction,
        actor: &Actor,
    ) -> Result<ActedOnAll, ActivationError> {
        act::act(self, selection, &action, actor)
    }

    fn list(&self, filter: &ActivationFilter, actor: &Actor) -> Result<Vec<ActivationRecord>, ActivationError> {
        let mut filter = filter.clone();
        if let Some(tenants) = &actor.tenants {
            filter.tenants = match filter.tenants.is_empty() {
                true => tenants.clone(),
                false => filter.tenants.into_iter().filter(|tenant| tenants.contains(tenant)).collect(),
            };
            if filter.tenants.is_empty() {
                return Ok(Vec::new());
            }
        }
        Ok(self.hub.store.activations(&filter)?)
    }

    fn detail(&self, number: u64, actor: &Actor) -> Result<ActivationDetail, ActivationError> {
        let activation = self.reached(number, actor)?;
        let inspection = inspect::inspect(&self.hub, &inspect::Subject::of(&activation), None)?;
        let gaps = inspection.missing(activation.test.as_ref());
        let shadow = self.hub.store.shadow_report(number)?;
        Ok(ActivationDetail {
            missing: gaps.iter().map(ToString::to_string).collect(),
            gaps,
            shadow: (shadow.messages > 0 || activation.shadow).then_some(shadow),
            activation,
        })
    }

    fn catalogue(&self) -> Result<Catalogue, ActivationError> {
        let files = self.hub.files();
        let now = self.hub.clock.now();
        let day = german_day(now);
        Ok(catalogue(&self.hub.running(), products(&self.hub, &files, now), self.hub.areas.as_ref(), day))
    }
}

/// The components of the hub's file, and whether they may be activated now.
fn products(hub: &Hub, files: &super::revision::Files, now: jiff::Timestamp) -> Vec<Product> {
    let mut products = Vec::new();
    for (name, component) in &files.components {
        let manifest = component.manifest.as_ref();
        let worlds = match manifest {
            Some(manifest) => manifest.worlds.clone(),
            None => hub.runtime.facts(&component.digest).map(|facts| facts.worlds).unwrap_or_default(),
        };
        let limits = manifest
            .map_or(Limits::DEFAULT, |manifest| manifest.limits_in(*worlds.first().unwrap_or(&World::Validator)));
        let Ok(tenant) = drehscheibe_model::ids::TenantId::new(drehscheibe_model::area::FICTITIOUS_ARS) else {
            continue;
        };
        let grants = Grants::default();
        let certificate = worlds.first().and_then(|world| {
            let wanted = Use {
                purpose: Purpose::Activate,
                plugin: name,
                component: component.digest,
                world: *world,
                tenant: &tenant,
                procedure: None,
                stage: None,
                grants: &grants,
                limits: &limits,
                at: now,
            };
            hub.trust.clear(&wanted).ok()?.certificate
        });
        products.push(Product {
            plugin: name.clone(),
            version: manifest.map(|manifest| manifest.version.clone()).unwrap_or_default(),
            component: component.digest,
            vendor: manifest.map(|manifest| manifest.vendor.clone()).unwrap_or_default(),
            worlds,
            procedures: manifest.map(|manifest| manifest.procedures.clone()).unwrap_or_default(),
            stages: manifest.map(|manifest| manifest.stages.clone()).unwrap_or_default(),
            certificate: certificate.map(|certificate| certificate.number),
        });
    }
    products
}
