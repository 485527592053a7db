//! Rules for JSON documents: a JSON Schema that checks, a mapping that transforms.
//!
//! Everything is compiled once from files that the caller gives; there is no file system, no network,
//! no clock. Texts of findings name keywords and places, never values of the document.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod document;
mod mapping;
mod schema;
#[cfg(test)]
mod tests;
mod texts;

pub use document::NotJson;
pub use mapping::{Fault, Made, Mapping};
pub use schema::{Finding, Schema};

/// Gives the files of a rule by name; `None` if there is none of this name.
pub type Files<'f> = &'f dyn Fn(&str) -> Option<Vec<u8>>;

/// One thing that stands in the way of a build.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    pub file: Option<String>,
    /// From 1; 0 if it is not known.
    pub line: u32,
    pub code: String,
    pub text: String,
}

impl Problem {
    pub(crate) fn new(file: &str, line: usize, code: &str, text: impl Into<String>) -> Self {
        let line = u32::try_from(line).unwrap_or(0);
        Problem { file: Some(file.into()), line, code: code.into(), text: text.into() }
    }
}
