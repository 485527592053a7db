//! The manifest against the component.

use crate::manifest::Manifest;
use drehscheibe_model::depot::{PackageDescription, RepositoryName, TagName};
use drehscheibe_model::ports::ComponentOutside;

/// Interfaces by which something leaves the hub, of those that are imported.
fn capabilities(outside: &ComponentOutside) -> Vec<&str> {
    let short = |import: &str| -> Option<String> {
        let name = import.strip_prefix("drehscheibe:rule/")?;
        Some(name.split('@').next().unwrap_or(name).to_owned())
    };
    ["outbound-http", "drop-folder", "mail"]
        .into_iter()
        .filter(|capability| outside.imports.iter().any(|import| short(import).as_deref() == Some(capability)))
        .collect()
}

/// Everything in which a manifest differs from its component and from where it lies.
pub fn differences(
    manifest: &Manifest,
    outside: &ComponentOutside,
    repository: &RepositoryName,
    tags: &[TagName],
) -> Vec<String> {
    let mut problems = Vec::new();
    if manifest.name.as_str() != repository.last() {
        problems.push(format!(
            "the manifest is of the plugin `{}`; repository {repository} is for `{}`",
            manifest.name,
            repository.last()
        ));
    }
    if !tags.is_empty() && !tags.iter().any(|tag| tag.as_str() == manifest.version.replace('+', "_")) {
        let tags: Vec<_> = tags.iter().map(TagName::as_str).collect();
        problems.push(format!(
            "the manifest is of version {}, the component is tagged {}",
            manifest.version,
            tags.join(", ")
        ));
    }
    if manifest.worlds != outside.worlds {
        problems.push(format!(
            "the manifest names the worlds {:?}, the component exports {:?}",
            manifest.worlds, outside.worlds
        ));
    }
    let asked = manifest.capabilities.interfaces();
    for used in capabilities(outside).into_iter().filter(|used| !asked.contains(used)) {
        problems.push(format!("the component imports `{used}`, the manifest has no [capabilities.{used}]"));
    }
    problems
}

/// What the manifest says, for others.
pub fn description(manifest: &Manifest) -> PackageDescription {
    PackageDescription {
        plugin: manifest.name.clone(),
        version: manifest.version.clone(),
        title: manifest.title.clone(),
        vendor: manifest.vendor.clone(),
        licence: manifest.licence.clone(),
        contact: manifest.contact.clone(),
        procedures: manifest.procedures.clone(),
        stages: manifest.stages.clone(),
        limits: manifest.limits.clone(),
        capabilities: manifest.capabilities.interfaces().into_iter().map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_model::call::World;

    #[test]
    fn every_difference_is_told() {
        let text = "[plugin]\nname = \"a\"\nversion = \"1.0.0\"\ntitle = \"A\"\ndescription = \"A\"\nvendor = \"V\"\n\
                    licence = \"EUPL-1.2\"\ncontact = \"x\"\nworlds = [\"adapter\"]\nstages = [1]\n[capabilities.mail]\n";
        let manifest = Manifest::parse(text).unwrap();
        let outside = |worlds: &[World], imports: &[&str]| ComponentOutside {
            wit_version: "0.1.0".into(),
            worlds: worlds.to_vec(),
            imports: imports.iter().map(|text| (*text).to_owned()).collect(),
        };
        let (name, tag) = (RepositoryName::new("v/a").unwrap(), TagName::new("1.0.0").unwrap());
        let fits = outside(&[World::Adapter], &["drehscheibe:rule/host@0.1.0", "drehscheibe:rule/mail@0.1.0"]);
        assert!(differences(&manifest, &fits, &name, &[]).is_empty());
        assert!(differences(&manifest, &fits, &name, &[TagName::new("x").unwrap(), tag]).is_empty());
        let other = outside(&[World::Validator], &["drehscheibe:rule/outbound-http@0.1.0"]);
        let told = differences(&manifest, &other, &RepositoryName::new("v/b").unwrap(), &[TagName::new("x").unwrap()]);
        assert_eq!(told.len(), 4, "{told:#?}");
    }
}
