//! What an activation switches on, and the digest that binds a function test to it.

use super::targets::targets_of;
use crate::configuration::{Activation, Configuration, PluginUse, Route, SharedUse, Sharing, Target};
use crate::content::Digest;
use crate::ids::{ProcedureId, TargetId, TenantId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The content of an activation. Components are pinned by digest.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Content {
    /// Integrationsstufe, 1 to 4.
    pub stage: u8,
    /// The line-of-business application; none is legal.
    pub application: Option<String>,
    pub validators: Vec<PluginUse>,
    pub transformers: Vec<PluginUse>,
    pub routes: Vec<Route>,
    /// Another authority does it (Umlenkung); then there is nothing else in here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_to: Option<TenantId>,
    pub valid_from: Option<Date>,
    /// First day on which it is off again.
    pub valid_until: Option<Date>,
}

impl Content {
    /// What an activation written in a file switches on.
    pub fn of(activation: &Activation) -> Self {
        Self {
            stage: activation.stage,
            application: activation.application.clone(),
            validators: activation.validators.iter().map(|shared| (**shared).clone()).collect(),
            transformers: activation.transformers.iter().map(|shared| (**shared).clone()).collect(),
            routes: activation.routes.clone(),
            redirect_to: None,
            valid_from: activation.valid_from,
            valid_until: activation.valid_until,
        }
    }

    /// As the configuration has it.
    pub fn activation(&self, procedure: &ProcedureId, number: Option<u64>) -> Activation {
        self.shared_activation(procedure, number, &mut Sharing::default())
    }

    /// The same, sharing equal uses with others.
    pub fn shared_activation(&self, procedure: &ProcedureId, number: Option<u64>, sharing: &mut Sharing) -> Activation {
        let mut shared =
            |uses: &[PluginUse]| uses.iter().map(|one| sharing.share(one.clone())).collect::<Vec<SharedUse>>();
        Activation {
            procedure: procedure.clone(),
            stage: self.stage,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            application: self.application.clone(),
            validators: shared(&self.validators),
            transformers: shared(&self.transformers),
            routes: self.routes.clone(),
            number,
            only_sources: Vec::new(),
            shadow: None,
        }
    }

    /// Its rules.
    pub fn uses(&self) -> impl Iterator<Item = &PluginUse> {
        self.validators.iter().chain(&self.transformers)
    }
}

#[derive(Serialize)]
struct Digested<'a> {
    tenant: &'a TenantId,
    procedure: &'a ProcedureId,
    content: &'a Content,
    /// In the order of the rules.
    components: Vec<Option<Digest>>,
    targets: BTreeMap<&'a TargetId, (&'a Target, Option<Digest>)>,
}

/// The digest over everything that decides what a message of this activation meets: components,
/// settings, limits, routes, window, and the targets with their adapters, settings and grants as
/// `base` has them. A function test holds as long as it stays the same.
pub fn content_digest(base: &Configuration, tenant: &TenantId, procedure: &ProcedureId, content: &Content) -> Digest {
    let targets = targets_of(base, tenant, content);
    let digested = Digested {
        tenant,
        procedure,
        content,
        components: content.uses().map(|plugin_use| base.component(plugin_use)).collect(),
        targets: targets.into_iter().map(|(id, target)| (id, (target, base.component(&target.adapter)))).collect(),
    };
    // What the core makes can always be written.
    Digest::of(serde_json::to_string(&digested).unwrap_or_default().as_bytes())
}
