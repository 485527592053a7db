//! `drehscheibe rule run --plan`: what came of a document becomes a case of the test plan.

use super::error::RuleError;
use super::run::Shown;
use crate::commands::output::{DIM, NOTE};
use drehscheibe_certify::plan::FORMAT;
use drehscheibe_depot::manifest::{self, Manifest};
use drehscheibe_model::call::World;
use drehscheibe_model::finding::{Finding, Location, Severity};
use std::path::Path;
use toml::{Table, Value};

/// The requirement that recorded cases cover, until people write better ones.
const REQUIREMENT: &str = "BEISPIELE";

/// What every case of one run has in common.
#[derive(Debug)]
pub struct Keeping<'a> {
    /// Folder of the plan; `plugin.toml` lies beside it.
    pub plan: &'a Path,
    pub world: World,
    /// A JSON object.
    pub settings: &'a str,
    pub received_at: String,
}

impl Keeping<'_> {
    /// Writes `plan.toml` if there is none.
    pub fn begin(&self) -> Result<(), RuleError> {
        let path = self.plan.join("plan.toml");
        if path.exists() {
            return Ok(());
        }
        let manifest = self.plan.parent().unwrap_or(self.plan).join(manifest::FILE_NAME);
        let text =
            std::fs::read_to_string(&manifest).map_err(|source| RuleError::Read { path: manifest.clone(), source })?;
        let wrong = |problems: Vec<String>| RuleError::Manifest { path: manifest.clone(), problems };
        let manifest = Manifest::parse(&text).map_err(|all| wrong(all.iter().map(ToString::to_string).collect()))?;
        let procedure = manifest.procedures.first().map_or_else(|| "test".to_owned(), ToString::to_string);
        let mut requirement = Table::new();
        put(&mut requirement, "id", REQUIREMENT);
        put(&mut requirement, "text", "Jedes Beispiel ergibt, was geprüft und festgehalten wurde.");
        let mut plan = Table::new();
        put(&mut plan, "format", FORMAT);
        put(&mut plan, "name", format!("Beispiele für {}", manifest.title));
        put(&mut plan, "plugin", manifest.name.to_string());
        put(&mut plan, "procedure", procedure);
        put(&mut plan, "received_at", self.received_at.as_str());
        plan.insert("requirements".into(), Value::Array(vec![requirement.into()]));
        write(&path, &plan)
    }

    /// Writes the case of a document. A case of this name that is there already stays as it is.
    pub fn keep(&self, document: &Path, media_type: &str, result: &Shown) -> Result<(), RuleError> {
        let file = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = case_name(&file);
        let folder = self.plan.join("cases").join(&name);
        if folder.exists() {
            anstream::eprintln!("    {DIM}{} is there already and stays{DIM:#}", folder.display());
            return Ok(());
        }
        std::fs::create_dir_all(&folder).map_err(|source| RuleError::Write { path: folder.clone(), source })?;
        copy(document, &folder.join(&file))?;
        let mut input = Table::new();
        put(&mut input, "file", file.as_str());
        put(&mut input, "media_type", media_type);
        let mut expect = Table::new();
        put(&mut expect, "outcome", result.outcome.as_str());
        let findings = result.findings.iter().map(finding).collect::<Vec<_>>();
        if !findings.is_empty() {
            expect.insert("findings".into(), Value::Array(findings));
        }
        let mut outputs = Vec::new();
        for made in &result.outputs {
            let kept = format!("{}.erwartet", made.recipient);
            copy(&made.path, &folder.join(&kept))?;
            let mut output = Table::new();
            put(&mut output, "recipient", made.recipient.as_str());
            put(&mut output, "file", kept);
            put(&mut output, "media_type", made.media_type.as_str());
            if let Some(file_name) = &made.file_name {
                put(&mut output, "file_name", file_name.as_str());
            }
            outputs.push(Value::Table(output));
        }
        if !outputs.is_empty() {
            expect.insert("outputs".into(), Value::Array(outputs));
        }
        let mut case = Table::new();
        put(&mut case, "title", format!("Beispiel {file}"));
        put(&mut case, "operation", if self.world == World::Transformer { "transform" } else { "validate" });
        case.insert("requirements".into(), Value::Array(vec![REQUIREMENT.into()]));
        put(&mut case, "received_at", self.received_at.as_str());
        if self.settings.trim() != "{}" {
            put(&mut case, "settings", "settings.json");
            let path = folder.join("settings.json");
            std::fs::write(&path, self.settings).map_err(|source| RuleError::Write { path, source })?;
        }
        case.insert("input".into(), input.into());
        case.insert("expect".into(), expect.into());
        write(&folder.join("case.toml"), &case)?;
        anstream::eprintln!("    {NOTE}kept as {}: read what it expects{NOTE:#}", folder.display());
        Ok(())
    }
}

fn finding(finding: &Finding) -> Value {
    let mut table = Table::new();
    put(&mut table, "rule", finding.rule_id.to_string());
    put(
        &mut table,
        "severity",
        match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        },
    );
    put(&mut table, "reason_code", finding.reason_code.to_string());
    match &finding.location {
        Some(Location::Xpath(path)) => put(&mut table, "xpath", path.as_str()),
        Some(Location::JsonPointer(path)) => put(&mut table, "path", path.as_str()),
        None => {}
    }
    Value::Table(table)
}

/// The name of a file as that of a folder: small letters, digits and hyphens.
fn case_name(file: &str) -> String {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_lowercase();
    let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    if plain.is_empty() { "beispiel".into() } else { plain }
}

fn put(table: &mut Table, key: &str, value: impl Into<Value>) {
    table.insert(key.into(), value.into());
}

fn copy(from: &Path, to: &Path) -> Result<(), RuleError> {
    let bytes = std::fs::read(from).map_err(|source| RuleError::Read { path: from.to_owned(), source })?;
    std::fs::write(to, bytes).map_err(|source| RuleError::Write { path: to.to_owned(), source })
}

fn write(path: &Path, table: &Table) -> Result<(), RuleError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|source| RuleError::Write { path: folder.to_owned(), source })?;
    }
    let text = toml::to_string(table).map_err(|error| RuleError::Order(error.to_string()))?;
    std::fs::write(path, text).map_err(|source| RuleError::Write { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::case_name;

    #[test]
    fn names_of_files_become_names_of_folders() {
        assert_eq!(case_name("Anmeldung Müller (2).xml"), "anmeldung-m-ller-2");
        assert_eq!(case_name("...xml"), "beispiel");
        assert_eq!(case_name("ohne"), "ohne");
    }
}
