//! Checks that need more than the files: manifests, addresses, and the plugins' own opinion.

use super::assemble::Assembled;
use super::problem::{Problem, SourceFile};
use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::configuration::PluginUse;
use drehscheibe_model::content::Digest;
use drehscheibe_model::finding::{Finding, Severity};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::Rules;
use jsonschema::Validator;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Reads a plugin's manifest and holds it against the name it is configured under.
pub(super) fn manifest(path: &Path, name: &PluginName) -> Result<Manifest, Vec<Problem>> {
    let file = SourceFile::read(path).map_err(|problem| vec![problem])?;
    let manifest = Manifest::parse(&file.text).map_err(|problems| {
        let located = |one: drehscheibe_depot::manifest::Problem| Problem {
            file: file.path.to_path_buf(),
            line: Some(one.line),
            text: one.text,
        };
        problems.into_iter().map(located).collect::<Vec<_>>()
    })?;
    if manifest.name == *name {
        return Ok(manifest);
    }
    let text = format!("the manifest is that of `{}`, but the plugin is configured as `{name}`", manifest.name);
    Err(vec![Problem { file: file.path.to_path_buf(), line: None, text }])
}

/// An origin is a scheme, a host, and a port if it is not the default; nothing behind it.
pub(super) fn origin(text: &str) -> Result<(), String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']) => Ok(()),
        _ => Err(format!("`{text}` is not an origin: expected `https://host` or `https://host:port`")),
    }
}

/// Asks each plugin about its settings: first its schema, then the plugin itself. Once for each
/// plugin, settings and limits, however many activations share them; a problem is told at each place.
pub fn check_settings(assembled: &Assembled, rules: &dyn Rules) -> Vec<Problem> {
    let mut schemas = schemas(assembled, rules);
    let mut known: HashMap<usize, Vec<String>> = HashMap::new();
    let mut problems = Vec::new();
    for located in &assembled.uses {
        let plugin_use = &located.plugin_use;
        let Some(component) = assembled.configuration.component(plugin_use) else { continue };
        let texts = known.entry(plugin_use.identity()).or_insert_with(|| {
            let schema = schemas.entry(component).or_insert_with(|| schema(&component, rules));
            match schema {
                Ok(schema) => check(plugin_use, &component, schema, rules),
                Err(text) => vec![text.clone()],
            }
        });
        for text in texts {
            problems.push(located.file.at(&located.span, format!("plugin `{}`: {text}", plugin_use.plugin)));
        }
    }
    problems
}

/// The settings schema of every component in use. The first to ask for one compiles the component, so
/// all processors ask: the first start with a thousand packages is a matter of minutes.
fn schemas(assembled: &Assembled, rules: &dyn Rules) -> HashMap<Digest, Result<Validator, String>> {
    let components: HashSet<Digest> =
        assembled.uses.iter().filter_map(|located| assembled.configuration.component(&located.plugin_use)).collect();
    let queue = Mutex::new(components.into_iter());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let found = Mutex::new(HashMap::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(component) = next() {
                    let schema = schema(&component, rules);
                    found.lock().unwrap_or_else(PoisonError::into_inner).insert(component, schema);
                }
            });
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn schema(plugin: &Digest, rules: &dyn Rules) -> Result<Validator, String> {
    let facts = rules.facts(plugin).map_err(|stop| stop.to_string())?;
    jsonschema::validator_for(&facts.settings_schema)
        .map_err(|error| format!("its settings schema is not a JSON Schema: {error}"))
}

fn check(plugin_use: &PluginUse, plugin: &Digest, schema: &Validator, rules: &dyn Rules) -> Vec<String> {
    let errors: Vec<_> = schema
        .iter_errors(&plugin_use.settings)
        .map(|error| format!("settings at `{}`: {error}", error.instance_path()))
        .collect();
    if !errors.is_empty() {
        return errors;
    }
    match rules.check_settings(plugin, &plugin_use.settings.to_string(), &plugin_use.limits).result {
        Ok(findings) => findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| format!("settings: {} ({})", text(finding), finding.rule_id))
            .collect(),
        Err(stop) => vec![format!("its check of the settings was stopped: {stop}")],
    }
}

/// All that is wrong with the settings of one use.
pub fn settings_problems(rules: &dyn Rules, component: &Digest, plugin_use: &PluginUse) -> Vec<String> {
    match schema(component, rules) {
        Ok(schema) => check(plugin_use, component, &schema, rules),
        Err(text) => vec![text],
    }
}

fn text(finding: &Finding) -> &str {
    let texts = &finding.texts;
    texts.get("de").or_else(|| texts.values().next()).map_or("", String::as_str)
}
