//! In what two packages differ.

use super::side::Side;
use drehscheibe_model::call::World;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A property with its two values; absent is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Change {
    pub(super) name: String,
    pub(super) a: Value,
    pub(super) b: Value,
}

/// The differences by subject. Subjects without any are empty.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Diff {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) sections: Vec<Section>,
    /// Set if a plan was given.
    pub(super) behaviour: Option<super::behaviour::Behaviour>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Section {
    pub(super) name: &'static str,
    pub(super) changes: Vec<Change>,
    /// Why it could not be compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unknown: Option<String>,
}

impl Diff {
    pub(super) fn is_equal(&self) -> bool {
        let same = self.sections.iter().all(|section| section.changes.is_empty());
        same && self.behaviour.as_ref().is_none_or(|behaviour| behaviour.is_equal())
    }
}

fn section(name: &'static str, changes: Vec<Change>) -> Section {
    Section { name, changes, unknown: None }
}

pub(super) fn compare(a: &Side, b: &Side) -> Diff {
    let worlds = |side: &Side| side.worlds.iter().map(|world| world_name(*world)).collect::<BTreeSet<_>>();
    let imports = |side: &Side| side.imports.iter().cloned().collect::<BTreeSet<_>>();
    let mut sections = vec![
        section("component", values("", &a.facts, &b.facts)),
        section("worlds", members(&worlds(a), &worlds(b))),
        section("imports", members(&imports(a), &imports(b))),
    ];
    match (&a.manifest, &b.manifest) {
        (Some(one), Some(other)) => {
            sections.push(section("manifest", values("", &described(one), &described(other))));
            sections.push(section("capabilities", values("", &json!(one.capabilities), &json!(other.capabilities))));
            sections.push(section("limits", values("", &json!(one.limits), &json!(other.limits))));
        }
        _ => sections.push(unknown("manifest", "one of them has no plugin.toml")),
    }
    match (&a.settings_schema, &b.settings_schema) {
        (Some(one), Some(other)) => sections.push(section("settings", values("", one, other))),
        _ => sections.push(unknown("settings", "the schema is known once a package is checked and runs")),
    }
    match (&a.dependencies, &b.dependencies) {
        (Some(one), Some(other)) => sections.push(section("dependencies", texts(one, other))),
        _ => sections.push(unknown("dependencies", "one of them has no SBOM")),
    }
    Diff { a: a.name.clone(), b: b.name.clone(), sections, behaviour: None }
}

fn unknown(name: &'static str, why: &str) -> Section {
    Section { name, changes: Vec::new(), unknown: Some(why.into()) }
}

fn world_name(world: World) -> String {
    format!("{world:?}").to_lowercase()
}

fn described(manifest: &drehscheibe_depot::manifest::Manifest) -> Value {
    let mut value = json!(manifest);
    // They have sections of their own.
    if let Some(members) = value.as_object_mut() {
        for name in ["capabilities", "limits", "worlds"] {
            members.remove(name);
        }
    }
    value
}

/// What is on one side only.
fn members(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Vec<Change> {
    let names = a.symmetric_difference(b);
    names.map(|name| Change { name: name.clone(), a: a.contains(name).into(), b: b.contains(name).into() }).collect()
}

fn texts(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Vec<Change> {
    let names: BTreeSet<_> = a.keys().chain(b.keys()).collect();
    let changed = names.into_iter().filter(|name| a.get(*name) != b.get(*name));
    changed.map(|name| Change { name: name.clone(), a: json!(a.get(name)), b: json!(b.get(name)) }).collect()
}

/// Differences within JSON values, named by their path. Lists are compared as a whole.
fn values(path: &str, a: &Value, b: &Value) -> Vec<Change> {
    match (a, b) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
            let inner = |map: &Map<String, Value>, name: &str| map.get(name).cloned().unwrap_or(Value::Null);
            let path_of = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            names.into_iter().flat_map(|name| values(&path_of(name), &inner(one, name), &inner(other, name))).collect()
        }
        _ if a == b => Vec::new(),
        _ => vec![Change { name: path.to_owned(), a: a.clone(), b: b.clone() }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_named_by_its_path() {
        let a = json!({"same": 1, "deep": {"x": 1, "list": [1]}, "gone": true});
        let b = json!({"same": 1, "deep": {"x": 2, "list": [1]}, "new": "y"});
        let found: Vec<_> = values("", &a, &b).into_iter().map(|change| (change.name, change.a, change.b)).collect();
        let expected = [
            ("deep.x".to_owned(), json!(1), json!(2)),
            ("gone".to_owned(), json!(true), Value::Null),
            ("new".to_owned(), Value::Null, json!("y")),
        ];
        assert_eq!(found, expected);
        assert!(values("", &a, &a).is_empty());
    }
}
