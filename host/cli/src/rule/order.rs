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
    /// JSON, as the engine reads it.
    pub settings: String,
    pub files: Vec<RuleFile>,
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
    let files = files::below(&base)?;
    let list: Vec<_> = files.iter().map(|file| (&file.name, file.size)).collect();
    let settings = json!({ "order": order, "files": list }).to_string();
    Ok(Order { engine, settings, files })
}
