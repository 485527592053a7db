//! What the hub is configured to do: one immutable value per revision.

mod activations;
mod blueprint;
mod shared;

pub use activations::Activations;
pub use blueprint::{Blueprint, BlueprintDocument, BlueprintMessage, BlueprintRole, MessageDirection};
pub use shared::{SharedUse, Sharing};

use crate::area::Ars;
use crate::call::Grants;
use crate::content::Digest;
use crate::ids::{PluginName, ProcedureId, RecipientId, RevisionNumber, SourceId, TargetId, TenantId};
use crate::limits::Limits;
use crate::retry::RetryPolicy;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A numbered configuration. Its content never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Given by the store; 0 before it was added.
    pub number: RevisionNumber,
    pub author: String,
    pub at: Timestamp,
    pub configuration: Configuration,
}

/// A revision without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionSummary {
    pub number: RevisionNumber,
    pub author: String,
    pub at: Timestamp,
    /// Digest of the configuration's JSON.
    pub digest: Digest,
}

/// Everything that decides about messages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Configuration {
    pub sources: BTreeMap<SourceId, Source>,
    pub procedures: BTreeMap<ProcedureId, Procedure>,
    /// Tried in this order.
    pub recognition: Vec<RecognitionRule>,
    pub plugins: BTreeMap<PluginName, Plugin>,
    pub authorities: BTreeMap<TenantId, Authority>,
    pub redirects: Vec<Redirect>,
    pub retention: Retention,
}

impl Configuration {
    /// The activation of a procedure at an authority on a day, with the authority.
    pub fn activation(
        &self,
        tenant: &TenantId,
        procedure: &ProcedureId,
        day: Date,
    ) -> Option<(&Authority, &Activation)> {
        self.activation_for(tenant, procedure, day, None)
    }

    /// As [`activation`](Self::activation), for a message of this source: a pilot that names the source
    /// goes before what all others run under.
    pub fn activation_for(
        &self,
        tenant: &TenantId,
        procedure: &ProcedureId,
        day: Date,
        source: Option<&SourceId>,
    ) -> Option<(&Authority, &Activation)> {
        let authority = self.authorities.get(tenant)?;
        let mut found = None;
        for activation in authority.activations.of(procedure).filter(|activation| activation.active_on(day)) {
            if activation.only_sources.is_empty() {
                found = found.or(Some(activation));
            } else if source.is_some_and(|source| activation.only_sources.contains(source)) {
                return Some((authority, activation));
            }
        }
        Some((authority, found?))
    }

    /// The component that a use of a plugin means: the pinned one, else that of the plugin's name.
    pub fn component(&self, plugin_use: &PluginUse) -> Option<Digest> {
        plugin_use.component.or_else(|| self.plugins.get(&plugin_use.plugin).map(|plugin| plugin.digest))
    }

    /// All components that this configuration may run.
    pub fn components(&self) -> BTreeSet<Digest> {
        let named = self.plugins.values().map(|plugin| plugin.digest);
        let pinned = self.uses().filter_map(|plugin_use| plugin_use.component);
        named.chain(pinned).collect()
    }

    fn uses(&self) -> impl Iterator<Item = &PluginUse> {
        let recognisers = self.recognition.iter().filter_map(|rule| rule.then.recogniser.as_ref());
        let of_authorities = self.authorities.values().flat_map(|authority| {
            let adapters = authority.targets.values().map(|target| &target.adapter);
            adapters.chain(authority.activations.iter().flat_map(Activation::uses))
        });
        recognisers.chain(of_authorities)
    }
}

/// A sender.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    pub name: String,
}

/// A component, pinned by digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plugin {
    pub digest: Digest,
    pub version: String,
}

/// An administrative procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// German, for people.
    pub name: String,
    /// LeiKa key; procedures without one exist.
    pub leika: Option<String>,
    pub competence: Competence,
    /// What the catalogue tells besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<Blueprint>,
}

/// Who is competent for a procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum Competence {
    /// The municipality itself.
    Municipality,
    /// Its association if it is in one, else the municipality itself.
    Administration,
    /// The county or county-free city.
    County,
    /// The administration of another place, for example the register office of birth. The place is an
    /// AGS or ARS in a property of the envelope or at a JSON Pointer in the document.
    PlaceInDocument {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        property: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        json_pointer: Option<String>,
    },
    /// Always the same office.
    Office { tenant: TenantId },
}

/// If a message fulfils all conditions, it is what the rule says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecognitionRule {
    /// For the journal.
    pub name: String,
    pub when: Conditions,
    pub then: RecognisedAs,
}

