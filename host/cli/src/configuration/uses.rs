//! One use of a plugin: its settings and its limits.

use super::assemble::{LocatedUse, Reading};
use super::files;
use super::problem::SourceFile;
use drehscheibe_model::call::World;
use drehscheibe_model::configuration::{PluginUse, SharedUse};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::limits::Limits;
use std::path::{Path, PathBuf};
use toml::Spanned;

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

pub(super) fn located(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    plugin: Spanned<PluginName>,
    settings: serde_json::Value,
    changes: Option<Spanned<toml::Table>>,
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

pub(super) fn settings(
    reading: &mut Reading<'_>,
    file: &SourceFile,
    inline: Option<Spanned<toml::Table>>,
    path: Option<Spanned<PathBuf>>,
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
    changes: Option<Spanned<toml::Table>>,
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
