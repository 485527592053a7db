//! Why there is no component.

use drehscheibe_depot::manifest::Problem;
use std::path::PathBuf;
use std::process::ExitStatus;

/// Why there is no component.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("cannot read {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot write {path}")]
    Write {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("{path} has {} problem(s)", .problems.len())]
    Manifest { path: PathBuf, problems: Vec<Problem> },
    #[error("no Rust compiler here can build for wasm32-unknown-unknown")]
    NoToolchain,
    #[error("cannot run {program}")]
    Run {
        program: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("cargo ended with {status}")]
    Cargo { status: ExitStatus, text: String },
    #[error("{reason}")]
    Crate { reason: String },
    #[error("{reason}")]
    Project { reason: String },
    /// A program that must be installed by the vendor.
    #[error("plugins in {language} need `{program}`, which is not here")]
    Missing { program: String, language: &'static str, what: &'static str },
    #[error("the tools cannot be installed")]
    Tools { text: String },
    #[error("{tool} cannot be made a component")]
    Source { tool: &'static str, problems: Vec<String> },
    #[error("a folder of the cache cannot be used")]
    Cache(#[from] std::io::Error),
    #[error("the module cannot be made a component: {reason}")]
    Componentise { reason: String },
    #[error("the component imports what no world of the contract allows")]
    ForeignImports { imports: Vec<ForeignImport> },
    #[error("the component does not fit its manifest")]
    Unfit { problems: Vec<String> },
}

/// An import that the hub will not satisfy.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ForeignImport {
    pub name: String,
    /// Why it is there, as a rule.
    pub usual_cause: &'static str,
}

impl BuildError {
    /// What to do next, if that is not plain from the error.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Missing { what, .. } => Some(what),
            Self::Tools { .. } => Some("a registry must be reachable once; DREHSCHEIBE_CACHE names another folder"),
            Self::Project { .. } => Some("`drehscheibe plugin new` makes a complete project"),
            Self::NoToolchain => Some(
                "run sdk/toolchain/setup.sh once; it says what it installs. With rustup: rustup target add wasm32-unknown-unknown",
            ),
            Self::Crate { .. } => {
                Some("a plugin is a crate with [lib] crate-type = [\"cdylib\"] and drehscheibe_sdk::export!")
            }
            Self::Componentise { .. } => Some("does the crate call drehscheibe_sdk::export! once?"),
            Self::ForeignImports { .. } => Some(
                "plugins get nothing but drehscheibe:rule: no clock, no random numbers, no files, no environment. `drehscheibe_sdk::host` has the receipt time, the log and the attachments",
            ),
            _ => None,
        }
    }

    /// Further lines, one thing each.
    pub fn details(&self) -> Vec<String> {
        match self {
            Self::Manifest { path, problems } => problems
                .iter()
                .map(|problem| format!("{}:{}: {}", path.display(), problem.line, problem.text))
                .collect(),
            Self::Source { problems, .. } => problems.clone(),
            Self::Cargo { text, .. } | Self::Tools { text } => text.lines().map(str::to_owned).collect(),
            Self::ForeignImports { imports } => {
                imports.iter().map(|import| format!("{}: {}", import.name, import.usual_cause)).collect()
            }
            Self::Unfit { problems } => problems.clone(),
            _ => Vec::new(),
        }
    }
}
