//! From the errors of SQLite and the file system to those of the port.

use drehscheibe_model::ports::StoreError;
use rusqlite::ErrorCode;
use std::fmt;

/// The text of an error that several callers must hear of.
#[derive(Debug, Clone)]
pub(crate) struct Cause(pub String);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Cause {}

/// What kind of failure an error of SQLite is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Full,
    Unavailable,
    Damaged,
}

/// A failure that can be told to many.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub kind: Kind,
    pub cause: Cause,
}

impl Failure {
    pub(crate) fn of(error: &rusqlite::Error) -> Self {
        Self { kind: kind(error), cause: Cause(error.to_string()) }
    }
    /// For those whose changes were undone because of somebody else's failure.
    pub(crate) fn shared(error: &StoreError) -> Self {
        let kind = if matches!(error, StoreError::Full(_)) { Kind::Full } else { Kind::Unavailable };
        Self { kind, cause: Cause(format!("undone together with another change: {error}")) }
    }
    pub(crate) fn unavailable(text: &str) -> Self {
        Self { kind: Kind::Unavailable, cause: Cause(text.into()) }
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure.kind {
            Kind::Full => Self::Full(Box::new(failure.cause)),
            Kind::Unavailable => Self::Unavailable(Box::new(failure.cause)),
            Kind::Damaged => Self::Damaged { what: failure.cause.0 },
        }
    }
}

fn kind(error: &rusqlite::Error) -> Kind {
    match error {
        rusqlite::Error::SqliteFailure(error, _) => match error.code {
            ErrorCode::DiskFull => Kind::Full,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation => Kind::Damaged,
            _ => Kind::Unavailable,
        },
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..) => Kind::Damaged,
        _ => Kind::Unavailable,
    }
}

/// For `map_err`.
pub(crate) fn sql(error: rusqlite::Error) -> StoreError {
    Failure::of(&error).into()
}

/// Stored data that cannot be read back.
pub(crate) fn damaged(what: impl Into<String>) -> StoreError {
    StoreError::Damaged { what: what.into() }
}
