//! Configuration revisions.

use super::query::{all, execute, first};
use super::values::{digest, json, number, parse, signed, time};
use crate::error::sql;
use crate::time::to_micros;
use crate::wake::Effect;
use drehscheibe_model::configuration::{Revision, RevisionSummary};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::RevisionNumber;
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use std::collections::BTreeSet;

/// A revision with its JSON written.
pub(crate) struct Prepared {
    author: String,
    at: Timestamp,
    digest: Digest,
    configuration: String,
    plugins: BTreeSet<Digest>,
}

pub(crate) fn prepare(revision: Revision) -> Result<Prepared, StoreError> {
    let configuration = json(&revision.configuration)?;
    Ok(Prepared {
        author: revision.author,
        at: revision.at,
        digest: Digest::of(configuration.as_bytes()),
        plugins: revision.configuration.components(),
        configuration,
    })
}

pub(crate) fn add(connection: &Connection, new: &Prepared) -> Result<(RevisionNumber, Effect), StoreError> {
    let newest = "SELECT number, digest FROM revision ORDER BY number DESC LIMIT 1";
    if let Some((number, known)) = first(connection, newest, [], |row| Ok((number(row, 0)?, digest(row, 1)?)))?
        && known == new.digest
    {
        return Ok((RevisionNumber(number), Effect::Nothing));
    }
    let text = "INSERT INTO revision (author, at, digest, configuration) VALUES (?1, ?2, ?3, ?4)";
    execute(connection, text, params![new.author, to_micros(new.at), new.digest.0, new.configuration])?;
    let number = connection.last_insert_rowid();
    for plugin in &new.plugins {
        let text = "INSERT INTO plugin_use (revision, digest) VALUES (?1, ?2)";
        execute(connection, text, params![number, plugin.0])?;
    }
    Ok((RevisionNumber(super::values::unsigned(number)?), Effect::Nothing))
}

fn revision(row: &Row<'_>) -> Result<Revision, StoreError> {
    let configuration: String = row.get(3).map_err(sql)?;
    Ok(Revision {
        number: RevisionNumber(number(row, 0)?),
        author: row.get(1).map_err(sql)?,
        at: time(row, 2)?,
        configuration: parse("configuration", &configuration)?,
    })
}

pub(crate) fn by_number(connection: &Connection, number: RevisionNumber) -> Result<Option<Revision>, StoreError> {
    let text = "SELECT number, author, at, configuration FROM revision WHERE number = ?1";
    first(connection, text, [signed(number.0)], revision)
}

pub(crate) fn newest(connection: &Connection) -> Result<Option<Revision>, StoreError> {
    let text = "SELECT number, author, at, configuration FROM revision ORDER BY number DESC LIMIT 1";
    first(connection, text, [], revision)
}

/// Newest first.
pub(crate) fn list(connection: &Connection, limit: u32) -> Result<Vec<RevisionSummary>, StoreError> {
    let text = "SELECT number, author, at, digest FROM revision ORDER BY number DESC LIMIT ?1";
    all(connection, text, [limit], |row| {
        Ok(RevisionSummary {
            number: RevisionNumber(number(row, 0)?),
            author: row.get(1).map_err(sql)?,
            at: time(row, 2)?,
            digest: digest(row, 3)?,
        })
    })
}
