//! What somebody sends to draft activations.

use super::content::Content;
use super::record::Direction;
use crate::call::World;
use crate::configuration::{PluginUse, Route};
use crate::content::Digest;
use crate::ids::{PluginName, ProcedureId, TenantId};
use crate::limits::Limits;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One content for one or many authorities.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Draft {
    /// One draft for each. All that differs between them belongs into their targets.
    pub tenants: Vec<TenantId>,
    pub procedure: ProcedureId,
    /// Integrationsstufe, 1 to 4.
    pub stage: u8,
    #[serde(default)]
    pub direction: Direction,
    #[serde(default)]
    pub application: Option<String>,
    #[serde(default)]
    pub validators: Vec<DraftUse>,
    #[serde(default)]
    pub transformers: Vec<DraftUse>,
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Redirect to a neighbour instead (Umlenkung).
    #[serde(default, alias = "redirect_to")]
    pub redirect_to: Option<TenantId>,
    #[serde(default, alias = "valid_from")]
    pub valid_from: Option<Date>,
    #[serde(default, alias = "valid_until")]
    pub valid_until: Option<Date>,
}

/// A rule with its settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftUse {
    pub plugin: PluginName,
    /// Without it, the component that the hub has under this name now. Pinned in either case.
    #[serde(default)]
    pub component: Option<Digest>,
    #[serde(default)]
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// Limits that differ from the defaults.
    #[serde(default)]
    pub limits: serde_json::Map<String, serde_json::Value>,
}

/// Authorities in one draft at most.
pub const LARGEST_DRAFT: usize = 1_000;

impl Draft {
    /// The content, before components are pinned and settings are checked. `defaults` are the limits of a
    /// plugin of which the draft says nothing.
    ///
    /// # Errors
    /// All limits that are unknown or over their maximum, and a draft for nobody or for too many.
    pub fn content(&self, defaults: impl Fn(&PluginName, World) -> Limits) -> Result<Content, Vec<String>> {
        let mut problems = Vec::new();
        if self.tenants.is_empty() || self.tenants.len() > LARGEST_DRAFT {
            problems.push(format!("`tenants` has {} entries; allowed are 1 to {LARGEST_DRAFT}", self.tenants.len()));
        }
        let mut uses = |list: &[DraftUse], world| {
            list.iter().filter_map(|one| one.read(defaults(&one.plugin, world), &mut problems)).collect()
        };
        let validators = uses(&self.validators, World::Validator);
        let transformers = uses(&self.transformers, World::Transformer);
        let content = Content {
            stage: self.stage,
            application: self.application.clone(),
            validators,
            transformers,
            routes: self.routes.clone(),
            redirect_to: self.redirect_to.clone(),
            valid_from: self.valid_from,
            valid_until: self.valid_until,
        };
        if problems.is_empty() { Ok(content) } else { Err(problems) }
    }
}

impl DraftUse {
    fn read(&self, defaults: Limits, problems: &mut Vec<String>) -> Option<PluginUse> {
        let mut merged = match serde_json::to_value(defaults) {
            Ok(serde_json::Value::Object(map)) => map,
            _ => return None,
        };
        merged.extend(self.limits.clone());
        let limits: Limits = match serde_json::from_value(merged.into()) {
            Ok(limits) => limits,
            Err(error) => {
                problems.push(format!("limits of {}: {error}", self.plugin));
                return None;
            }
        };
        for (name, value, maximum) in limits.problems() {
            problems.push(format!("{}: limit `{name}` is {value}; allowed are 1 to {maximum}", self.plugin));
        }
        let settings = serde_json::Value::Object(self.settings.clone());
        let mut plugin_use = PluginUse::new(self.plugin.clone(), settings, limits);
        plugin_use.component = self.component;
        Some(plugin_use)
    }
}
