//! One authority: its targets, activations and redirects.

use super::assemble::{FileActivation, LocatedUse, Reading};
use super::files;
use super::problem::SourceFile;
use drehscheibe_depot::manifest::Capabilities;
use drehscheibe_model::activation::ActivationState;
use drehscheibe_model::area::{AreaKey, AreaLookup, Ars};
use drehscheibe_model::call::{Grants, HttpGrant, World};
use drehscheibe_model::configuration::{
    Activation, Authority, PluginUse, Procedure, Redirect, Route, SharedUse, Target,
};
use drehscheibe_model::ids::{ProcedureId, TargetId, TenantId};
use drehscheibe_model::limits::Limits;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

type Redirects = Vec<(SourceFile, Range<usize>, Redirect)>;

/// Turns a file into an authority; problems are collected.
pub(super) fn read(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    parsed: files::AuthorityFile,
    procedures: &BTreeMap<ProcedureId, Procedure>,
    redirects: &mut Redirects,
) -> Option<(TenantId, Authority)> {
    let tenant = tenant(reading, file, &parsed);
    let mut targets = BTreeMap::new();
    let names: BTreeSet<TargetId> = parsed.targets.keys().cloned().collect();
    for (id, target) in parsed.targets {
        super::stages::demo(reading, file, &names, target.demo.as_ref());
        if let Some(target) = self::target(reading, file, target) {
            targets.insert(id, target);
        }
    }
    let without_application = target_ids(reading, file, &names, parsed.without_application);
    let mut activations: Vec<Activation> = Vec::new();
    let mut of_file = Vec::new();
    for activation in parsed.activations {
        let span = activation.procedure.span();
        let state = activation.state.as_ref().map_or(ActivationState::Productive, |state| *state.get_ref());
        let only_sources = super::stages::pilot_sources(reading, file, &activation);
        let made = self::activation(reading, file, activation, procedures, &names, !without_application.is_empty());
        let made = Activation { only_sources, ..made };
        of_file.push((made.clone(), state, span.clone()));
        if !matches!(state, ActivationState::Pilot | ActivationState::Productive) {
            continue;
        }
        let overlaps = |other: &&Activation| {
            let starts_before = |a: &Activation, b: &Activation| {
                a.valid_from.is_none_or(|from| b.valid_until.is_none_or(|until| from < until))
            };
            other.procedure == made.procedure
                && other.only_sources.is_empty() == made.only_sources.is_empty()
                && starts_before(other, &made)
                && starts_before(&made, other)
        };
        if activations.iter().any(|other| overlaps(&other)) {
            let text =
                format!("two activations of `{}` overlap; give them `valid_from` and `valid_until`", made.procedure);
            reading.problem(file, &span, text);
        }
        activations.push(made);
    }
    let tenant = tenant?;
    for (activation, state, span) in of_file {
        let (tenant, file) = (tenant.clone(), file.clone());
        reading.activations.push(FileActivation { tenant, activation, state, file, span });
    }
    for redirect in parsed.redirects {
        known_procedure(reading, file, &redirect.procedure, procedures);
        let span = redirect.to.span();
        let redirect = Redirect {
            procedure: redirect.procedure.into_inner(),
            from: tenant.clone(),
            to: redirect.to.into_inner(),
            valid_from: redirect.valid_from,
            valid_until: redirect.valid_until,
        };
        redirects.push((file.clone(), span, redirect));
    }
    Some((tenant, Authority { name: parsed.name, targets, activations: activations.into(), without_application }))
}

