//! `plugin.toml` of a rule: made if there is none, else held against what was built.

use super::error::RuleError;
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_model::call::World;
use drehscheibe_model::limits::Limits;
use std::path::Path;

/// What the maker of a rule says about it; what is left out gets a default that the report names.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct About {
    /// Name of the plugin; without it, that of its folder
    #[arg(long)]
    name: Option<String>,
    /// Version of the plugin
    #[arg(long, value_name = "VERSION", default_value = "0.1.0")]
    plugin_version: String,
    /// German title
    #[arg(long)]
    title: Option<String>,
    /// Who answers for the rule
    #[arg(long)]
    vendor: Option<String>,
    /// Mail address or URL for questions
    #[arg(long)]
    contact: Option<String>,
    /// SPDX expression
    #[arg(long)]
    licence: Option<String>,
    /// Procedure it is made for; may be repeated
    #[arg(long)]
    procedure: Vec<String>,
}

/// Reads the manifest in a folder, or writes one. Gives what is still to be filled in, too.
pub fn of(folder: &Path, about: &About, worlds: &[World]) -> Result<(Manifest, Vec<String>), RuleError> {
    let path = folder.join(FILE_NAME);
    let mut remarks = Vec::new();
    if !path.exists() {
        let text = text(folder, about, worlds, &mut remarks)?;
        std::fs::write(&path, text).map_err(|source| RuleError::Write { path: path.clone(), source })?;
    }
    let text = std::fs::read_to_string(&path).map_err(|source| RuleError::Read { path: path.clone(), source })?;
    let wrong = |problems: Vec<String>| RuleError::Manifest { path: path.clone(), problems };
    let manifest =
        Manifest::parse(&text).map_err(|problems| wrong(problems.iter().map(ToString::to_string).collect()))?;
    let mut named = manifest.worlds.clone();
    named.sort();
    if named != worlds {
        return Err(wrong(vec![format!("it names the worlds {named:?}, the rule files make {worlds:?}")]));
    }
    Ok((manifest, remarks))
}

/// Rules need room for what they build in memory, and stack for what calls itself.
pub fn limits(memory_bytes: u64) -> (u64, u64) {
    let memory = memory_bytes.saturating_mul(2).clamp(Limits::DEFAULT.memory_bytes, Limits::MAXIMUM.memory_bytes);
    (memory, Limits::MAXIMUM.stack_bytes)
}

fn text(folder: &Path, about: &About, worlds: &[World], remarks: &mut Vec<String>) -> Result<String, RuleError> {
    let folder_name = folder.canonicalize().ok().and_then(|path| Some(path.file_name()?.to_str()?.to_owned()));
    let name = about.name.clone().or(folder_name);
    let name = name.ok_or_else(|| RuleError::Order("the plugin needs a --name".into()))?;
    let mut or = |given: &Option<String>, key: &str, default: &str| {
        given.clone().unwrap_or_else(|| {
            remarks.push(format!("{FILE_NAME}: `{key}` is \"{default}\" until you fill it in"));
            default.to_owned()
        })
    };
    let mut plugin = toml::Table::new();
    let mut put = |key: &str, value: toml::Value| drop(plugin.insert(key.into(), value));
    put("title", or(&about.title, "title", &format!("Regel {name}")).into());
    put("vendor", or(&about.vendor, "vendor", "nicht angegeben").into());
    put("contact", or(&about.contact, "contact", "https://example.invalid/").into());
    put("licence", or(&about.licence, "licence", "LicenseRef-unbekannt").into());
    put("name", name.into());
    put("version", about.plugin_version.clone().into());
    let does = match worlds {
        [World::Validator] => "Prüft Nachrichten nach den mitgelieferten Regeldateien.",
        [World::Transformer] => "Formt Nachrichten nach den mitgelieferten Regeldateien um.",
        _ => "Prüft Nachrichten nach den mitgelieferten Regeldateien und formt sie um.",
    };
    put("description", does.into());
    let words: Vec<String> = worlds.iter().map(|world| format!("{world:?}").to_lowercase()).collect();
    put("worlds", words.into());
    if !about.procedure.is_empty() {
        put("procedures", about.procedure.clone().into());
    }
    put("stages", vec![toml::Value::Integer(2), toml::Value::Integer(3), toml::Value::Integer(4)].into());
    let (memory, stack) = limits(0);
    let mut limits = toml::Table::new();
    for (key, value) in [("memory_bytes", memory), ("stack_bytes", stack)] {
        limits.insert(key.into(), toml::Value::Integer(i64::try_from(value).unwrap_or(i64::MAX)));
    }
    let mut all = toml::Table::new();
    all.insert("plugin".into(), plugin.into());
    all.insert("limits".into(), limits.into());
    toml::to_string(&all).map_err(|error| RuleError::Order(error.to_string()))
}
