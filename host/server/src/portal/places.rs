//! Names of authorities and procedures, for people.

use super::ask::Ask;
use super::texts as t;
use drehscheibe_model::area::{AreaKey, AreaLookup};
use drehscheibe_model::configuration::Configuration;
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ids::{SourceId, TenantId};
use std::sync::{Arc, Mutex, PoisonError};

/// The configuration that is in force, read once per revision.
#[derive(Debug, Default)]
pub(crate) struct InForce(Mutex<Option<(u64, Arc<Configuration>)>>);

impl InForce {
    /// The newest revision's configuration, with its number; an empty one before the first.
    pub(crate) fn get(&self, ask: &Ask) -> Result<(u64, Arc<Configuration>), super::failure::Failure> {
        let current = ask.state.ports.operations.current_revision().map_or(0, |number| number.0);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((number, configuration)) = kept.as_ref()
            && *number == current
            && current > 0
        {
            return Ok((*number, Arc::clone(configuration)));
        }
        let newest = ask.state.ports.store.newest_revision()?;
        let (number, configuration) =
            newest.map_or((0, Configuration::default()), |revision| (revision.number.0, revision.configuration));
        let configuration = Arc::new(configuration);
        *kept = Some((number, Arc::clone(&configuration)));
        Ok((number, configuration))
    }
}

/// The name of a tenant: of the municipality, of the authority as configured, or a word for the intake.
pub(crate) fn name(ask: &Ask, tenant: &TenantId) -> String {
    if tenant.is_intake() {
        return t::words::INTAKE.to_owned();
    }
    if let Ok((_, configuration)) = ask.portal.in_force.get(ask)
        && let Some(authority) = configuration.authorities.get(tenant)
    {
        return authority.name.clone();
    }
    let key = tenant.as_str().parse::<AreaKey>().ok();
    match key.map(|key| ask.state.ports.areas.look_up(&key, german_day(ask.now()))) {
        Some(AreaLookup::Found(found) | AreaLookup::NotValid(found)) => found.name,
        _ => tenant.to_string(),
    }
}

/// The name of a sender as configured, or its key.
pub(crate) fn source(ask: &Ask, source: &SourceId) -> String {
    let configuration = ask.portal.in_force.get(ask).ok().map(|(_, configuration)| configuration);
    let found = configuration.and_then(|all| all.sources.get(source).map(|one| one.name.clone()));
    found.unwrap_or_else(|| source.to_string())
}

/// The name of a procedure as configured, or its key.
pub(crate) fn procedure(ask: &Ask, key: &str) -> String {
    let configuration = ask.portal.in_force.get(ask).ok().map(|(_, configuration)| configuration);
    let found = configuration.and_then(|all| {
        all.procedures.iter().find(|(id, _)| id.as_str() == key).map(|(_, procedure)| procedure.name.clone())
    });
    found.unwrap_or_else(|| key.to_owned())
}
