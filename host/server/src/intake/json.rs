//! JSON bodies.

use super::json_check::{self, JsonFault};
use crate::problem::{Problem, kinds};
use serde::de::{DeserializeOwned, Error};

impl From<JsonFault> for Problem {
    fn from(fault: JsonFault) -> Self {
        let kind = match fault {
            JsonFault::NotUtf8(_) => &kinds::NOT_UTF8,
            JsonFault::Syntax(_) => &kinds::NOT_WELL_FORMED,
            JsonFault::DuplicateKey { .. } => &kinds::DUPLICATE_KEY,
            JsonFault::TooDeep => &kinds::TOO_DEEP,
            JsonFault::Io => &kinds::INTERNAL,
        };
        Problem::new(kind, format!("JSON: {fault}."))
    }
}

/// Checks the text and reads it as `T`. The outer error: it is not acceptable JSON; the inner: it is
/// not a `T`.
pub(crate) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<Result<T, serde_json::Error>, Problem> {
    json_check::check(bytes)?;
    // serde would read an array as a struct, field by field.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Ok(Err(Error::custom("an object is expected")));
    }
    Ok(serde_json::from_slice(bytes))
}
