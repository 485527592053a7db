//! What is wrong with a configuration, where, and what is allowed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub file: PathBuf,
    /// From 1; none if the whole file is meant.
    pub line: Option<usize>,
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file.display(), self.text),
            None => write!(f, "{}: {}", self.file.display(), self.text),
        }
    }
}

/// A file with its text, to turn positions into lines. Cheap to clone: thousands of places name it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    pub path: Arc<Path>,
    pub text: Arc<str>,
}

/// No configuration file is larger.
const LARGEST_FILE: u64 = 4 << 20;

impl SourceFile {
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let problem = |text: String| Problem { file: path.to_owned(), line: None, text };
        let size = std::fs::metadata(path).map_err(|error| problem(format!("cannot be read: {error}")))?.len();
        if size > LARGEST_FILE {
            return Err(problem(format!("is {size} bytes; a configuration file has at most {LARGEST_FILE}")));
        }
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self { path: path.into(), text: text.into() }),
            Err(error) => Err(problem(format!("cannot be read as UTF-8 text: {error}"))),
        }
    }

    fn line(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// A problem at a position.
    pub fn at(&self, span: &std::ops::Range<usize>, text: impl Into<String>) -> Problem {
        Problem { file: self.path.to_path_buf(), line: Some(self.line(span.start)), text: text.into() }
    }

    /// Reads the file's TOML. The message of an unknown field names the fields there are.
    pub fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        toml::from_str(&self.text).map_err(|error| {
            let text = error.message().trim().replace('\n', " ");
            match error.span() {
                Some(span) => self.at(&span, text),
                None => Problem { file: self.path.to_path_buf(), line: None, text },
            }
        })
    }
}
