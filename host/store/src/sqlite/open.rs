//! Opening the database file.

use super::query::first;
use super::schema;
use super::values::number;
use drehscheibe_model::ports::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The oldest SQLite the hub runs on, as `3.51.3`. Older ones can damage a WAL database when a
/// checkpoint and a reset of the log meet.
pub const OLDEST_SQLITE: i32 = 3_051_003;

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("SQLite {found} is too old: at least {} is needed", version_text(OLDEST_SQLITE))]
    SqliteTooOld { found: String },
    #[error("{path} cannot be opened")]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("this file is not an SQLite database")]
    NotADatabase,
    #[error("this is a database of another program")]
    NotOurs,
    #[error("the database's schema has version {found}, this hub knows versions 1 to {known}")]
    SchemaVersion { found: i64, known: i64 },
    #[error("the database is damaged: {what}")]
    Damaged { what: String },
    #[error("the database cannot be opened")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotADatabase,
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { what: error.to_string() },
            _ => Self::Sqlite(error),
        }
    }
}

fn version_text(number: i32) -> String {
    format!("{}.{}.{}", number / 1_000_000, number / 1_000 % 1_000, number % 1_000)
}

/// Refuses versions of SQLite that are too old.
pub(crate) fn check_sqlite(number: i32) -> Result<(), OpenError> {
    if number < OLDEST_SQLITE { Err(OpenError::SqliteTooOld { found: version_text(number) }) } else { Ok(()) }
}

/// The connection that writes. Makes the file if there is none, readable by its owner only.
pub(crate) fn writer(path: &Path) -> Result<Connection, OpenError> {
    check_sqlite(rusqlite::version_number())?;
    let file_error = |source| OpenError::File { path: path.to_owned(), source };
    make_file(path).map_err(file_error)?;
    if is_cut_off(path).map_err(file_error)? {
        return Err(OpenError::Damaged { what: "the end of the file is missing".into() });
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | no_mutex())?;
    // Before anything is written into a file that is perhaps not ours.
    schema::check(&connection)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::Damaged { what: format!("journal mode is {mode}, not wal") });
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is wiped is overwritten, not only forgotten.
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    // What savepoints keep for undoing stays in memory: a batch is small.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    settle_plans(&connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    schema::migrate(&connection)?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | no_mutex())?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "query_only", true)?;
    settle_plans(&connection)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// A statement keeps its plan whatever values are bound to it. Otherwise SQLite would plan anew for each
/// value where an index covers a part of the table only, which is most of what the queues do.
fn settle_plans(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(|_| ())
}

/// Moves the log into the file and empties it, so that it keeps no traces of what was wiped. Waits a
/// while for readers; if one is too slow the log is emptied when the next round begins.
pub(crate) fn empty_log(path: &Path) -> Result<(), rusqlite::Error> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | no_mutex())?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// The file grows no further than to so many bytes.
pub(crate) fn limit_size(connection: &Connection, bytes: u64) -> Result<(), OpenError> {
    let page: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let pages = i64::try_from(bytes).unwrap_or(i64::MAX) / page.max(1);
    connection.pragma_update_and_check(None, "max_page_count", pages.max(1), |_| Ok(()))?;
    Ok(())
}

/// Bytes of the file that are in use.
pub(crate) fn used_bytes(connection: &Connection) -> Result<u64, StoreError> {
    let text = "SELECT (page_count - freelist_count) * page_size
                FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
    Ok(first(connection, text, [], |row| number(row, 0))?.unwrap_or(0))
}

fn no_mutex() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Whether the file ends within a page and no log holds that page. SQLite notices missing pages itself,
/// but takes the rest of a page for zeros.
fn is_cut_off(path: &Path) -> io::Result<bool> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let length = std::fs::metadata(path)?.len();
    if length == 0 || std::fs::metadata(log).is_ok_and(|log| log.len() > 0) {
        return Ok(false);
    }
    let mut size = [0; 2];
    match File::open(path)?.read_exact_at(&mut size, 16) {
        // 65,536 does not fit and is written as 1.
        Ok(()) => Ok(match u64::from(u16::from_be_bytes(size)) {
            1 => length % 65_536 != 0,
            size if size.is_power_of_two() => length % size != 0,
            _ => false,
        }),
        Err(_) => Ok(false),
    }
}

fn make_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.mode(0o600);
    options.open(path)?;
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_sqlite_is_refused_by_its_number() {
        assert!(check_sqlite(3_051_003).is_ok());
        let error = check_sqlite(3_051_002).unwrap_err();
        assert_eq!(error.to_string(), "SQLite 3.51.2 is too old: at least 3.51.3 is needed");
    }
}
