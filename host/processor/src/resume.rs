//! Messages that were parked because a component might not run go on when it, or its replacement, may.

use crate::Ports;
use crate::trust::Wanted;
use drehscheibe_model::call::{Grants, World};
use drehscheibe_model::configuration::{Configuration, PluginUse, Revision};
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::flow::german_day;
use drehscheibe_model::flow::intervene::{Wish, resume};
use drehscheibe_model::ids::{ProcedureId, TargetId, TenantId};
use drehscheibe_model::message::{MessageRecord, ParkReason};
use drehscheibe_model::ports::StoreError;
use std::collections::HashMap;

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ResumeReport {
    /// Messages on their way again.
    pub resumed: u64,
    /// Messages whose components still may not run.
    pub waiting: u64,
}

/// Messages read at once.
const PAGE: u32 = 200;
const REASON: &str = "the components may run again";

/// Sends all that may go on its way again, oldest first, on `revision`. Whoever waits for a component
/// that still may not run stays where it is, and so does all that comes after it in its case.
pub fn resume_parked(ports: &Ports, revision: &Revision) -> Result<ResumeReport, StoreError> {
    let mut report = ResumeReport::default();
    let mut ways = HashMap::new();
    let mut after = 0;
    loop {
        let page = ports.store.parked(ParkReason::NotCertified, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(report) };
        after = last.sequence;
        for message in &page {
            let deliveries = ports.store.deliveries(message.id)?;
            let parked = DeliveryState::Parked(ParkReason::NotCertified);
            let held = deliveries.iter().filter(|delivery| delivery.state == parked);
            let targets: Vec<_> = held.map(|delivery| delivery.target.clone()).collect();
            let key = (message.envelope.source.clone(), way(message), targets.clone());
            let open = *ways.entry(key).or_insert_with(|| {
                let way = Way { ports, configuration: &revision.configuration, message, targets: &targets };
                way.is_open()
            });
            let wish = Wish { by: "hub", reason: REASON, now: ports.clock.now() };
            let transition = if open { resume(message, &deliveries, revision.number, wish) } else { None };
            let Some(transition) = transition else {
                report.waiting += 1;
                continue;
            };
            match ports.store.apply(message.version, transition) {
                Ok(()) => report.resumed += 1,
                // A person was faster, or one of its deliveries.
                Err(StoreError::Changed { .. }) => report.waiting += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

fn way(message: &MessageRecord) -> Option<(TenantId, ProcedureId, jiff::civil::Date)> {
    let resolution = message.resolution.as_ref()?;
    Some((resolution.authority.clone(), resolution.procedure.clone(), german_day(message.received_at)))
}

/// What lies before a message.
struct Way<'a> {
    ports: &'a Ports,
    configuration: &'a Configuration,
    message: &'a MessageRecord,
    targets: &'a [TargetId],
}

impl Way<'_> {
    fn is_open(&self) -> bool {
        let Some((tenant, procedure, day)) = way(self.message) else {
            // It waits for a recogniser, and nobody knows for which before it has run.
            let mut recognisers =
                self.configuration.recognition.iter().filter_map(|rule| rule.then.recogniser.as_ref());
            return recognisers.all(|plugin| self.may(plugin, World::Recogniser, &Grants::default(), None, None));
        };
        let source = Some(&self.message.envelope.source);
        let activation = self.configuration.activation_for(&tenant, &procedure, day, source);
        let stage = activation.map(|(_, activation)| activation.stage);
        if !self.targets.is_empty() {
            let targets = self.configuration.authorities.get(&tenant).map(|authority| &authority.targets);
            let mut known = self.targets.iter().filter_map(|id| targets.and_then(|targets| targets.get(id)));
            let may = |target: &drehscheibe_model::configuration::Target| {
                self.may(&target.adapter, World::Adapter, &target.grants, Some(&procedure), stage)
            };
            return known.all(may);
        }
        // Without an activation it is parked with that reason, which tells a person more.
        let Some((_, activation)) = activation else { return true };
        let may = |plugin, world| self.may(plugin, world, &Grants::default(), Some(&procedure), stage);
        activation.validators.iter().all(|shared| may(&**shared, World::Validator))
            && activation.transformers.iter().all(|shared| may(&**shared, World::Transformer))
    }

    fn may(
        &self,
        plugin_use: &PluginUse,
        world: World,
        grants: &Grants,
        procedure: Option<&ProcedureId>,
        stage: Option<u8>,
    ) -> bool {
        let tenant = self.message.resolution.as_ref().map_or(&self.message.tenant, |resolution| &resolution.authority);
        self.configuration.component(plugin_use).is_none_or(|component| {
            Wanted { plugin_use, component, world, tenant, grants }.clear(self.ports, procedure, stage).is_ok()
        })
    }
}
