//! What shadow runs found.

use super::query::{all, execute, first};
use super::values::{json, message_id, number, parse, signed};
use crate::error::sql;
use crate::wake::Effect;
use drehscheibe_model::activation::{ShadowOutcome, ShadowReport};
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, params};

/// Kinds of difference kept for one run: a rule that invents its ids must not fill the disk.
const KINDS: u64 = 1_000;

pub(crate) fn add(connection: &Connection, outcome: &ShadowOutcome) -> Result<((), Effect), StoreError> {
    let activation = signed(outcome.activation);
    let known = first(connection, "SELECT 1 FROM activation WHERE number = ?1", [activation], |_| Ok(()))?;
    if known.is_none() {
        // Dropped while its last message was on its way.
        return Ok(((), Effect::Nothing));
    }
    let text = "INSERT INTO shadow_run (activation, messages, equal) VALUES (?1, 1, ?2)
                ON CONFLICT DO UPDATE SET messages = messages + 1, equal = equal + excluded.equal";
    execute(connection, text, params![activation, outcome.differences.is_empty()])?;
    for difference in &outcome.differences {
        let difference = json(difference)?;
        let more = "UPDATE shadow_difference SET times = times + 1 WHERE activation = ?1 AND difference = ?2";
        if execute(connection, more, params![activation, difference])? == 0 {
            let count = "SELECT count(*) FROM shadow_difference WHERE activation = ?1";
            if first(connection, count, [activation], |row| number(row, 0))?.unwrap_or(0) < KINDS {
                let text =
                    "INSERT INTO shadow_difference (activation, difference, times, message) VALUES (?1, ?2, 1, ?3)";
                execute(connection, text, params![activation, difference, outcome.message.0.as_bytes()])?;
            }
        }
    }
    Ok(((), Effect::Nothing))
}

pub(crate) fn report(connection: &Connection, activation: u64) -> Result<ShadowReport, StoreError> {
    let activation = signed(activation);
    let text = "SELECT messages, equal FROM shadow_run WHERE activation = ?1";
    let counts = first(connection, text, [activation], |row| Ok((number(row, 0)?, number(row, 1)?)))?;
    let (messages, equal) = counts.unwrap_or_default();
    let text = "SELECT difference, times, message FROM shadow_difference WHERE activation = ?1 ORDER BY difference";
    let differences = all(connection, text, [activation], |row| {
        let difference: String = row.get(0).map_err(sql)?;
        Ok((parse("difference", &difference)?, number(row, 1)?, message_id(row, 2)?))
    })?;
    Ok(ShadowReport { messages, equal, differences })
}
