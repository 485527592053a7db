//! Accounts.

use crate::error::sql;
use crate::sqlite::query::{all, execute, first};
use crate::sqlite::values::{json, parse};
use crate::wake::Effect;
use drehscheibe_model::ids::AccountName;
use drehscheibe_model::portal::{Account, SignIn};
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, Row, params};

fn account(row: &Row<'_>) -> Result<Account, StoreError> {
    let text: String = row.get(0).map_err(sql)?;
    parse("account", &text)
}

pub(super) fn list(connection: &Connection) -> Result<Vec<Account>, StoreError> {
    all(connection, "SELECT record FROM account ORDER BY name", [], account)
}

pub(super) fn by_name(connection: &Connection, name: &AccountName) -> Result<Option<Account>, StoreError> {
    first(connection, "SELECT record FROM account WHERE name = ?1", [name.as_str()], account)
}

pub(crate) const BY_SUBJECT: &str = "SELECT record FROM account WHERE issuer = ?1 AND subject = ?2";

pub(super) fn by_subject(connection: &Connection, issuer: &str, subject: &str) -> Result<Option<Account>, StoreError> {
    first(connection, BY_SUBJECT, [issuer, subject], account)
}

/// Inserts or replaces an account.
pub(super) fn put(connection: &Connection, account: &Account) -> Result<((), Effect), StoreError> {
    let (issuer, subject) = match &account.sign_in {
        SignIn::Password { .. } => (None, None),
        SignIn::OpenId { issuer, subject } => (Some(issuer), Some(subject)),
    };
    let text = "INSERT INTO account (name, issuer, subject, record) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT (name) DO UPDATE SET issuer = excluded.issuer, subject = excluded.subject,
                    record = excluded.record";
    execute(connection, text, params![account.name.as_str(), issuer, subject, json(account)?])?;
    Ok(((), Effect::Nothing))
}
