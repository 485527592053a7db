//! Figures for the overview. Each query looks at a bounded number of rows, or walks an index that holds
//! only what needs a person.

use crate::error::{damaged, sql};
use crate::sqlite::query::all;
use crate::sqlite::values::{message_id, number, parse, tenant, time};
use crate::time::to_micros;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::{ProcedureId, TenantId};
use drehscheibe_model::message::ParkReason;
use drehscheibe_model::portal::{LeadTimes, ParkedCount, RetentionProof, WaitingTarget, WipedContent};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params, params_from_iter};
use std::cmp::Reverse;

pub(crate) const NEWEST_FINAL: &str = "SELECT sequence, final_at - received_at FROM message
    WHERE procedure = ?1 AND final_at IS NOT NULL ORDER BY sequence DESC LIMIT ?2";
pub(crate) const NEWEST_FINAL_OF: &str = "SELECT sequence, final_at - received_at FROM message
    WHERE procedure = ?1 AND tenant = ?3 AND final_at IS NOT NULL ORDER BY sequence DESC LIMIT ?2";

fn ended(row: &Row<'_>) -> Result<(i64, u64), StoreError> {
    Ok((row.get(0).map_err(sql)?, number(row, 1).unwrap_or(0)))
}

pub(super) fn lead_times(
    connection: &Connection,
    procedure: &ProcedureId,
    tenants: &[TenantId],
    limit: u32,
) -> Result<LeadTimes, StoreError> {
    let mut newest: Vec<(i64, u64)> = Vec::new();
    if tenants.is_empty() {
        newest = all(connection, NEWEST_FINAL, params![procedure.as_str(), limit], ended)?;
    }
    for tenant in tenants {
        newest.extend(all(connection, NEWEST_FINAL_OF, params![procedure.as_str(), limit, tenant.as_str()], ended)?);
    }
    newest.sort_unstable_by_key(|(sequence, _)| Reverse(*sequence));
    newest.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let mut micros: Vec<u64> = newest.into_iter().map(|(_, micros)| micros).collect();
    micros.sort_unstable();
    Ok(LeadTimes { procedure: procedure.clone(), micros })
}

pub(crate) const RETRYING: &str = "SELECT job.tenant, message.received_at, delivery.record
    FROM job JOIN message ON message.sequence = job.message
    JOIN delivery ON delivery.message = job.message AND delivery.number = job.delivery
    WHERE job.class = 1 AND job.retries > 0 ORDER BY job.id DESC LIMIT ?1";

pub(super) fn waiting_targets(
    connection: &Connection,
    tenants: &[TenantId],
    limit: u32,
) -> Result<Vec<WaitingTarget>, StoreError> {
    let rows = all(connection, RETRYING, [limit], |row| {
        let text = row.get_ref(2).map_err(sql)?;
        let text = text.as_str().map_err(|_| damaged("a delivery that is not text"))?;
        Ok((tenant(row, 0)?, time(row, 1)?, parse::<DeliveryRecord>("delivery", text)?))
    })?;
    Ok(crate::waiting::by_target(
        rows.into_iter().filter(|(tenant, ..)| tenants.is_empty() || tenants.contains(tenant)),
    ))
}

pub(crate) const PARKED: &str = "SELECT tenant, reason, count(*) FROM message WHERE reason IS NOT NULL
    GROUP BY tenant, reason";

pub(super) fn parked_counts(connection: &Connection) -> Result<Vec<ParkedCount>, StoreError> {
    all(connection, PARKED, [], |row| {
        let reason: String = row.get(1).map_err(sql)?;
        let reason: ParkReason = serde_json::from_value(reason.into()).map_err(|error| damaged(error.to_string()))?;
        Ok(ParkedCount { tenant: tenant(row, 0)?, reason, number: number(row, 2)? })
    })
}

pub(crate) const OVERDUE: &str = "SELECT 1 FROM message
    WHERE final_at IS NOT NULL AND content_wiped_at IS NULL AND final_at < ?1 LIMIT ?2";
pub(crate) const WIPED: &str = "SELECT id, tenant, final_at, content_wiped_at FROM message
    WHERE content_wiped_at IS NOT NULL ORDER BY content_wiped_at DESC LIMIT ?1";

pub(super) fn retention_proof(
    connection: &Connection,
    before: Timestamp,
    limit: u32,
) -> Result<RetentionProof, StoreError> {
    let overdue = all(connection, OVERDUE, params![to_micros(before), limit], |_| Ok(()))?;
    let wiped = all(connection, WIPED, [limit], |row| {
        Ok(WipedContent {
            message: message_id(row, 0)?,
            tenant: tenant(row, 1)?,
            final_at: time(row, 2)?,
            wiped_at: time(row, 3)?,
        })
    })?;
    Ok(RetentionProof { overdue: overdue.len() as u64, wiped })
}

/// Slack around a time for clocks that were set back or forward: a day.
const SLACK_MICROS: i64 = 86_400_000_000;

pub(crate) const TIME_SINCE: &str =
    "SELECT received_at FROM message WHERE received_at >= ?1 ORDER BY received_at LIMIT 1";
pub(crate) const TIME_BEFORE: &str =
    "SELECT received_at FROM message WHERE received_at < ?1 ORDER BY received_at DESC LIMIT 1";
// The `+` keeps SQLite from walking along the messages themselves. There is such a message.
pub(crate) const FIRST_BETWEEN: &str =
    "SELECT min(+sequence) FROM message WHERE received_at >= ?1 AND received_at <= ?2";
pub(crate) const LAST_BETWEEN: &str =
    "SELECT max(+sequence) FROM message WHERE received_at >= ?1 AND received_at <= ?2";

/// Bounds of the sequences of messages received in a time; none if there is no such message. They are as narrow as
/// can be, so that pages begin with rows that are wanted, if no clock was ever wrong by more than a day.
pub(crate) fn bounds(
    connection: &Connection,
    from: Option<i64>,
    until: Option<i64>,
) -> Result<Option<(i64, i64)>, StoreError> {
    let number = |text: &str, values: &[i64]| {
        let found = all(connection, text, params_from_iter(values), |row| row.get(0).map_err(sql))?;
        Ok::<Option<i64>, StoreError>(found.first().copied())
    };
    let low = match from {
        None => Some(0),
        Some(at) => match number(TIME_SINCE, &[at])? {
            Some(first) => number(FIRST_BETWEEN, &[first, first.saturating_add(SLACK_MICROS)])?,
            None => None,
        },
    };
    let high = match until {
        None => Some(i64::MAX),
        Some(at) => match number(TIME_BEFORE, &[at])? {
            Some(last) => number(LAST_BETWEEN, &[last.saturating_sub(SLACK_MICROS), last])?,
            None => None,
        },
    };
    Ok(low.zip(high))
}
