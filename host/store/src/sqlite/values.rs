//! Between columns and the core's types.

use crate::error::{damaged, sql};
use crate::time::from_micros;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, TenantId};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// As JSON; what the core makes can always be written.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| damaged(format!("a value cannot be written as JSON: {error}")))
}

/// From JSON that we wrote.
pub(crate) fn parse<T: DeserializeOwned>(what: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| damaged(format!("{what}: {error}")))
}

/// A number that the database keeps as `INTEGER`.
pub(crate) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| damaged("a negative number"))
}

/// A number for the database; those over its range cannot have come from it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn digest(row: &Row<'_>, column: usize) -> Result<Digest, StoreError> {
    row.get(column).map(Digest).map_err(sql)
}

pub(crate) fn message_id(row: &Row<'_>, column: usize) -> Result<MessageId, StoreError> {
    let bytes: [u8; 16] = row.get(column).map_err(sql)?;
    Ok(MessageId(uuid::Uuid::from_bytes(bytes)))
}

pub(crate) fn tenant(row: &Row<'_>, column: usize) -> Result<TenantId, StoreError> {
    let text: String = row.get(column).map_err(sql)?;
    TenantId::new(text).map_err(|error| damaged(error.to_string()))
}

pub(crate) fn time(row: &Row<'_>, column: usize) -> Result<Timestamp, StoreError> {
    from_micros(row.get(column).map_err(sql)?)
}

pub(crate) fn optional_time(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, StoreError> {
    row.get::<_, Option<i64>>(column).map_err(sql)?.map(from_micros).transpose()
}

pub(crate) fn number(row: &Row<'_>, column: usize) -> Result<u64, StoreError> {
    unsigned(row.get(column).map_err(sql)?)
}
