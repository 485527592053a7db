//! Why there is no rule.

use crate::commands::output::{Failure, NO};
use crate::plugin::build::BuildError;
use drehscheibe_model::call::Stop;
use serde::Deserialize;
use std::path::PathBuf;

/// One thing in the rule files that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
pub struct Problem {
    pub file: Option<String>,
    pub line: u32,
    pub code: String,
    pub text: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
            if self.line > 0 {
                write!(f, "{}:", self.line)?;
            }
            write!(f, " ")?;
        }
        write!(f, "{}: {}", self.code, self.text)
    }
}

/// Why there is no rule.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
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
    #[error("{path} cannot be used")]
    Spec {
        path: PathBuf,
        #[source]
        source: Box<toml::de::Error>,
    },
    #[error("{0}")]
    Order(String),
    #[error("{path} is not below {base}")]
    Outside { path: PathBuf, base: PathBuf },
    #[error("the engine {name} is not installed")]
    NoEngine { name: String, tried: Vec<PathBuf> },
    #[error("the rules have {} problem(s)", .0.len())]
    Rules(Vec<Problem>),
    #[error("the engine ended without building the rules")]
    Engine(#[source] Stop),
    #[error("the engine cannot be made a component: {0}")]
    Componentise(String),
    #[error(transparent)]
    Desk(#[from] crate::plugin::desk::DeskError),
    #[error("{path} has {} problem(s)", .problems.len())]
    Manifest { path: PathBuf, problems: Vec<String> },
    #[error(transparent)]
    Build(#[from] BuildError),
}

impl From<RuleError> for Failure {
    fn from(error: RuleError) -> Self {
        let failure = Self::of(&error);
        match &error {
            RuleError::Rules(problems) => problems
                .iter()
                .fold(failure, |failure, problem| failure.line(problem.to_string()))
                .hint("nothing is skipped silently: correct the files, or leave out what is not supported")
                .code(NO),
            RuleError::Outside { .. } => {
                failure.hint("name the folder that holds all files with --base, or map the address in --catalog")
            }
            RuleError::NoEngine { tried, .. } => tried
                .iter()
                .fold(failure, |failure, path| failure.line(format!("looked for {}", path.display())))
                .hint("build the engines once: drehscheibe rule engines plugins (make does it); or give --engines DIR"),
            RuleError::Manifest { problems, .. } => {
                problems.iter().fold(failure, |failure, problem| failure.line(problem.clone())).code(NO)
            }
            RuleError::Build(inner) => {
                let failure = inner.details().into_iter().fold(failure, Self::line);
                match inner.hint() {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
            _ => failure,
        }
    }
}
