//! Opening the database file.

use super::schema;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{File, OpenOptions};
use std::io;
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
    make_file(path).map_err(|source| OpenError::File { path: path.to_owned(), source })?;
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
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    connection.set_prepared_statement_cache_capacity(128);
    schema::migrate(&connection)?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(path: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | no_mutex())?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "query_only", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn no_mutex() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn make_file(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
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
