//! One of two packages.

use crate::commands::output::Failure;
use crate::depot::client::{Client, Manifest};
use crate::depot::reference::PackageRef;
use drehscheibe_model::depot::artifact_type::{PLUGIN_MANIFEST, SBOM};
use drehscheibe_model::depot::{Package, Reference};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A package with what must be looked at to compare it.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) name: String,
    pub(super) package: Package,
    pub(super) component: Vec<u8>,
    /// `plugin.toml`, if it is there and can be read.
    pub(super) manifest: Option<drehscheibe_depot::manifest::Manifest>,
    /// Versions by name; none without an SBOM.
    pub(super) dependencies: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Sbom {
    #[serde(default)]
    components: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    #[serde(default)]
    version: String,
}

impl Side {
    pub(super) fn fetch(client: &Client, package: &PackageRef) -> Result<Self, Failure> {
        let repository = &package.repository;
        let inspection = client.inspect(repository, &package.reference)?;
        let attached = |kind: &str| -> Result<Option<Vec<u8>>, Failure> {
            let found = inspection.referrers.iter().find(|one| one.artifact_type.as_deref() == Some(kind));
            let Some(found) = found else { return Ok(None) };
            let manifest = client.manifest(repository, &Reference::Digest(found.digest))?;
            let manifest: Manifest = serde_json::from_slice(&manifest.bytes).map_err(|error| Failure::of(&error))?;
            manifest.layers.first().map(|layer| client.blob(repository, &layer.digest)).transpose()
        };
        let manifest = attached(PLUGIN_MANIFEST)?.and_then(|bytes| String::from_utf8(bytes).ok());
        let manifest = manifest.and_then(|text| drehscheibe_depot::manifest::Manifest::parse(&text).ok());
        let dependencies = attached(SBOM)?.and_then(|bytes| dependencies(&bytes));
        let component = client.blob(repository, &inspection.package.component)?;
        Ok(Self { name: package.to_string(), package: inspection.package, component, manifest, dependencies })
    }
}

/// Several versions of one name are joined.
fn dependencies(sbom: &[u8]) -> Option<BTreeMap<String, String>> {
    let sbom: Sbom = serde_json::from_slice(sbom).ok()?;
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for one in sbom.components {
        let versions = found.entry(one.name).or_default();
        let between = if versions.is_empty() { "" } else { ", " };
        *versions = format!("{versions}{between}{}", one.version);
    }
    Some(found)
}
