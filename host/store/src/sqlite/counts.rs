//! Numbers of messages per tenant and state, kept with every change instead of counted.

use super::query::{all, execute};
use super::values::{number, tenant};
use crate::error::sql;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, params};

/// Adds `change` to the number of messages of a tenant in a state.
pub(crate) fn add(connection: &Connection, tenant: &str, state: &str, change: i64) -> Result<(), StoreError> {
    let text = "INSERT INTO message_count (tenant, state, number) VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET number = number + excluded.number";
    execute(connection, text, params![tenant, state, change])?;
    Ok(())
}

/// All numbers that are not zero.
pub(crate) fn read(connection: &Connection) -> Result<Vec<(TenantId, String, u64)>, StoreError> {
    let text = "SELECT tenant, state, number FROM message_count WHERE number <> 0 ORDER BY tenant, state";
    all(connection, text, [], |row| Ok((tenant(row, 0)?, row.get(1).map_err(sql)?, number(row, 2)?)))
}
