//! Browsers that are signed in.

use crate::error::{damaged, sql};
use crate::sqlite::query::{execute, first};
use crate::sqlite::values::{digest, time};
use crate::time::to_micros;
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::AccountName;
use drehscheibe_model::portal::Session;
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::{Connection, params};

pub(super) fn add(connection: &Connection, session: &Session) -> Result<((), Effect), StoreError> {
    let text = "INSERT INTO session (id, account, created_at, seen_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![
        session.id.0,
        session.account.as_str(),
        to_micros(session.created_at),
        to_micros(session.seen_at),
        to_micros(session.expires_at)
    ];
    execute(connection, text, values)?;
    Ok(((), Effect::Nothing))
}

pub(super) fn by_id(connection: &Connection, id: &Digest) -> Result<Option<Session>, StoreError> {
    let text = "SELECT id, account, created_at, seen_at, expires_at FROM session WHERE id = ?1";
    first(connection, text, [id.0], |row| {
        let account: String = row.get(1).map_err(sql)?;
        Ok(Session {
            id: digest(row, 0)?,
            account: AccountName::new(account).map_err(|error| damaged(error.to_string()))?,
            created_at: time(row, 2)?,
            seen_at: time(row, 3)?,
            expires_at: time(row, 4)?,
        })
    })
}

pub(super) fn see(connection: &Connection, id: &Digest, at: Timestamp) -> Result<((), Effect), StoreError> {
    execute(connection, "UPDATE session SET seen_at = ?2 WHERE id = ?1", params![id.0, to_micros(at)])?;
    Ok(((), Effect::Nothing))
}

pub(super) fn end(connection: &Connection, id: &Digest) -> Result<(bool, Effect), StoreError> {
    let ended = execute(connection, "DELETE FROM session WHERE id = ?1", [id.0])?;
    Ok((ended > 0, Effect::Nothing))
}

pub(crate) const END_ALL: &str = "DELETE FROM session WHERE account = ?1";
pub(crate) const DROP: &str = "DELETE FROM session WHERE expires_at < ?1";

pub(super) fn end_all(connection: &Connection, account: &AccountName) -> Result<(u64, Effect), StoreError> {
    let ended = execute(connection, END_ALL, [account.as_str()])?;
    Ok((ended as u64, Effect::Nothing))
}

pub(super) fn drop_before(connection: &Connection, before: Timestamp) -> Result<(u64, Effect), StoreError> {
    let dropped = execute(connection, DROP, [to_micros(before)])?;
    Ok((dropped as u64, Effect::Nothing))
}
