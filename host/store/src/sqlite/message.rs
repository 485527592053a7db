//! Message rows.

use super::portal::overview;
use super::query::{all, first};
use super::values::{message_id, number, optional_time, parse, tenant, time};
use crate::error::{damaged, sql};
use crate::time::to_micros;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, RevisionNumber, TenantId};
use drehscheibe_model::message::{LaneKey, MessageRecord, MessageState, ParkReason};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{MessageFilter, MessagePage};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

const COLUMNS: &str = "sequence, id, version, received_at, tenant, state, reason, lane, revision, content_wiped_at,
    envelope, document, attachments, resolution, findings";

/// Name and reason of a state, as their columns hold them.
pub(crate) fn state_columns(state: MessageState) -> Result<(&'static str, Option<String>), StoreError> {
    let reason = match state {
        MessageState::Parked(reason) => match serde_json::to_value(reason) {
            Ok(serde_json::Value::String(reason)) => Some(reason),
            _ => return Err(damaged("a reason without a name")),
        },
        _ => None,
    };
    Ok((state.name(), reason))
}

fn state(name: &str, reason: Option<String>) -> Result<MessageState, StoreError> {
    let mut tagged = serde_json::Map::from_iter([("state".to_owned(), name.into())]);
    if let Some(reason) = reason {
        tagged.insert("reason".into(), reason.into());
    }
    serde_json::from_value(tagged.into()).map_err(|error| damaged(format!("state of a message: {error}")))
}

fn record(row: &Row<'_>) -> Result<MessageRecord, StoreError> {
    let text = |column| {
        let value = row.get_ref(column).map_err(sql)?;
        value.as_str_or_null().map_err(|_| damaged("a text column of a message"))
    };
    let needed = |column| text(column)?.ok_or_else(|| damaged("a message with an empty column"));
    Ok(MessageRecord {
        sequence: number(row, 0)?,
        id: message_id(row, 1)?,
        version: number(row, 2)?,
        received_at: time(row, 3)?,
        tenant: tenant(row, 4)?,
        state: state(needed(5)?, text(6)?.map(str::to_owned))?,
        lane: text(7)?.map(|lane| LaneKey(lane.to_owned())),
        revision: RevisionNumber(number(row, 8)?),
        content_wiped_at: optional_time(row, 9)?,
        envelope: parse("envelope", needed(10)?)?,
        document: parse("document", needed(11)?)?,
        attachments: parse("attachments", needed(12)?)?,
        resolution: text(13)?.map(|resolution| parse("resolution", resolution)).transpose()?,
        findings: parse("findings", needed(14)?)?,
    })
}

pub(crate) fn by_id(connection: &Connection, id: MessageId) -> Result<Option<MessageRecord>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM message WHERE id = ?1");
    first(connection, &text, [id.0.as_bytes()], record)
}

/// The row number of a message.
pub(crate) fn sequence(connection: &Connection, id: MessageId) -> Result<Option<i64>, StoreError> {
    let text = "SELECT sequence FROM message WHERE id = ?1";
    first(connection, text, [id.0.as_bytes()], |row| row.get(0).map_err(sql))
}

/// Bytes that lie beside the message's row.
pub(crate) fn content(connection: &Connection, id: MessageId, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
    let text = "SELECT body FROM content JOIN message ON message.sequence = content.message
                WHERE message.id = ?1 AND digest = ?2";
    first(connection, text, params![id.0.as_bytes(), digest.0], |row| row.get(0).map_err(sql))
}

