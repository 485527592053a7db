//! Running queries whose rows become values of the core.

use crate::error::sql;
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, Params, Row};

/// All rows.
pub(crate) fn all<T>(
    connection: &Connection,
    text: &str,
    parameters: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(text).map_err(sql)?;
    let mut rows = statement.query(parameters).map_err(sql)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(sql)? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The first row, if there is one.
pub(crate) fn first<T>(
    connection: &Connection,
    text: &str,
    parameters: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(text).map_err(sql)?;
    let mut rows = statement.query(parameters).map_err(sql)?;
    rows.next().map_err(sql)?.map(read).transpose()
}

/// Runs a statement that changes rows; how many.
pub(crate) fn execute(connection: &Connection, text: &str, parameters: impl Params) -> Result<usize, StoreError> {
    connection.prepare_cached(text).and_then(|mut statement| statement.execute(parameters)).map_err(sql)
}
