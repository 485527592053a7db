//! Reading a JSON document.

use serde_json::Value;

/// A document that is not JSON (RFC 8259), or is nested deeper than 128. The text holds no value of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotJson {
    pub line: usize,
    pub column: usize,
}

impl std::fmt::Display for NotJson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl std::error::Error for NotJson {}

pub(crate) fn read(document: &[u8]) -> Result<Value, NotJson> {
    serde_json::from_slice(document).map_err(|error| NotJson { line: error.line(), column: error.column() })
}
