//! What the world says about an activation's content now: all of it, in one answer.

use super::super::open::Hub;
use crate::configuration::settings_problems;
use drehscheibe_model::activation::{
    ActivationRecord, Content, Direction, Gap, Inspection, content_digest, targets_of,
};
use drehscheibe_model::call::{Grants, World};
use drehscheibe_model::configuration::{Configuration, PluginUse};
use drehscheibe_model::content::Digest;
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::ports::{ActivationStore, Clock, Rules, StoreError};
use drehscheibe_model::trust::{Purpose, Use};
use jiff::Timestamp;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub tenant: &'a TenantId,
    pub procedure: &'a ProcedureId,
    pub direction: Direction,
    pub content: &'a Content,
    pub needs_test: bool,
}

impl<'a> Subject<'a> {
    pub fn of(record: &'a ActivationRecord) -> Self {
        Self {
            tenant: &record.tenant,
            procedure: &record.procedure,
            direction: record.direction,
            content: &record.content,
            // A redirect has nothing to test: the neighbour's own activation was.
            needs_test: record.content.redirect_to.is_none(),
        }
    }
}

/// Inspects on the files as they were applied last; `at` is when it is to go live, if not now.
pub fn inspect(hub: &Hub, subject: &Subject<'_>, at: Option<Timestamp>) -> Result<Inspection, StoreError> {
    let files = hub.files();
    let now = hub.clock.now();
    Ok(Inspection {
        digest: content_digest(&files.configuration, subject.tenant, subject.procedure, subject.content),
        gaps: gaps(hub, &files.configuration, &hub.running(), subject, at.unwrap_or(now)),
        needs_test: subject.needs_test,
        now,
        today: german_day(now),
        seen: hub.store.time_seen()?.unwrap_or(now),
    })
}

/// Everything that is missing, the function test apart.
pub fn gaps(
    hub: &Hub,
    base: &Configuration,
    running: &Configuration,
    subject: &Subject<'_>,
    at: Timestamp,
) -> Vec<Gap> {
    let mut look = Look { hub, base, subject, at, gaps: Vec::new() };
    look.places();
    match &subject.content.redirect_to {
        Some(to) => look.redirect(running, to),
        None => {
            look.rules();
            look.roles();
            look.adapters();
        }
    }
    look.window();
    look.gaps
}

struct Look<'a> {
    hub: &'a Hub,
    base: &'a Configuration,
    subject: &'a Subject<'a>,
    at: Timestamp,
    gaps: Vec<Gap>,
}

impl Look<'_> {
    fn places(&mut self) {
        let Subject { tenant, procedure, direction, content, .. } = *self.subject;
        if !self.base.authorities.contains_key(tenant) {
            self.gaps.push(Gap::UnknownAuthority { tenant: tenant.clone() });
        }
        if !self.base.procedures.contains_key(procedure) {
            self.gaps.push(Gap::UnknownProcedure { procedure: procedure.clone() });
        }
        if direction == Direction::Outbound {
            self.gaps.push(Gap::DirectionUnused);
        }
        if !(1..=4).contains(&content.stage) {
            self.gaps.push(Gap::WrongStage { stage: content.stage });
        }
    }

    fn redirect(&mut self, running: &Configuration, to: &TenantId) {
        let Subject { tenant, procedure, content, .. } = *self.subject;
        if !(content.validators.is_empty() && content.transformers.is_empty() && content.routes.is_empty()) {
            self.gaps.push(Gap::MixedRedirect);
        }
        let day = german_day(self.at);
        let mut end = to;
        for _ in 0..4 {
            let next = running.redirects.iter().find(|one| {
                one.from == *end && one.procedure == *procedure && one.active_on(day) && one.from != *tenant
            });
            match next {
                Some(next) => end = &next.to,
                None => break,
            }
        }
        if end == tenant || running.activation(end, procedure, day).is_none() {
            self.gaps.push(Gap::DeadRedirect { to: to.clone(), procedure: procedure.clone() });
        }
    }

    fn rules(&mut self) {
        let content = self.subject.content;
        let grants = Grants::default();
        for plugin_use in &content.validators {
            self.component(plugin_use, World::Validator, &grants, true);
        }
        for plugin_use in &content.transformers {
            self.component(plugin_use, World::Transformer, &grants, true);
        }
    }

    fn adapters(&mut self) {
        let targets = targets_of(self.base, self.subject.tenant, self.subject.content);
        for target in targets.values() {
            // Their settings were checked when the files were applied.
            self.component(&target.adapter, World::Adapter, &target.grants, false);
        }
    }

    fn component(&mut self, plugin_use: &PluginUse, world: World, grants: &Grants, with_settings: bool) {
        let plugin = &plugin_use.plugin;
        let Some(component) = self.base.component(plugin_use) else {
            self.gaps.push(Gap::UnknownPlugin { plugin: plugin.clone() });
            return;
        };
        if let Err(gaps) = self.clear(plugin_use, component, world, grants) {
            let one = |reason| Gap::Certificate { plugin: plugin.clone(), world, reason };
            self.gaps.extend(gaps.into_iter().map(one));
        }
        match self.hub.runtime.facts(&component) {
            Ok(facts) if !facts.worlds.contains(&world) => {
                self.gaps.push(Gap::WrongWorld { plugin: plugin.clone(), world });
            }
            Ok(_) if with_settings => {
                let problems = settings_problems(self.hub.runtime.as_ref(), &component, plugin_use);
                self.gaps.extend(problems.into_iter().map(|text| Gap::Settings { plugin: plugin.clone(), text }));
            }
            Ok(_) => {}
            Err(stop) => self.gaps.push(Gap::Unavailable { text: format!("{plugin}: {stop}") }),
        }
    }

    fn clear(
        &self,
        plugin_use: &PluginUse,
        component: Digest,
        world: World,
        grants: &Grants,
    ) -> Result<(), Vec<drehscheibe_model::trust::TrustGap>> {
        let wanted = Use {
            purpose: Purpose::Activate,
            plugin: &plugin_use.plugin,
            component,
            world,
            tenant: self.subject.tenant,
            procedure: Some(self.subject.procedure),
            stage: Some(self.subject.content.stage),
            grants,
            limits: &plugin_use.limits,
            at: self.at,
        };
        self.hub.trust.clear(&wanted).map(|_| ())
    }

    fn roles(&mut self) {
        let Subject { tenant, content, .. } = *self.subject;
        let Some(authority) = self.base.authorities.get(tenant) else { return };
        for route in &content.routes {
            if route.targets.is_empty() {
                self.gaps.push(Gap::EmptyRole { recipient: route.recipient.clone() });
            }
            for target in route.targets.iter().filter(|id| !authority.targets.contains_key(*id)) {
                self.gaps.push(Gap::UnknownTarget { target: target.clone() });
            }
        }
        let elsewhere = content.application.is_none() && !authority.without_application.is_empty();
        if content.routes.is_empty() && !elsewhere {
            self.gaps.push(Gap::EmptyRole { recipient: None });
        }
    }

    fn window(&mut self) {
        let content = self.subject.content;
        if let Some(valid_until) = content.valid_until {
            let begins_later = content.valid_from.is_some_and(|from| from >= valid_until);
            if begins_later || valid_until <= german_day(self.at) {
                self.gaps.push(Gap::Window { valid_until });
            }
        }
    }
}
