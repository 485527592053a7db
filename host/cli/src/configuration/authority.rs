//! One authority: its targets, activations and redirects.

use super::assemble::{FileActivation, Reading};
use super::files;
use super::problem::SourceFile;
use super::uses::plugin_use;
use drehscheibe_model::activation::ActivationState;
use drehscheibe_model::area::{AreaKey, AreaLookup, Ars};
use drehscheibe_model::call::World;
use drehscheibe_model::configuration::{Activation, Authority, Procedure, Redirect, Route, SharedUse};
use drehscheibe_model::ids::{ProcedureId, TargetId, TenantId};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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
        if let Some(target) = super::targets::target(reading, file, target) {
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
