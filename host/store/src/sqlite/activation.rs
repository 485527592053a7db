//! Activations.

use super::query::{all, execute, first};
use super::values::{json, parse, signed, unsigned};
use crate::error::sql;
use crate::memory::due_on;
use crate::time::{from_micros, to_micros};
use crate::wake::Effect;
use drehscheibe_model::activation::{ActivationFilter, ActivationRecord, Direction, FunctionTest};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

fn direction_name(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

fn record(row: &Row<'_>) -> Result<ActivationRecord, StoreError> {
    let text: String = row.get(2).map_err(sql)?;
    let record: ActivationRecord = parse("activation", &text)?;
    let number = unsigned(row.get(0).map_err(sql)?)?;
    Ok(ActivationRecord { number, version: unsigned(row.get(1).map_err(sql)?)?, ..record })
}

fn pin(connection: &Connection, number: i64, record: &ActivationRecord) -> Result<(), StoreError> {
    execute(connection, "DELETE FROM activation_component WHERE activation = ?1", [number])?;
    for digest in record.content.uses().filter_map(|plugin_use| plugin_use.component) {
        let text = "INSERT INTO activation_component (activation, digest) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        execute(connection, text, params![number, digest.0])?;
    }
    Ok(())
}

pub(crate) fn add(connection: &Connection, new: &[ActivationRecord]) -> Result<(Vec<u64>, Effect), StoreError> {
    let mut numbers = Vec::with_capacity(new.len());
    for record in new {
        let text = "INSERT INTO activation (version, tenant, procedure, direction, state, counts, due, record)
                    VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (tenant, procedure) = (record.tenant.as_str(), record.procedure.as_str());
        let direction = direction_name(record.direction);
        let due = due_on(record).map(|day| day.to_string());
        let values = params![tenant, procedure, direction, record.state.name(), record.counts(), due, json(record)?];
        execute(connection, text, values)?;
        let number = connection.last_insert_rowid();
        pin(connection, number, record)?;
        numbers.push(unsigned(number)?);
    }
    Ok((numbers, Effect::Nothing))
}

pub(crate) fn change(
    connection: &Connection,
    changed: &[ActivationRecord],
    dropped: &[u64],
) -> Result<((), Effect), StoreError> {
    for record in changed {
        let text = "UPDATE activation SET version = version + 1, state = ?3, counts = ?4, due = ?5, record = ?6
                    WHERE number = ?1 AND version = ?2";
        let (number, version) = (signed(record.number), signed(record.version));
        let due = due_on(record).map(|day| day.to_string());
        let values = params![number, version, record.state.name(), record.counts(), due, json(record)?];
        if execute(connection, text, values)? != 1 {
            return Err(StoreError::ActivationChanged { number: record.number });
        }
        pin(connection, number, record)?;
    }
    for number in dropped {
        execute(connection, "DELETE FROM activation WHERE number = ?1", [signed(*number)])?;
    }
    Ok(((), Effect::Nothing))
}

pub(crate) fn by_number(connection: &Connection, number: u64) -> Result<Option<ActivationRecord>, StoreError> {
    let text = "SELECT number, version, record FROM activation WHERE number = ?1";
    first(connection, text, [signed(number)], record)
}

/// The query of a list, with its parameters.
pub(crate) fn list_query(filter: &ActivationFilter, tenant: Option<&TenantId>, limit: u32) -> (String, Vec<Value>) {
    let mut text = "SELECT number, version, record FROM activation WHERE number > ?1".to_owned();
    let mut values = vec![Value::Integer(signed(filter.after))];
    let conditions = [
        ("tenant", tenant.map(|tenant| tenant.to_string())),
        ("procedure", filter.procedure.as_ref().map(|procedure| procedure.to_string())),
        ("state", filter.state.map(|state| state.name().to_owned())),
    ];
    for (column, value) in conditions {
        if let Some(value) = value {
            values.push(Value::Text(value));
            text.push_str(&format!(" AND {column} = ?{}", values.len()));
        }
    }
    values.push(Value::Integer(i64::from(limit)));
    text.push_str(&format!(" ORDER BY number LIMIT ?{}", values.len()));
    (text, values)
}

pub(crate) fn list(connection: &Connection, filter: &ActivationFilter) -> Result<Vec<ActivationRecord>, StoreError> {
    let limit = filter.limit.clamp(1, 1_000);
    let tenants: Vec<Option<&TenantId>> =
        if filter.tenants.is_empty() { vec![None] } else { filter.tenants.iter().map(Some).collect() };
    let mut found: Vec<ActivationRecord> = Vec::new();
    for tenant in tenants {
        let (text, values) = list_query(filter, tenant, limit);
        found.extend(all(connection, &text, params_from_iter(values), record)?);
    }
    found.sort_by_key(|record| record.number);
    found.dedup_by_key(|record| record.number);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// All of a line.
pub(crate) const LINE: &str = "SELECT number, version, record FROM activation
    WHERE tenant = ?1 AND procedure = ?2 AND direction = ?3 ORDER BY number";

pub(crate) fn line(
    connection: &Connection,
    tenant: &TenantId,
    procedure: &ProcedureId,
    direction: Direction,
) -> Result<Vec<ActivationRecord>, StoreError> {
    all(connection, LINE, params![tenant.as_str(), procedure.as_str(), direction_name(direction)], record)
}

/// What a composed configuration needs.
pub(crate) const IN_FORCE: &str = "SELECT number, version, record FROM activation WHERE counts = 1 ORDER BY number";

pub(crate) fn in_force(connection: &Connection) -> Result<Vec<ActivationRecord>, StoreError> {
    all(connection, IN_FORCE, [], record)
}

/// What happens by itself on a day or before.
pub(crate) const DUE: &str = "SELECT number, version, record FROM activation WHERE due <= ?1 AND due IS NOT NULL";

pub(crate) fn due(connection: &Connection, day: Date) -> Result<Vec<ActivationRecord>, StoreError> {
    all(connection, DUE, [day.to_string()], record)
}

pub(crate) fn keep_test(connection: &Connection, test: &FunctionTest) -> Result<((), Effect), StoreError> {
    let text = "INSERT INTO function_test (content, record) VALUES (?1, ?2)
                ON CONFLICT DO UPDATE SET record = excluded.record";
    execute(connection, text, params![test.content.0, json(test)?])?;
    Ok(((), Effect::Nothing))
}

pub(crate) fn test(connection: &Connection, content: &Digest) -> Result<Option<FunctionTest>, StoreError> {
    first(connection, "SELECT record FROM function_test WHERE content = ?1", [content.0], |row| {
        let text: String = row.get(0).map_err(sql)?;
        parse("function test", &text)
    })
}

pub(crate) fn note_time(connection: &Connection, at: Timestamp) -> Result<(Timestamp, Effect), StoreError> {
    let text = "INSERT INTO activation_clock (id, seen) VALUES (1, ?1)
                ON CONFLICT DO UPDATE SET seen = max(seen, excluded.seen)";
    execute(connection, text, [to_micros(at)])?;
    Ok((time_seen(connection)?.unwrap_or(at), Effect::Nothing))
}

pub(crate) fn accept_time(connection: &Connection, at: Timestamp) -> Result<((), Effect), StoreError> {
    execute(connection, "UPDATE activation_clock SET seen = min(seen, ?1)", [to_micros(at)])?;
    Ok(((), Effect::Nothing))
}

pub(crate) fn time_seen(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let seen = first(connection, "SELECT seen FROM activation_clock", [], |row| row.get(0).map_err(sql))?;
    seen.map(from_micros).transpose()
}
