//! What an engine is told to build.

use super::error::RuleError;
use super::files::{self, RuleFile};
use super::spec::Spec;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Settings and attachments of the call that builds the rules.
#[derive(Debug)]
pub struct Order {
    pub engine: &'static str,
    /// What is to be built, as the engine reads it.
    order: Value,
    /// All files that could be asked for.
    pub files: Vec<RuleFile>,
}

impl Order {
    /// The settings of the call that builds, with these files.
    pub fn settings(&self, files: &[RuleFile]) -> String {
        let list: Vec<_> = files.iter().map(|file| (&file.name, file.size)).collect();
        json!({ "order": self.order, "files": list }).to_string()
    }
}

/// The order for a rule whose plugin lies in `folder`.
pub fn order(spec: &Spec, folder: &Path) -> Result<Order, RuleError> {
    if spec.is_xml() && spec.is_json() {
        return Err(RuleError::Order("one rule reads XML or JSON, not both; make two rules".into()));
    }
    let base = folder.join(spec.base.as_deref().unwrap_or(Path::new(".")));
    let base = base.canonicalize().map_err(|source| RuleError::Read { path: base, source })?;
    let name = |path: &PathBuf| -> Result<String, RuleError> {
        let path = folder.join(path);
        let real = path.canonicalize().map_err(|source| RuleError::Read { path, source })?;
        files::name_below(&base, &real)
    };
    let names = |paths: &[PathBuf]| paths.iter().map(name).collect::<Result<Vec<_>, _>>();
    let one = |path: &Option<PathBuf>| path.as_ref().map(name).transpose();
    let (engine, order): (_, Value) = if spec.is_json() {
        ("json", json!({ "schema": one(&spec.json_schema)?, "mapping": one(&spec.mapping)? }))
    } else {
        let order = json!({
            "xsd": names(&spec.xsd)?,
            "schematron": names(&spec.schematron)?,
            "phase": spec.phase,
            "xslt": one(&spec.xslt)?,
            "documents": names(&spec.documents)?,
            "catalog": one(&spec.catalog)?,
            "language": spec.language,
        });
        ("xml", order)
    };
    Ok(Order { engine, order, files: files::below(&base)? })
}
