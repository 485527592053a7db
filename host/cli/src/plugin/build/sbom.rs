//! The software bill of materials: CycloneDX 1.6, made from what cargo resolved. The same sources give
//! the same bytes: it has no time and no serial number.

use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::content::Digest;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The part `resolve` of cargo's metadata.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    deps: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Debug, Deserialize)]
struct Kind {
    kind: Option<String>,
}

/// A package as cargo describes it.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) licence: Option<String>,
    /// On crates.io.
    pub(super) is_published: bool,
}

/// Something that is built into the component.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    name: String,
    version: String,
    licence: Option<String>,
    /// Package type of its address (purl), such as `cargo`, if it is on that registry.
    registry: Option<String>,
}

impl Dependency {
    /// A package of a registry, named as in its address: `npm`, `pypi`.
    pub fn published(registry: &str, name: &str, version: &str, licence: Option<&str>) -> Self {
        let text = |text: &str| text.to_owned();
        Self { name: text(name), version: text(version), licence: licence.map(text), registry: Some(text(registry)) }
    }

    /// An engine of this release, with the rules of a vendor in its memory.
    pub fn of_engine(name: &str) -> Self {
        let licence = Some("EUPL-1.2".to_owned());
        Self { name: name.to_owned(), version: env!("CARGO_PKG_VERSION").into(), licence, registry: None }
    }
}

/// What `root` needs at run time, directly or not. Macros run at build time, but what they make is in
/// the component: they are listed, too.
pub(super) fn dependencies(packages: Vec<Package>, resolve: Resolve, root: &str) -> Vec<Dependency> {
    let nodes: BTreeMap<&str, &Node> = resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let (mut seen, mut left) = (BTreeSet::from([root]), vec![root]);
    while let Some(node) = left.pop().and_then(|id| nodes.get(id)) {
        for edge in &node.deps {
            let is_normal = edge.dep_kinds.iter().any(|kind| kind.kind.is_none());
            if is_normal && seen.insert(&edge.pkg) {
                left.push(&edge.pkg);
            }
        }
    }
    let needed = packages.into_iter().filter(|package| package.id != root && seen.contains(package.id.as_str()));
    let mut found: Vec<_> = needed
        .map(|package| Dependency {
            name: package.name,
            version: package.version,
            licence: package.licence,
            registry: package.is_published.then(|| "cargo".to_owned()),
        })
        .collect();
    found.sort();
    found
}

/// The document.
pub fn document(manifest: &Manifest, component: &Digest, dependencies: &[Dependency]) -> Vec<u8> {
    let root = format!("{}@{}", manifest.name, manifest.version);
    let components: Vec<Value> = dependencies.iter().map(described).collect();
    let document = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": root, "name": manifest.name, "version": manifest.version,
            "description": manifest.title, "supplier": {"name": manifest.vendor},
            "licenses": [{"expression": manifest.licence}],
            "hashes": [{"alg": "SHA-256", "content": component.to_hex()}],
        }},
        "components": components,
    });
    document.to_string().into_bytes()
}

fn described(dependency: &Dependency) -> Value {
    let reference = format!("{}@{}", dependency.name, dependency.version);
    let mut value = json!({"type": "library", "bom-ref": reference, "name": dependency.name,
        "version": dependency.version});
    if let Some(members) = value.as_object_mut() {
        if let Some(licence) = &dependency.licence {
            // An old way of writing OR.
            members.insert("licenses".into(), json!([{"expression": licence.replace('/', " OR ")}]));
        }
        if let Some(registry) = &dependency.registry {
            // The @ of a scope is written out, that before the version stays.
            let reference = reference.replacen('@', "%40", usize::from(reference.starts_with('@')));
            members.insert("purl".into(), format!("pkg:{registry}/{reference}").into());
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_built_in_is_listed() {
        let package = |name: &str| Package {
            id: name.into(),
            name: name.into(),
            version: "1.0.0".into(),
            licence: Some("MIT/Apache-2.0".into()),
            is_published: name != "sdk",
        };
        let resolve = json!({"nodes": [
            {"id": "root", "deps": [{"pkg": "sdk", "dep_kinds": [{"kind": null}]},
                {"pkg": "tests", "dep_kinds": [{"kind": "dev"}]}]},
            {"id": "sdk", "deps": [{"pkg": "serde", "dep_kinds": [{"kind": null}]},
                {"pkg": "cc", "dep_kinds": [{"kind": "build"}]}]},
            {"id": "serde", "deps": []}, {"id": "cc", "deps": []}, {"id": "tests", "deps": []},
        ]});
        let packages = ["tests", "serde", "cc", "sdk", "root"].map(package).into();
        let found = dependencies(packages, serde_json::from_value(resolve).unwrap(), "root");
        let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["sdk", "serde"]);
        assert_eq!(described(&found[0]).get("purl"), None);
        assert_eq!(described(&found[1])["purl"], "pkg:cargo/serde@1.0.0");
        assert_eq!(described(&found[1])["licenses"][0]["expression"], "MIT OR Apache-2.0");
    }
}