fn tenant(reading: &mut Reading<'_>, file: &SourceFile, parsed: &files::AuthorityFile) -> Option<TenantId> {
    let keys = [&parsed.municipality, &parsed.association, &parsed.county, &parsed.office];
    let mut given = keys.iter().enumerate().filter_map(|(index, key)| key.as_ref().map(|key| (index, key)));
    let (Some((kind, key)), None) = (given.next(), given.next()) else {
        let text = "exactly one of `municipality` (ARS, 12 digits), `association` (9 digits), `county` (5 digits) and \
                    `office` (a name) is needed";
        reading.problem(file, &(0..0), text);
        return None;
    };
    let (text, span) = (key.get_ref().as_str(), key.span());
    let known = |start: &str| {
        let all = reading.areas.all(reading.day);
        all.iter().any(|one| one.ars.as_str().starts_with(start))
    };
    let digits = |count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    let problem = match kind {
        0 => municipality_problem(reading, text),
        1 if !digits(9) => Some("an association key has 9 digits".to_owned()),
        2 if !digits(5) => Some("a county key has 5 digits".to_owned()),
        1 if text.get(5..6) != Some("5") || !known(text) => Some(format!("no association `{text}` in the register")),
        2 if !known(text) => Some(format!("no county `{text}` in the register")),
        _ => None,
    };
    if let Some(problem) = problem {
        reading.problem(file, &span, problem);
        return None;
    }
    match TenantId::new(text) {
        Ok(tenant) => Some(tenant),
        Err(error) => {
            reading.problem(file, &span, error.to_string());
            None
        }
    }
}

fn municipality_problem(reading: &Reading<'_>, text: &str) -> Option<String> {
    let ars: Ars = match text.parse() {
        Ok(ars) => ars,
        Err(error) => return Some(format!("`{text}` is not an ARS of 12 digits: {error}")),
    };
    match reading.areas.look_up(&AreaKey::Ars(ars), reading.day) {
        AreaLookup::Found(_) => None,
        AreaLookup::NotValid(old) => Some(format!("ARS `{text}` ({}) is not valid on {}", old.name, reading.day)),
        AreaLookup::Unknown { nearest } => {
            let near: Vec<_> = nearest.iter().map(|one| format!("{} {}", one.ars, one.name)).collect();
            Some(format!("no municipality has the ARS `{text}`; nearest: {}", near.join("; ")))
        }
    }
}

fn target_ids(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    names: &BTreeSet<TargetId>,
    ids: Vec<toml::Spanned<TargetId>>,
) -> Vec<TargetId> {
    let mut found = Vec::new();
    for id in ids {
        if names.contains(id.get_ref()) {
            found.push(id.into_inner());
        } else {
            let known: Vec<_> = names.iter().map(TargetId::as_str).collect();
            let text = format!("no target `{}`; there are: {}", id.get_ref(), known.join(", "));
            reading.problem(file, &id.span(), text);
        }
    }
    found
}

fn known_procedure(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    id: &toml::Spanned<ProcedureId>,
    procedures: &BTreeMap<ProcedureId, Procedure>,
) {
    if !procedures.contains_key(id.get_ref()) {
        let known: Vec<_> = procedures.keys().map(ProcedureId::as_str).collect();
        let text = format!("no procedure `{}`; there are: {}", id.get_ref(), known.join(", "));
        reading.problem(file, &id.span(), text);
    }
}

fn activation(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    parsed: files::Activation,
    procedures: &BTreeMap<ProcedureId, Procedure>,
    names: &BTreeSet<TargetId>,
    has_default: bool,
) -> Activation {
    known_procedure(reading, file, &parsed.procedure, procedures);
    if !(1..=4).contains(parsed.stage.get_ref()) {
        reading.problem(file, &parsed.stage.span(), "the stage is 1, 2, 3 or 4");
    }
    if parsed.routes.is_empty() && (parsed.application.is_some() || !has_default) {
        let text = "an activation needs `routes`, or no `application` and the authority's `without_application`";
        reading.problem(file, &parsed.procedure.span(), text);
    }
    let mut uses = |list: Vec<files::PluginUse>, world| -> Vec<SharedUse> {
        list.into_iter().filter_map(|one| plugin_use(reading, file, one, world)).collect()
    };
    let validators = uses(parsed.validators, World::Validator);
    let transformers = uses(parsed.transformers, World::Transformer);
    let routes = parsed
        .routes
        .into_iter()
        .map(|route| Route { recipient: route.recipient, targets: target_ids(reading, file, names, route.targets) })
        .collect();
    Activation {
        procedure: parsed.procedure.into_inner(),
        stage: parsed.stage.into_inner(),
        valid_from: parsed.valid_from,
        valid_until: parsed.valid_until,
        application: parsed.application,
        validators,
        transformers,
        routes,
        number: None,
        only_sources: Vec::new(),
        shadow: None,
    }
}

