//! Uploads in pieces.

use super::super::query::{all, execute, first};
use super::super::values::{digest, json, number, parse, signed};
use crate::error::sql;
use crate::time::{from_micros, to_micros};
use drehscheibe_model::depot::{Piece, Upload};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::{Connection, params};

pub(super) fn start(connection: &Connection, mut upload: Upload) -> Result<(), StoreError> {
    let pieces = std::mem::take(&mut upload.pieces);
    let started = to_micros(upload.started_at);
    upload.started_at = from_micros(started)?;
    let text = "INSERT INTO depot_upload (id, started_by, started_at, record) VALUES (?1, ?2, ?3, ?4)";
    execute(connection, text, params![upload.id, upload.by, started, json(&upload)?])?;
    for (index, piece) in pieces.iter().enumerate() {
        insert(connection, &upload.id, index, piece)?;
    }
    Ok(())
}

fn insert(connection: &Connection, id: &str, index: usize, piece: &Piece) -> Result<(), StoreError> {
    let text = "INSERT INTO depot_upload_piece (upload, number, digest, size) VALUES (?1, ?2, ?3, ?4)";
    execute(connection, text, params![id, signed(index as u64), piece.digest.0, signed(piece.size)])?;
    Ok(())
}

pub(super) fn by_id(connection: &Connection, id: &str) -> Result<Option<Upload>, StoreError> {
    let text = "SELECT record FROM depot_upload WHERE id = ?1";
    let Some(record) = first(connection, text, [id], |row| row.get::<_, String>(0).map_err(sql))? else {
        return Ok(None);
    };
    let mut upload: Upload = parse("upload", &record)?;
    let text = "SELECT digest, size FROM depot_upload_piece WHERE upload = ?1 ORDER BY number";
    upload.pieces = all(connection, text, [id], |row| Ok(Piece { digest: digest(row, 0)?, size: number(row, 1)? }))?;
    Ok(Some(upload))
}

pub(super) fn open(connection: &Connection, by: &str) -> Result<u32, StoreError> {
    let text = "SELECT count(*) FROM depot_upload WHERE started_by = ?1";
    let number = first(connection, text, [by], |row| number(row, 0))?.unwrap_or(0);
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

pub(super) fn add(
    connection: &Connection,
    id: &str,
    offset: u64,
    piece: Piece,
) -> Result<Option<Result<Upload, u64>>, StoreError> {
    let Some(mut upload) = by_id(connection, id)? else { return Ok(None) };
    if upload.offset() != offset {
        return Ok(Some(Err(upload.offset())));
    }
    insert(connection, id, upload.pieces.len(), &piece)?;
    upload.pieces.push(piece);
    Ok(Some(Ok(upload)))
}

pub(super) fn end(connection: &Connection, id: &str) -> Result<bool, StoreError> {
    execute(connection, "DELETE FROM depot_upload_piece WHERE upload = ?1", [id])?;
    Ok(execute(connection, "DELETE FROM depot_upload WHERE id = ?1", [id])? > 0)
}

pub(super) fn expire(connection: &Connection, before: Timestamp) -> Result<u64, StoreError> {
    let text = "SELECT id FROM depot_upload WHERE started_at < ?1";
    let ids = all(connection, text, [to_micros(before)], |row| row.get::<_, String>(0).map_err(sql))?;
    for id in &ids {
        end(connection, id)?;
    }
    Ok(ids.len() as u64)
}
