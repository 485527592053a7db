//! The gate before a configuration takes effect: every new use of a plugin must be certified.
//!
//! What the last revision did already is not asked about here: a certificate that ended or was revoked
//! must not keep a whole hub from starting. That gate stands before every call.

use super::problem::Problem;
use drehscheibe_model::call::{Grants, World};
use drehscheibe_model::configuration::{Configuration, PluginUse};
use drehscheibe_model::ids::{PluginName, ProcedureId, TenantId};
use drehscheibe_model::ports::Trust;
use drehscheibe_model::trust::{Purpose, Use};
use jiff::Timestamp;
use std::collections::HashMap;
use std::path::Path;

/// A use of a plugin and where it stands.
struct Place<'a> {
    /// The name of the rule of recognition or of the authority.
    holder: &'a str,
    /// The name of the authority's target.
    target: Option<&'a str>,
    plugin_use: &'a PluginUse,
    world: World,
    tenant: &'a TenantId,
    procedure: Option<&'a ProcedureId>,
    stage: Option<u8>,
    grants: &'a Grants,
}

/// Who does what, with which plugin.
type Doing<'a> = (World, &'a TenantId, Option<&'a ProcedureId>, Option<u8>, &'a PluginName);

impl<'a> Place<'a> {
    fn doing(&self) -> Doing<'a> {
        (self.world, self.tenant, self.procedure, self.stage, &self.plugin_use.plugin)
    }

    /// Whether both are under the same grants and limits.
    fn is_held_like(&self, other: &Self) -> bool {
        self.grants == other.grants && self.plugin_use.limits == other.plugin_use.limits
    }

    /// For people.
    fn what(&self) -> String {
        match (self.target, self.procedure, self.stage) {
            (Some(target), ..) => format!("{}, target `{target}`", self.holder),
            (None, Some(procedure), Some(stage)) => format!("{}, `{procedure}` at stage {stage}", self.holder),
            _ => format!("recognition `{}`", self.holder),
        }
    }
}

/// Everything that speaks against the uses of plugins that are new in a configuration.
pub fn check_trust(
    configuration: &Configuration,
    before: Option<&Configuration>,
    trust: &dyn Trust,
    at: Timestamp,
    file: &Path,
) -> Vec<Problem> {
    let none = Grants::default();
    let Ok(intake) = TenantId::new("intake") else { return Vec::new() };
    // A whole state has hundreds of thousands of places: they are looked up, not compared one by one.
    let mut known: HashMap<Doing<'_>, Vec<Place<'_>>> = HashMap::new();
    for place in before.map(|before| places(before, &none, &intake)).unwrap_or_default() {
        known.entry(place.doing()).or_default().push(place);
    }
    let mut problems = Vec::new();
    for place in places(configuration, &none, &intake) {
        let name = &place.plugin_use.plugin;
        let Some(plugin) = configuration.plugins.get(name) else { continue };
        let same = before.and_then(|before| before.plugins.get(name)).is_some_and(|old| old.digest == plugin.digest);
        if same && known.get(&place.doing()).is_some_and(|places| places.iter().any(|old| place.is_held_like(old))) {
            continue;
        }
        let wanted = Use {
            purpose: Purpose::Activate,
            plugin: name,
            component: plugin.digest,
            world: place.world,
            tenant: place.tenant,
            procedure: place.procedure,
            stage: place.stage,
            grants: place.grants,
            limits: &place.plugin_use.limits,
            at,
        };
        for gap in trust.clear(&wanted).err().unwrap_or_default() {
            let text = format!("{}: plugin `{name}`: {gap}", place.what());
            problems.push(Problem { file: file.to_owned(), line: None, text });
        }
    }
    problems
}

fn places<'a>(configuration: &'a Configuration, none: &'a Grants, intake: &'a TenantId) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for rule in &configuration.recognition {
        if let Some(plugin_use) = &rule.then.recogniser {
            let (holder, target) = (rule.name.as_str(), None);
            let (world, tenant, grants) = (World::Recogniser, intake, none);
            places.push(Place { holder, target, plugin_use, world, tenant, procedure: None, stage: None, grants });
        }
    }
    for (tenant, authority) in &configuration.authorities {
        let holder = authority.name.as_str();
        for (target, one) in &authority.targets {
            let (target, plugin_use) = (Some(target.as_str()), &one.adapter);
            let (world, grants) = (World::Adapter, &one.grants);
            places.push(Place { holder, target, plugin_use, world, tenant, procedure: None, stage: None, grants });
        }
        for activation in authority.activations.iter() {
            let procedure = &activation.procedure;
            let validators = activation.validators.iter().map(|plugin_use| (World::Validator, plugin_use));
            let transformers = activation.transformers.iter().map(|plugin_use| (World::Transformer, plugin_use));
            for (world, plugin_use) in validators.chain(transformers) {
                let (procedure, stage) = (Some(procedure), Some(activation.stage));
                let (target, grants) = (None, none);
                places.push(Place { holder, target, plugin_use, world, tenant, procedure, stage, grants });
            }
        }
    }
    places
}
