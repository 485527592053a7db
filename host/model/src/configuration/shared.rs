//! Uses of plugins that are equal are one value, in memory and in the stored form: a whole state has
//! 125,400 activations, but only as many uses as there are different settings.

use super::{
    Activation, Activations, Authority, Configuration, Plugin, PluginUse, Procedure, RecognitionRule, Redirect,
    Retention, Source,
};
use crate::ids::{PluginName, ProcedureId, SourceId, TenantId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::sync::Arc;

/// A use of a plugin that others may share.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedUse(Arc<PluginUse>);

impl SharedUse {
    /// Whether both are one value in memory.
    pub fn is(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }

    /// The same for all that are one value in memory, for as long as one of them lives.
    pub fn identity(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }
}

impl From<PluginUse> for SharedUse {
    fn from(plugin_use: PluginUse) -> Self {
        Self(Arc::new(plugin_use))
    }
}

impl Deref for SharedUse {
    type Target = PluginUse;
    fn deref(&self) -> &PluginUse {
        &self.0
    }
}

/// Makes equal uses one.
#[derive(Debug, Default)]
pub struct Sharing(HashMap<(PluginName, String), Vec<SharedUse>>);

impl Sharing {
    /// The same use, shared with all that were equal before.
    pub fn share(&mut self, plugin_use: PluginUse) -> SharedUse {
        let key = (plugin_use.plugin.clone(), plugin_use.settings.to_string());
        let known = self.0.entry(key).or_default();
        if let Some(same) = known.iter().find(|one| ***one == plugin_use) {
            return same.clone();
        }
        let new = SharedUse::from(plugin_use);
        known.push(new.clone());
        new
    }
}

/// The stored form: activations name their uses by place in one list.
#[derive(Deserialize)]
struct Stored {
    sources: BTreeMap<SourceId, Source>,
    procedures: BTreeMap<ProcedureId, Procedure>,
    recognition: Vec<RecognitionRule>,
    plugins: BTreeMap<PluginName, Plugin>,
    uses: Vec<PluginUse>,
    authorities: BTreeMap<TenantId, Authority<u32>>,
    redirects: Vec<Redirect>,
    retention: Retention,
}

/// The same, borrowed.
#[derive(Serialize)]
struct Storing<'a> {
    sources: &'a BTreeMap<SourceId, Source>,
    procedures: &'a BTreeMap<ProcedureId, Procedure>,
    recognition: &'a Vec<RecognitionRule>,
    plugins: &'a BTreeMap<PluginName, Plugin>,
    uses: Vec<&'a PluginUse>,
    authorities: BTreeMap<&'a TenantId, Authority<u32>>,
    redirects: &'a Vec<Redirect>,
    retention: &'a Retention,
}

/// Gives each use its place, in the order in which they are met.
#[derive(Default)]
struct Places<'a> {
    /// By identity.
    known: HashMap<usize, u32>,
    uses: Vec<&'a PluginUse>,
}

