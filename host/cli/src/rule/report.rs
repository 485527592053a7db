//! What came of building a rule.

use crate::plugin::build::BuildReport;
use drehscheibe_model::content::Digest;
use serde::Serialize;
use std::fmt;

/// A file that went into the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ingredient {
    pub name: String,
    pub digest: Digest,
}

/// What came of building a rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleReport {
    #[serde(flatten)]
    pub plugin: BuildReport,
    /// Digest of the engine's module.
    pub engine: Digest,
    /// Memory with which each call starts, in bytes.
    pub memory_bytes: u64,
    /// Every file that was read, in order of name.
    pub files: Vec<Ingredient>,
}

impl fmt::Display for RuleReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.plugin)?;
        write!(f, "  memory        {} KiB at the start of each call", self.memory_bytes.div_ceil(1024))?;
        for file in &self.files {
            write!(f, "\n  made of       {}  {}", file.name, file.digest)?;
        }
        Ok(())
    }
}
