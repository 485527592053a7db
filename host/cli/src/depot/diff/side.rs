//! One of two packages, from a depot or from files.

use crate::commands::output::Failure;
use crate::depot::client::{Client, Manifest};
use crate::depot::reference::PackageRef;
use crate::plugin::build::inspect;
use crate::plugin::folder;
use crate::plugin::loaded::Loaded;
use drehscheibe_depot::manifest::FILE_NAME;
use drehscheibe_model::call::World;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::Reference;
use drehscheibe_model::depot::artifact_type::{PLUGIN_MANIFEST, SBOM};
use drehscheibe_model::ports::Rules;
use drehscheibe_runtime::Mode;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// A package with what must be looked at to compare it.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) name: String,
    /// Digest, size and whatever else is told of the component itself.
    pub(super) facts: Value,
    pub(super) worlds: Vec<World>,
    /// Full names of the imported interfaces.
    pub(super) imports: Vec<String>,
    pub(super) settings_schema: Option<Value>,
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
        let found = inspection.package;
        let facts = json!({"digest": found.component, "bytes": found.size, "witVersion": found.wit_version,
            "status": found.status.status.name(), "signedBy": found.signed_by});
        let name = package.to_string();
        let (worlds, imports, settings_schema) = (found.worlds, found.imports, found.settings_schema);
        Ok(Self { name, facts, worlds, imports, settings_schema, component, manifest, dependencies })
    }

    /// A component file, or the folder of a plugin that was built. Manifest and SBOM are what lies beside.
    pub(super) fn local(path: &Path) -> Result<Self, Failure> {
        let file = if path.is_dir() { folder::component(path, None)? } else { path.to_owned() };
        let unreadable = |error| Failure::of(&error).line(format!("the component is {}", file.display()));
        let component = std::fs::read(&file).map_err(unreadable)?;
        let outside = inspect::outside(&component).map_err(|error| Failure::of(&error))?;
        let loaded = Loaded::of(&component, Mode::Production, false).map_err(|error| Failure::of(&error))?;
        let facts = loaded.runtime().facts(&loaded.digest);
        let place = if path.is_dir() { Some(path) } else { path.parent() };
        let manifest = place.filter(|place| place.join(FILE_NAME).is_file());
        let manifest = manifest.map(folder::manifest).transpose()?;
        let dependencies = std::fs::read(file.with_extension("cdx.json")).ok().and_then(|sbom| dependencies(&sbom));
        Ok(Self {
            name: path.display().to_string(),
            facts: json!({"digest": Digest::of(&component), "bytes": component.len(),
                "witVersion": outside.wit_version()}),
            worlds: outside.worlds(),
            settings_schema: facts.ok().map(|facts| facts.settings_schema),
            imports: outside.imports,
            component,
            manifest,
            dependencies,
        })
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