impl<'a> Places<'a> {
    fn of(&mut self, shared: &'a SharedUse) -> u32 {
        *self.known.entry(shared.identity()).or_insert_with(|| {
            self.uses.push(&shared.0);
            u32::try_from(self.uses.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

impl Serialize for Configuration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut places = Places::default();
        let mut authorities = BTreeMap::new();
        for (tenant, authority) in &self.authorities {
            authorities.insert(tenant, authority.with_uses(&mut |shared| Some(places.of(shared))));
        }
        let authorities = authorities.into_iter().filter_map(|(tenant, one)| Some((tenant, one?))).collect();
        let Self { sources, procedures, recognition, plugins, redirects, retention, .. } = self;
        let uses = places.uses;
        Storing { sources, procedures, recognition, plugins, uses, authorities, redirects, retention }
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Configuration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let uses: Vec<_> = stored.uses.into_iter().map(SharedUse::from).collect();
        let mut at = |place: &u32| usize::try_from(*place).ok().and_then(|place| uses.get(place)).cloned();
        let missing = || serde::de::Error::custom("an activation names a use of a plugin that is not in the list");
        let mut authorities = BTreeMap::new();
        for (tenant, authority) in stored.authorities {
            authorities.insert(tenant, authority.with_uses(&mut at).ok_or_else(missing)?);
        }
        Ok(Self {
            sources: stored.sources,
            procedures: stored.procedures,
            recognition: stored.recognition,
            plugins: stored.plugins,
            authorities,
            redirects: stored.redirects,
            retention: stored.retention,
        })
    }
}

impl<U> Authority<U> {
    /// The same with its activations' uses in another form; none if one has no other form.
    fn with_uses<'a, V>(&'a self, form: &mut impl FnMut(&'a U) -> Option<V>) -> Option<Authority<V>> {
        let mut activations = Vec::with_capacity(self.activations.len());
        for activation in self.activations.iter() {
            activations.push(Activation {
                procedure: activation.procedure.clone(),
                stage: activation.stage,
                valid_from: activation.valid_from,
                valid_until: activation.valid_until,
                application: activation.application.clone(),
                validators: activation.validators.iter().map(&mut *form).collect::<Option<_>>()?,
                transformers: activation.transformers.iter().map(&mut *form).collect::<Option<_>>()?,
                routes: activation.routes.clone(),
                number: activation.number,
                only_sources: activation.only_sources.clone(),
                shadow: activation.shadow.clone(),
            });
        }
        Some(Authority {
            name: self.name.clone(),
            targets: self.targets.clone(),
            activations: Activations::from(activations),
            without_application: self.without_application.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use serde_json::json;

    fn plugin_use(settings: serde_json::Value, limits: Limits) -> PluginUse {
        PluginUse::new(PluginName::new("rule").unwrap(), settings, limits)
    }

    fn configuration() -> Configuration {
        let mut sharing = Sharing::default();
        let mut authority = Authority { name: "Stadt".into(), ..Authority::default() };
        let mut activations = Vec::new();
        for number in 0..6 {
            let one = sharing.share(plugin_use(json!({ "satz": number % 2 }), Limits::DEFAULT));
            activations.push(Activation {
                procedure: ProcedureId::new(format!("verfahren-{number}")).unwrap(),
                stage: 3,
                valid_from: None,
                valid_until: None,
                application: None,
                validators: vec![one.clone()],
                transformers: vec![one],
                routes: Vec::new(),
                number: None,
                only_sources: Vec::new(),
                shadow: None,
            });
        }
        authority.activations = activations.into();
        let authorities = [(TenantId::new("147290260260").unwrap(), authority)].into();
        Configuration { authorities, ..Configuration::default() }
    }

    #[test]
    fn equal_uses_are_stored_once_and_shared_again_after_reading() {
        let text = serde_json::to_string(&configuration()).unwrap();
        assert_eq!(text.matches("satz").count(), 2, "{text}");
        let read: Configuration = serde_json::from_str(&text).unwrap();
        assert_eq!(read, configuration());
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        let authority = read.authorities.values().next().unwrap();
        let [first, second, third, ..] = &authority.activations[..] else { panic!("six activations") };
        assert!(first.validators[0].is(&third.transformers[0]));
        assert!(!first.validators[0].is(&second.validators[0]));
    }

    #[test]
    fn other_limits_make_another_use() {
        let mut sharing = Sharing::default();
        let one = sharing.share(plugin_use(json!({}), Limits::DEFAULT));
        let other = sharing.share(plugin_use(json!({}), Limits { wall_time_ms: 5, ..Limits::DEFAULT }));
        assert!(!one.is(&other) && one.is(&sharing.share(plugin_use(json!({}), Limits::DEFAULT))));
    }

    #[test]
    fn a_place_without_a_use_is_an_error() {
        let text = serde_json::to_string(&configuration()).unwrap().replace("\"validators\":[1]", "\"validators\":[7]");
        let error = serde_json::from_str::<Configuration>(&text).unwrap_err();
        assert!(error.to_string().contains("not in the list"), "{error}");
    }
}
