//! API keys.

use super::query::{all, execute, first};
use super::values::{json, parse};
use crate::error::sql;
use crate::wake::Effect;
use drehscheibe_model::access::ApiKey;
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

fn key(row: &Row<'_>) -> Result<ApiKey, StoreError> {
    let text: String = row.get(0).map_err(sql)?;
    parse("API key", &text)
}

pub(crate) fn by_id(connection: &Connection, id: &str) -> Result<Option<ApiKey>, StoreError> {
    first(connection, "SELECT record FROM api_key WHERE id = ?1", [id], key)
}

pub(crate) fn list(connection: &Connection) -> Result<Vec<ApiKey>, StoreError> {
    all(connection, "SELECT record FROM api_key ORDER BY id", [], key)
}

/// Inserts or replaces a key.
pub(crate) fn put(connection: &Connection, key: &ApiKey) -> Result<((), Effect), StoreError> {
    let text = "INSERT INTO api_key (id, record) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET record = excluded.record";
    execute(connection, text, params![key.id, json(key)?])?;
    Ok(((), Effect::Nothing))
}

/// Revokes a key; one that is revoked already keeps its first time.
pub(crate) fn revoke(connection: &Connection, id: &str, at: Timestamp) -> Result<(bool, Effect), StoreError> {
    let Some(mut key) = by_id(connection, id)? else { return Ok((false, Effect::Nothing)) };
    key.revoked_at = key.revoked_at.or(Some(at));
    put(connection, &key)?;
    Ok((true, Effect::Nothing))
}
