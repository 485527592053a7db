//! The languages a plugin can be written in.

use super::build::BuildError;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

/// A language with an SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Rust,
    /// TypeScript too.
    #[value(alias = "js", alias = "typescript", alias = "ts")]
    #[value(name = "javascript")]
    JavaScript,
    #[value(alias = "py")]
    Python,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Rust, Self::JavaScript, Self::Python];

    /// As commands write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::JavaScript => "javascript",
            Self::Python => "python",
        }
    }

    /// The file by which a project of this language is known.
    pub fn project_file(self) -> &'static str {
        match self {
            Self::Rust => "Cargo.toml",
            Self::JavaScript => "package.json",
            Self::Python => "pyproject.toml",
        }
    }

    /// The language of the project in a folder.
    pub fn of(folder: &Path) -> Result<Self, BuildError> {
        let found: Vec<_> =
            Self::ALL.into_iter().filter(|language| folder.join(language.project_file()).is_file()).collect();
        match found.as_slice() {
            [language] => Ok(*language),
            [] => Err(BuildError::Project {
                reason: format!("{} has no Cargo.toml, package.json or pyproject.toml", folder.display()),
            }),
            several => Err(BuildError::Project {
                reason: format!(
                    "{} has {}: which one is the plugin's?",
                    folder.display(),
                    several.iter().map(|language| language.project_file()).collect::<Vec<_>>().join(" and ")
                ),
            }),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rust => "Rust",
            Self::JavaScript => "JavaScript",
            Self::Python => "Python",
        })
    }
}
