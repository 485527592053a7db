//! Checks that need more than the files: manifests, addresses, and the plugins' own opinion.

use super::assemble::Assembled;
use super::problem::{Problem, SourceFile};
use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::finding::{Finding, Severity};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::Rules;
use std::path::Path;

/// Reads a plugin's manifest and holds it against the name it is configured under.
pub(super) fn manifest(path: &Path, name: &PluginName) -> Result<Manifest, Vec<Problem>> {
    let file = SourceFile::read(path).map_err(|problem| vec![problem])?;
    let manifest = Manifest::parse(&file.text).map_err(|problems| {
        let located = |one: drehscheibe_depot::manifest::Problem| Problem {
            file: file.path.clone(),
            line: Some(one.line),
            text: one.text,
        };
        problems.into_iter().map(located).collect::<Vec<_>>()
    })?;
    if manifest.name == *name {
        return Ok(manifest);
    }
    let text = format!("the manifest is that of `{}`, but the plugin is configured as `{name}`", manifest.name);
    Err(vec![Problem { file: file.path, line: None, text }])
}

/// An origin is a scheme, a host, and a port if it is not the default; nothing behind it.
pub(super) fn origin(text: &str) -> Result<(), String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(['/', '?', '#', '@', ' ']) => Ok(()),
        _ => Err(format!("`{text}` is not an origin: expected `https://host` or `https://host:port`")),
    }
}

/// Asks each plugin about its settings: first its schema, then the plugin itself.
pub fn check_settings(assembled: &Assembled, rules: &dyn Rules) -> Vec<Problem> {
    let mut problems = Vec::new();
    for located in &assembled.uses {
        let plugin_use = &located.plugin_use;
        let mut problem = |text: String| {
            problems.push(located.file.at(&located.span, format!("plugin `{}`: {text}", plugin_use.plugin)));
        };
        let Some(plugin) = assembled.configuration.plugins.get(&plugin_use.plugin) else { continue };
        let facts = match rules.facts(&plugin.digest) {
            Ok(facts) => facts,
            Err(stop) => {
                problem(stop.to_string());
                continue;
            }
        };
        match jsonschema::validator_for(&facts.settings_schema) {
            Ok(schema) => {
                let before = schema
                    .iter_errors(&plugin_use.settings)
                    .map(|error| (error.instance_path().to_string(), error.to_string()));
                let errors: Vec<_> = before.collect();
                for (path, text) in &errors {
                    problem(format!("settings at `{path}`: {text}"));
                }
                if !errors.is_empty() {
                    continue;
                }
            }
            Err(error) => {
                problem(format!("its settings schema is not a JSON Schema: {error}"));
                continue;
            }
        }
        let called = rules.check_settings(&plugin.digest, &plugin_use.settings.to_string(), &plugin_use.limits);
        match called.result {
            Ok(findings) => {
                for finding in findings.iter().filter(|finding| finding.severity == Severity::Error) {
                    problem(format!("settings: {} ({})", text(finding), finding.rule_id));
                }
            }
            Err(stop) => problem(format!("its check of the settings was stopped: {stop}")),
        }
    }
    problems
}

fn text(finding: &Finding) -> &str {
    let texts = &finding.texts;
    texts.get("de").or_else(|| texts.values().next()).map_or("", String::as_str)
}
