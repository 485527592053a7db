//! The depot's tables.

mod manifest;
mod package;
mod port;
mod upload;

use super::query::{all, execute, first};
use super::values::{number, signed};
use crate::error::{damaged, sql};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::RepositoryName;
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, Row, params};

/// The row of a repository, if there is one.
fn find(connection: &Connection, name: &RepositoryName) -> Result<Option<i64>, StoreError> {
    let text = "SELECT id FROM depot_repository WHERE name = ?1";
    first(connection, text, [name.as_str()], |row| row.get(0).map_err(sql))
}

/// The row of a repository, made if there is none.
fn find_or_make(connection: &Connection, name: &RepositoryName) -> Result<i64, StoreError> {
    if let Some(id) = find(connection, name)? {
        return Ok(id);
    }
    execute(connection, "INSERT INTO depot_repository (name) VALUES (?1)", [name.as_str()])?;
    Ok(connection.last_insert_rowid())
}

fn repository(row: &Row<'_>, column: usize) -> Result<RepositoryName, StoreError> {
    let text: String = row.get(column).map_err(sql)?;
    RepositoryName::new(text).map_err(|error| damaged(error.to_string()))
}

fn repositories(
    connection: &Connection,
    after: Option<&RepositoryName>,
    limit: u32,
) -> Result<Vec<RepositoryName>, StoreError> {
    // A repository exists once there is a manifest.
    let text = "SELECT name FROM depot_repository r WHERE name > ?1
                AND EXISTS (SELECT 1 FROM depot_manifest m WHERE m.repository = r.id) ORDER BY name LIMIT ?2";
    all(connection, text, params![after.map_or("", RepositoryName::as_str), limit], |row| repository(row, 0))
}

fn add_blob(connection: &Connection, name: &RepositoryName, digest: &Digest, size: u64) -> Result<(), StoreError> {
    let repository = find_or_make(connection, name)?;
    let text = "INSERT INTO depot_blob (repository, digest, size) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    execute(connection, text, params![repository, digest.0, signed(size)])?;
    Ok(())
}

fn blob(connection: &Connection, name: &RepositoryName, digest: &Digest) -> Result<Option<u64>, StoreError> {
    let text = "SELECT size FROM depot_blob b JOIN depot_repository r ON r.id = b.repository
                WHERE r.name = ?1 AND b.digest = ?2";
    first(connection, text, params![name.as_str(), digest.0], |row| number(row, 0))
}
