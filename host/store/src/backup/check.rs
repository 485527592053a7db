//! Whether a database file is whole: as SQLite sees it, as a hub's schema, and along every chain.

use super::{BackupError, Progress, Report, Step};
use crate::sqlite;
use drehscheibe_model::content::Digest;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// What the check found.
pub(super) struct Checked {
    /// Without the sizes, which the caller knows.
    pub report: Report,
    /// Blobs that the database needs.
    pub blobs: Vec<Digest>,
}

pub(super) fn check_database(path: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Checked, BackupError> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    // The file may come from anywhere.
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    if sqlite::check_schema(&connection)? {
        return Err(BackupError::Damaged("it is empty".into()));
    }
    if let Some(difference) = sqlite::schema_difference(&connection)? {
        return Err(BackupError::ForeignSchema(difference));
    }
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(BackupError::Damaged(found));
    }
    let orphans = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if orphans {
        return Err(BackupError::Damaged("rows point to rows that are not there".into()));
    }
    let tenants = sqlite::chains(&connection)?;
    let mut report = Report { chains: tenants.len() as u64, ..Report::default() };
    for (done, tenant) in (1..).zip(tenants) {
        match sqlite::verify(&connection, &tenant)? {
            Ok(entries) => report.entries += entries,
            Err(fault) => return Err(BackupError::Chain { tenant, fault }),
        }
        progress(Progress { step: Step::Check, done, total: report.chains });
    }
    let blobs = sqlite::blobs_in_use(&connection)?;
    Ok(Checked { report, blobs })
}