/// A plugin with settings and limits.
pub(super) fn plugin_use(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    parsed: files::PluginUse,
    world: World,
) -> Option<SharedUse> {
    let settings = settings(reading, file, parsed.settings, parsed.settings_file);
    located(reading, file, parsed.plugin, settings?, parsed.limits, world)
}

fn located(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    plugin: toml::Spanned<drehscheibe_model::ids::PluginName>,
    settings: serde_json::Value,
    changes: Option<toml::Spanned<toml::Table>>,
    world: World,
) -> Option<SharedUse> {
    let span = plugin.span();
    let plugin = plugin.into_inner();
    let Some(component) = reading.components.get(&plugin) else {
        let known: Vec<_> = reading.hub.plugins.keys().map(|name| name.as_str()).collect();
        if !reading.hub.plugins.contains_key(&plugin) {
            let text = format!("no plugin `{plugin}`; `drehscheibe.toml` has: {}", known.join(", "));
            reading.problem(file, &span, text);
        }
        return None;
    };
    let default = component.manifest.as_ref().map_or_else(|| Limits::of(world), |manifest| manifest.limits_in(world));
    let limits = limits(reading, file, changes, default);
    let plugin_use = reading.sharing.share(PluginUse::new(plugin, settings, limits));
    reading.uses.push(LocatedUse { file: file.clone(), span, plugin_use: plugin_use.clone() });
    Some(plugin_use)
}

fn settings(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    inline: Option<toml::Spanned<toml::Table>>,
    path: Option<toml::Spanned<PathBuf>>,
) -> Option<serde_json::Value> {
    match (inline, path) {
        (Some(inline), Some(_)) => {
            reading.problem(file, &inline.span(), "give `settings` or `settings_file`, not both");
            None
        }
        (Some(inline), None) => match serde_json::to_value(inline.get_ref()) {
            Ok(value) => Some(value),
            Err(error) => {
                reading.problem(file, &inline.span(), format!("settings cannot be written as JSON: {error}"));
                None
            }
        },
        (None, Some(path)) => {
            let beside = file.path.parent().unwrap_or(Path::new(".")).join(path.get_ref());
            if let Some(known) = reading.settings_files.get(&beside) {
                return Some(known.clone());
            }
            let text = SourceFile::read(&beside);
            let value: Result<serde_json::Value, _> = text.and_then(|json| {
                serde_json::from_str(&json.text).map_err(|error| super::Problem {
                    file: beside.clone(),
                    line: Some(error.line()),
                    text: format!("not JSON: {error}"),
                })
            });
            let value = value.map_err(|problem| reading.problems.push(problem)).ok()?;
            reading.settings_files.insert(beside, value.clone());
            Some(value)
        }
        (None, None) => Some(serde_json::Value::Object(serde_json::Map::new())),
    }
}

fn limits(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    changes: Option<toml::Spanned<toml::Table>>,
    default: Limits,
) -> Limits {
    let Some(changes) = changes else { return default };
    let span = changes.span();
    let mut merged = match serde_json::to_value(&default) {
        Ok(serde_json::Value::Object(map)) => map,
        _ => return default,
    };
    for (name, value) in changes.into_inner() {
        if let Ok(value) = serde_json::to_value(value) {
            merged.insert(name, value);
        }
    }
    match serde_json::from_value::<Limits>(serde_json::Value::Object(merged)) {
        Ok(limits) => {
            for (name, value, maximum) in limits.problems() {
                reading.problem(file, &span, format!("limit `{name}` is {value}; allowed are 1 to {maximum}"));
            }
            limits
        }
        Err(error) => {
            reading.problem(file, &span, format!("limits: {error}"));
            default
        }
    }
}

fn target(reading: &mut Reading<'_>, file: &SourceFile, parsed: files::Target) -> Option<Target> {
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
