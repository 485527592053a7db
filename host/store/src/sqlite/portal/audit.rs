//! The audit log: one hash chain over every administrative act.

use crate::error::sql;
use crate::sqlite::query::{all, execute, first};
use crate::sqlite::values::{digest, json, number, signed, time};
use crate::time::to_micros;
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::journal::{ChainFault, GENESIS};
use drehscheibe_model::portal::{AuditEvent, AuditFilter, AuditRow, audit_hash, check_audit};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

const COLUMNS: &str = "sequence, at, event, previous, hash";

fn row(row: &Row<'_>) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        sequence: number(row, 0)?,
        at: time(row, 1)?,
        event: row.get(2).map_err(sql)?,
        previous: digest(row, 3)?,
        hash: digest(row, 4)?,
    })
}

fn head(connection: &Connection) -> Result<(u64, Digest), StoreError> {
    let read = |row: &Row<'_>| Ok((number(row, 0)?, digest(row, 1)?));
    let found = first(connection, "SELECT sequence, hash FROM audit_head WHERE one = 1", [], read)?;
    Ok(found.unwrap_or((0, GENESIS)))
}

pub(super) fn append(connection: &Connection, at: Timestamp, event: &AuditEvent) -> Result<(u64, Effect), StoreError> {
    let (last, previous) = head(connection)?;
    let (sequence, event) = (last + 1, json(event)?);
    let at = crate::time::from_micros(to_micros(at))?;
    let hash = audit_hash(&previous, sequence, at, &event);
    let text = "INSERT INTO audit (sequence, at, event, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5)";
    execute(connection, text, params![signed(sequence), to_micros(at), event, previous.0, hash.0])?;
    let text = "UPDATE audit_head SET sequence = ?1, hash = ?2 WHERE one = 1";
    execute(connection, text, params![signed(sequence), hash.0])?;
    Ok((sequence, Effect::Nothing))
}

/// The query of a page with its values: one condition is served by an index, the other row by row.
pub(crate) fn page_query(filter: &AuditFilter) -> (String, Vec<Value>) {
    let mut text = format!("SELECT {COLUMNS} FROM audit WHERE sequence < ?1");
    let mut values = vec![Value::Integer(filter.before.map_or(i64::MAX, signed))];
    if let Some(actor) = &filter.actor {
        values.push(Value::Text(actor.clone()));
        text.push_str(" AND actor = ?2");
    }
    if let Some(action) = &filter.action {
        values.push(Value::Text(action.clone()));
        let plus = if filter.actor.is_some() { "+" } else { "" };
        text.push_str(&format!(" AND {plus}action = ?{}", values.len()));
    }
    values.push(Value::Integer(i64::from(filter.limit.clamp(1, 500))));
    text.push_str(&format!(" ORDER BY sequence DESC LIMIT ?{}", values.len()));
    (text, values)
}

pub(super) fn page(connection: &Connection, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
    let (text, values) = page_query(filter);
    all(connection, &text, params_from_iter(values), row)
}

/// Walks along the whole log, one row in memory at a time.
pub(crate) fn verify(connection: &Connection) -> Result<Result<u64, ChainFault>, StoreError> {
    let (recorded, head_hash) = head(connection)?;
    let text = format!("SELECT {COLUMNS} FROM audit ORDER BY sequence");
    let mut statement = connection.prepare_cached(&text).map_err(sql)?;
    let mut rows = statement.query([]).map_err(sql)?;
    let (mut last, mut hash) = (0, GENESIS);
    while let Some(next) = rows.next().map_err(sql)? {
        let Ok(entry) = row(next) else {
            return Ok(Err(ChainFault::Changed { sequence: number(next, 0).unwrap_or(last + 1) }));
        };
        if let Err(fault) = check_audit(last, &hash, &entry) {
            return Ok(Err(fault));
        }
        (last, hash) = (entry.sequence, entry.hash);
    }
    if last != recorded {
        return Ok(Err(ChainFault::CutOff { found: last, recorded }));
    }
    if hash != head_hash {
        return Ok(Err(ChainFault::Unlinked { sequence: recorded }));
    }
    Ok(Ok(last))
}
