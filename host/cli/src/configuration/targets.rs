//! Targets: an adapter, and what it is granted.

use super::assemble::Reading;
use super::files;
use super::problem::SourceFile;
use super::uses::{located, settings};
use drehscheibe_depot::manifest::Capabilities;
use drehscheibe_model::call::{Grants, HttpGrant, World};
use drehscheibe_model::configuration::Target;
use std::path::Component;

/// One target; problems are collected.
pub(super) fn target(reading: &mut Reading<'_>, file: &SourceFile, parsed: files::Target) -> Option<Target> {
    let settings = settings(reading, file, parsed.settings, parsed.settings_file);
    let span = parsed.adapter.span();
    let component = reading.components.get(parsed.adapter.get_ref());
    let asked = component.and_then(|found| found.manifest.as_ref()).map(|manifest| manifest.capabilities.clone());
    let asked = asked.unwrap_or_default();
    let adapter = located(reading, file, parsed.adapter, settings?, parsed.limits, World::Adapter)
        .map(|shared| (*shared).clone());
    for (name, granted, declared) in [
        ("outbound-http", !parsed.grants.http.is_empty(), asked.outbound_http.is_some()),
        ("drop-folder", parsed.grants.folder.is_some(), asked.drop_folder.is_some()),
        ("mail", !parsed.grants.mail.is_empty(), asked.mail.is_some()),
    ] {
        if granted && !declared {
            let text = format!("`{name}` is granted, but the plugin's manifest does not ask for it");
            reading.problem(file, &span, text);
        }
    }
    // Neither would be read back: JSON, in which revisions are kept, has no such numbers.
    if !parsed.retry.factor.is_finite() || parsed.retry.factor < 1.0 {
        reading.problem(
            file,
            &span,
            format!("`retry.factor` is {}; allowed are numbers from 1 on", parsed.retry.factor),
        );
    }
    let grants = grants(reading, file, parsed.grants, &asked);
    let demo = parsed.demo.map(toml::Spanned::into_inner);
    Some(Target { adapter: adapter?, grants, idempotent: parsed.idempotent, retry: parsed.retry, demo })
}

fn grants(reading: &mut Reading<'_>, file: &SourceFile, parsed: files::Grants, asked: &Capabilities) -> Grants {
    let mut grants = Grants { mail: parsed.mail, ..Grants::default() };
    for http in parsed.http {
        let span = http.span();
        let http = http.into_inner();
        if let Err(text) = super::rules::origin(&http.origin) {
            reading.problem(file, &span, text);
            continue;
        }
        let private_network = reading.hub.network.private_origins.contains(&http.origin);
        let files::HttpGrant { origin, methods, secrets } = http;
        let wanted = HttpGrant { origin, methods, secrets, private_network };
        // Both sides must name it: what the manifest does not ask for is not granted.
        let Some(manifest) = &asked.outbound_http else { continue };
        let named = |covered: &HttpGrant| {
            covered.secrets == wanted.secrets && wanted.methods.iter().all(|method| covered.methods.contains(method))
        };
        match manifest.covers(&wanted) {
            Some(covered) if named(&covered) => grants.http.push(covered),
            Some(_) => {
                let methods = manifest.methods.join(", ");
                let text = format!(
                    "the plugin's manifest does not ask for all of these methods and secrets; its methods are {methods}"
                );
                reading.problem(file, &span, text);
            }
            None => {
                let text = format!(
                    "the plugin's manifest does not ask for `{}`; it asks for {}",
                    wanted.origin,
                    manifest.destinations.join(", ")
                );
                reading.problem(file, &span, text);
            }
        }
    }
    if let Some(folder) = parsed.folder {
        let path = reading.base.join(folder.get_ref());
        let plain = !path.components().any(|part| matches!(part, Component::ParentDir));
        if plain && reading.hub.folders.roots.iter().any(|root| path.starts_with(root)) {
            if !path.is_dir() {
                let text = format!(
                    "folder {} does not exist; the hub writes into folders, it does not make them",
                    path.display()
                );
                reading.problem(file, &folder.span(), text);
            }
            grants.folder = Some(path.to_string_lossy().into_owned());
        } else {
            let roots: Vec<_> = reading.hub.folders.roots.iter().map(|root| root.display().to_string()).collect();
            let text = format!(
                "folder {} is not below one of the operator's `folders.roots`: {}",
                path.display(),
                roots.join(", ")
            );
            reading.problem(file, &folder.span(), text);
        }
    }
    grants
}
