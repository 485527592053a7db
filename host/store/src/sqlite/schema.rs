//! The schema and how older files are brought up to it.

use super::open::OpenError;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Marks the file as a hub's: `DRHS`.
const APPLICATION_ID: i64 = 0x4452_4853;

/// Each script brings the schema to the next version; the first makes version 1.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/001_initial.sql"),
    include_str!("migrations/002_depot.sql"),
    include_str!("migrations/003_activation.sql"),
    include_str!("migrations/004_portal.sql"),
    include_str!("migrations/005_retention.sql"),
    include_str!("migrations/006_lead_times.sql"),
    include_str!("migrations/007_message_pages.sql"),
];

/// The newest version this hub knows.
pub(crate) const fn known_version() -> i64 {
    MIGRATIONS.len() as i64
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// Refuses files of others and of newer hubs; changes nothing. True if the file is still empty.
pub(crate) fn check(connection: &Connection) -> Result<bool, OpenError> {
    let id = pragma(connection, "application_id")?;
    let version = pragma(connection, "user_version")?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id == 0 && version == 0 && tables == 0 {
        return Ok(true);
    }
    if id != APPLICATION_ID {
        return Err(OpenError::NotOurs);
    }
    if version < 1 || version > known_version() {
        return Err(OpenError::SchemaVersion { found: version, known: known_version() });
    }
    Ok(false)
}

/// Brings the schema up to date, one transaction per step.
pub(crate) fn migrate(connection: &Connection) -> Result<(), OpenError> {
    loop {
        connection.execute_batch("BEGIN IMMEDIATE")?;
        match step(connection) {
            Ok(done) => {
                connection.execute_batch("COMMIT")?;
                if done {
                    return Ok(());
                }
            }
            Err(error) => {
                // The error that counts is the first one.
                let _ = connection.execute_batch("ROLLBACK");
                return Err(error);
            }
        }
    }
}

/// True if nothing is left to do. Looks again under the lock: another process may have been faster.
fn step(connection: &Connection) -> Result<bool, OpenError> {
    let empty = check(connection)?;
    let version = pragma(connection, "user_version")?;
    let Some(script) = usize::try_from(version).ok().and_then(|version| MIGRATIONS.get(version)) else {
        return Ok(true);
    };
    connection.execute_batch(script)?;
    connection.pragma_update(None, "user_version", version + 1)?;
    if empty {
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    Ok(false)
}

/// The first thing in the schema that a hub of this version would not have made, or that is missing.
pub(crate) fn difference(connection: &Connection) -> Result<Option<String>, OpenError> {
    let version = pragma(connection, "user_version")?;
    let ours = Connection::open_in_memory()?;
    let steps = usize::try_from(version).unwrap_or(0);
    for script in MIGRATIONS.iter().take(steps) {
        ours.execute_batch(script)?;
    }
    let (expected, found) = (objects(&ours)?, objects(connection)?);
    let different = found.symmetric_difference(&expected).next();
    Ok(different.map(|(kind, name, _)| format!("{kind} {name}")))
}

type Object = (String, String, Option<String>);

fn objects(connection: &Connection) -> rusqlite::Result<BTreeSet<Object>> {
    let mut statement = connection.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name <> 'sqlite_stat1'")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}