/// The query for one page of one tenant (or of all), with its parameters. Each condition has an
/// index that gives the rows newest first; the rarest one is used and the others are looked at row
/// by row.
pub(crate) fn page_query(
    filter: &MessageFilter,
    tenant: Option<&TenantId>,
    bounds: Option<(i64, i64)>,
    limit: u32,
) -> (String, Vec<Value>) {
    // In the order of their worth: of the states, only `delivered` is common and has no index.
    let mut conditions = Vec::new();
    if let Some(case) = &filter.case_id {
        conditions.push(("case_id", case.as_str().to_owned()));
    }
    if let Some(state) = &filter.state {
        conditions.push(("state", state.clone()));
    }
    if let Some(tenant) = tenant {
        conditions.push(("tenant", tenant.to_string()));
    }
    if let Some(procedure) = &filter.procedure {
        conditions.push(("procedure", procedure.to_string()));
    }
    if let Some(source) = &filter.source {
        conditions.push(("source", source.to_string()));
    }
    if let Some(reason) = filter.reason.and_then(|reason| state_columns(MessageState::Parked(reason)).ok()?.1) {
        conditions.push(("reason", reason));
    }
    let given: Vec<&str> = conditions
        .iter()
        .filter(|(column, value)| *column != "state" || value != "delivered")
        .map(|(column, _)| *column)
        .collect();
    // The reason has no index of its own: those who ask for it ask for what is parked.
    let indexes: [&[&str]; 8] = [
        &["case_id"],
        &["state", "tenant"],
        &["state", "procedure"],
        &["state"],
        &["tenant", "procedure"],
        &["tenant"],
        &["procedure"],
        &["source"],
    ];
    let best = indexes.into_iter().find(|columns| columns.iter().all(|column| given.contains(column))).unwrap_or(&[]);
    let mut text = format!("SELECT {COLUMNS} FROM message WHERE sequence < ?1");
    // SQLite begins a walk at one bound, so there is only one of them on each side.
    let before = filter.before.map_or(i64::MAX, super::values::signed);
    let mut values = vec![Value::Integer(bounds.map_or(before, |(_, high)| before.min(high.saturating_add(1))))];
    for (condition, at) in [(">=", filter.received_from), ("<", filter.received_until)] {
        if let Some(at) = at {
            values.push(Value::Integer(to_micros(at)));
            text.push_str(&format!(" AND +received_at {condition} ?{}", values.len()));
        }
    }
    if let Some((low, _)) = bounds {
        values.push(Value::Integer(low));
        text.push_str(&format!(" AND sequence >= ?{}", values.len()));
    }
    for (column, value) in conditions {
        // A `+` keeps SQLite from choosing the index of this column.
        let plus = if best.contains(&column) { "" } else { "+" };
        if column == "case_id" {
            text.push_str(" AND case_id IS NOT NULL");
        }
        if column == "state" && best.contains(&column) {
            text.push_str(" AND state <> 'delivered'");
        }
        values.push(Value::Text(value));
        text.push_str(&format!(" AND {plus}{column} = ?{}", values.len()));
    }
    values.push(Value::Integer(i64::from(limit)));
    text.push_str(&format!(" ORDER BY sequence DESC LIMIT ?{}", values.len()));
    (text, values)
}

/// Finds messages parked for a reason, oldest first.
pub(crate) const PARKED: &str =
    "SELECT sequence FROM message WHERE state = 'parked' AND state <> 'delivered' AND sequence > ?2 AND +reason = ?1
     ORDER BY sequence LIMIT ?3";

pub(crate) fn parked(
    connection: &Connection,
    reason: ParkReason,
    after: u64,
    limit: u32,
) -> Result<Vec<MessageRecord>, StoreError> {
    let (_, reason) = state_columns(MessageState::Parked(reason))?;
    let found = all(connection, PARKED, params![reason, super::values::signed(after), limit], |row| {
        row.get::<_, i64>(0).map_err(sql)
    })?;
    let text = format!("SELECT {COLUMNS} FROM message WHERE sequence = ?1");
    let records = found.iter().map(|sequence| first(connection, &text, [sequence], record));
    records.filter_map(Result::transpose).collect()
}

/// A page, newest first.
pub(crate) fn page(connection: &Connection, filter: &MessageFilter) -> Result<MessagePage, StoreError> {
    let limit = filter.limit.clamp(1, 500);
    let tenants: Vec<Option<&TenantId>> =
        if filter.tenants.is_empty() { vec![None] } else { filter.tenants.iter().map(Some).collect() };
    let (from, until) = (filter.received_from.map(to_micros), filter.received_until.map(to_micros));
    let bounds = match (from, until) {
        (None, None) => None,
        _ => match overview::bounds(connection, from, until)? {
            Some(bounds) => Some(bounds),
            None => return Ok(MessagePage { messages: Vec::new(), next: None }),
        },
    };
    let mut messages = Vec::new();
    for tenant in tenants {
        // One more than wanted shows whether there is a next page.
        let (text, values) = page_query(filter, tenant, bounds, limit + 1);
        messages.extend(all(connection, &text, params_from_iter(values), record)?);
    }
    messages.sort_by_key(|message: &MessageRecord| std::cmp::Reverse(message.sequence));
    messages.dedup_by_key(|message| message.sequence);
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = messages.len() > wanted;
    messages.truncate(wanted);
    let next = messages.last().filter(|_| more).map(|message| message.sequence);
    Ok(MessagePage { messages, next })
}
