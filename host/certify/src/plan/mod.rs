//! A test plan as it was read from its directory.

mod case;
mod directory;
mod expectation;
mod load;
mod reader;
mod recorded;

pub use case::{Area, Budget, Case, CaseAttachment, DeliverySide, ExistingFile, Operation};
pub use expectation::{
    Expectation, ExpectedFile, ExpectedFinding, ExpectedOutput, ExpectedReceipt, ExpectedRecognition, Outcome,
};
pub use recorded::{RecordedAnswer, RecordedHttp, RecordedLookup, RecordedMail, RecordedPart, Script, SideFile};

use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{PluginName, ProcedureId};
use drehscheibe_model::limits::Limits;
use std::fmt;
use std::path::Path;

/// The value of `format` in `plan.toml`.
pub const FORMAT: &str = "drehscheibe-test-plan/v0";

/// A whole plan, its files already in memory.
#[derive(Debug, Clone)]
pub struct Plan {
    /// German, for people.
    pub name: String,
    /// The plugin the plan is for.
    pub plugin: PluginName,
    /// The procedure under which its cases run; adapters may have none.
    pub procedure: Option<ProcedureId>,
    pub requirements: Vec<Requirement>,
    /// Places that every good document fills: JSON Pointers, or the same with local names of elements.
    /// Certification drops and empties them, and a validator must not accept that.
    pub required: Vec<String>,
    /// In order of their names.
    pub cases: Vec<Case>,
    /// SHA-256 over the list of all files of the plan, as `sha256sum` prints it, in order of path.
    pub digest: Digest,
}

/// Something that the plugin is required to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    pub id: String,
    pub text: String,
    /// Where it comes from, for example a section of a law.
    pub source: Option<String>,
}

/// One thing that is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Relative to the plan's directory, parts separated by `/`.
    pub file: String,
    /// Counts from 1.
    pub line: Option<usize>,
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.text),
            None => write!(f, "{}: {}", self.file, self.text),
        }
    }
}

/// The plan cannot be run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("there is no test plan in {directory}: neither `plan.toml` nor `plan/plan.toml`")]
    NotFound { directory: String },
    /// All that is wrong, in order of file and line.
    #[error("the test plan has {} problem(s):\n{}", .0.len(), .0.iter().map(|problem| format!("  {problem}")).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
}

/// Reads the requirements of a procedure's blueprint: a TOML file with `[[requirements]]` as in a plan.
///
/// # Errors
/// All problems of the file.
pub fn read_blueprint(name: &str, text: &str) -> Result<Vec<Requirement>, PlanError> {
    load::blueprint(name, text)
}

impl Plan {
    /// Reads the plan in `directory`, or in its subdirectory `plan`, and checks it.
    ///
    /// # Errors
    /// All problems of all files, never only the first.
    pub fn load(directory: &Path) -> Result<Self, PlanError> {
        let defaults = |operation| match operation {
            Operation::Deliver => Limits::for_adapter(),
            _ => Limits::DEFAULT,
        };
        Self::load_under(directory, &defaults)
    }

    /// The same; cases that name no limits run under these, which are those of the plugin's manifest.
    ///
    /// # Errors
    /// All problems of all files, never only the first.
    pub fn load_under(directory: &Path, limits: &dyn Fn(Operation) -> Limits) -> Result<Self, PlanError> {
        load::load(directory, limits)
    }
}
