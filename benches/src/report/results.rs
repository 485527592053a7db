//! `results.json` and `RESULTS.md`.

use super::{Figure, Machine, Missing, show};
use crate::Outcome;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What one run found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub machine: Machine,
    pub figures: Vec<Figure>,
    pub missing: Vec<Missing>,
}

/// What is committed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    pub machine: Machine,
    pub figures: Vec<Figure>,
    pub not_measured: Vec<Missing>,
}

impl Results {
    /// None if there is no file.
    pub fn read(path: &Path) -> Outcome<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Newly found figures take the place of older ones with the same id.
    pub fn with(mut self, found: Found) -> Self {
        let replaced: Vec<_> = found.figures.iter().map(|figure| figure.id.clone()).collect();
        self.figures.retain(|figure| !replaced.contains(&figure.id));
        self.figures.extend(found.figures);
        self.figures.sort_by_key(|figure| order(&figure.title));
        let missing: Vec<_> = found.missing.iter().map(|missing| missing.id.clone()).collect();
        self.not_measured.retain(|old| !missing.contains(&old.id) && !replaced.contains(&old.id));
        self.not_measured.extend(found.missing);
        self.machine = found.machine;
        self
    }

    /// Writes both files into `directory`.
    pub fn write(&self, directory: &Path) -> Outcome<()> {
        let mut json = serde_json::to_string_pretty(self)?;
        json.push('\n');
        std::fs::write(directory.join("results.json"), json)?;
        Ok(std::fs::write(directory.join("RESULTS.md"), show::markdown(self))?)
    }
}

/// Titles begin with their letter in parentheses; those without come last.
fn order(title: &str) -> String {
    if title.starts_with('(') { title.to_owned() } else { format!("~{title}") }
}