/// All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    pub source: Option<SourceId>,
    pub procedure: Option<String>,
    pub message_type: Option<String>,
    pub media_type: Option<String>,
    /// Namespace of the XML root element; a `*` at the end stands for any rest.
    pub root_namespace: Option<String>,
    /// Local name of the XML root element; a `*` at the end stands for any rest.
    pub root_element: Option<String>,
    pub properties: BTreeMap<String, String>,
}

/// What a recognition rule concludes. What it leaves out stays as the envelope says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RecognisedAs {
    pub procedure: Option<ProcedureId>,
    pub message_type: Option<String>,
    /// The message type is the local name of the XML root element.
    pub message_type_from_root: bool,
    /// Always this area.
    pub area: Option<Ars>,
    /// The area stands in this property of the envelope or at this JSON Pointer.
    pub area_from: Option<AreaFrom>,
    /// Ask this plugin; what it says goes before the rest.
    pub recogniser: Option<PluginUse>,
}

/// Where the area stands if not in the envelope's own field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AreaFrom {
    Property(String),
    JsonPointer(String),
}

/// A plugin with the settings it runs under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PluginUse {
    pub plugin: PluginName,
    /// JSON object.
    pub settings: serde_json::Value,
    pub limits: Limits,
    /// Pins the component; without it, the one that [`Configuration::plugins`] has under the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub component: Option<Digest>,
}

impl PluginUse {
    /// A use of the component that the configuration has under this name.
    pub fn new(plugin: PluginName, settings: serde_json::Value, limits: Limits) -> Self {
        Self { plugin, settings, limits, component: None }
    }
}

/// An authority that has joined the hub. `U` is the form in which its activations name uses of plugins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "U: Deserialize<'de>"))]
pub struct Authority<U = SharedUse> {
    pub name: String,
    pub targets: BTreeMap<TargetId, Target>,
    pub activations: Activations<U>,
    /// Where documents go if a procedure has no application: DMS or mail.
    pub without_application: Vec<TargetId>,
}

/// A place to deliver to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub adapter: PluginUse,
    pub grants: Grants,
    /// Whether a repeated delivery with the same id does no harm there.
    pub idempotent: bool,
    pub retry: RetryPolicy,
    /// Where the message of a function test goes instead; a target that names itself may be tested on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo: Option<TargetId>,
}

impl<U> Default for Authority<U> {
    /// Without a name, and with nothing switched on.
    fn default() -> Self {
        Self {
            name: String::new(),
            targets: BTreeMap::new(),
            activations: Activations::default(),
            without_application: Vec::new(),
        }
    }
}

/// A procedure, switched on for an authority from a day on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activation<U = SharedUse> {
    pub procedure: ProcedureId,
    /// Integrationsstufe, 1 to 4.
    pub stage: u8,
    pub valid_from: Option<Date>,
    /// First day on which it is off again.
    pub valid_until: Option<Date>,
    /// The line-of-business application; none is legal.
    pub application: Option<String>,
    pub validators: Vec<U>,
    /// Each makes its outputs from the submitted document. None: the document itself goes to the
    /// recipient `default`.
    pub transformers: Vec<U>,
    pub routes: Vec<Route>,
    /// The record it comes from; none for those written in files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// A pilot: only messages of these sources run under it. Empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only_sources: Vec<SourceId>,
    /// The next version, which runs beside it without effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
}

/// Rules that run beside those of an activation; what they say is compared, nothing is done with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shadow {
    /// The record whose rules they are.
    pub number: u64,
    pub stage: u8,
    pub validators: Vec<PluginUse>,
    pub transformers: Vec<PluginUse>,
}

impl Activation {
    /// Its rules, those of its shadow included.
    pub fn uses(&self) -> impl Iterator<Item = &PluginUse> {
        let shadow = self.shadow.iter().flat_map(|shadow| shadow.validators.iter().chain(&shadow.transformers));
        let rules = self.validators.iter().chain(&self.transformers);
        rules.map(|shared| &**shared).chain(shadow)
    }
}

impl<U> Activation<U> {
    pub fn active_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day < until)
    }
}

/// From a recipient to its targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// None: every recipient that no other route names.
    pub recipient: Option<RecipientId>,
    pub targets: Vec<TargetId>,
}

/// Messages about an area go to another authority for a while. The first receipt time stays
/// (SGB I § 16 paragraph 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    pub procedure: ProcedureId,
    pub from: TenantId,
    pub to: TenantId,
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
}

impl Redirect {
    pub fn active_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day < until)
    }
}

/// Two clocks: content is wiped, evidence stays longer. Both count from the final state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    pub content_days: u32,
    pub evidence_days: u32,
}

impl Default for Retention {
    /// 90 days of content, ten years of evidence.
    fn default() -> Self {
        Self { content_days: 90, evidence_days: 3_653 }
    }
}
