//! Deliveries.

use super::accept::use_blob;
use super::query::{all, execute, first};
use super::values::parse;
use crate::error::{damaged, sql};
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::DeliveryId;
use drehscheibe_model::ports::StoreError;
use rusqlite::{Connection, Row, params};

/// Inserts or replaces a delivery; `text` is its JSON. What it needs and does not lie beside the
/// message lies in the blobs.
pub(crate) fn put(
    connection: &Connection,
    message: i64,
    record: &DeliveryRecord,
    text: &str,
) -> Result<(), StoreError> {
    let upsert = "INSERT INTO delivery (message, number, record) VALUES (?1, ?2, ?3)
                  ON CONFLICT DO UPDATE SET record = excluded.record";
    execute(connection, upsert, params![message, record.id.number, text])?;
    for content in std::iter::once(&record.content).chain(&record.answer) {
        if !lies_beside(connection, message, &content.digest)? {
            use_blob(connection, message, &content.digest)?;
        }
    }
    Ok(())
}

fn lies_beside(connection: &Connection, message: i64, digest: &Digest) -> Result<bool, StoreError> {
    let text = "SELECT 1 FROM content WHERE message = ?1 AND digest = ?2";
    Ok(first(connection, text, params![message, digest.0], |_| Ok(()))?.is_some())
}

fn record(row: &Row<'_>) -> Result<DeliveryRecord, StoreError> {
    let text = row.get_ref(0).map_err(sql)?;
    parse("delivery", text.as_str().map_err(|_| damaged("a delivery that is not text"))?)
}

/// All deliveries of a message by number.
pub(crate) fn of_message(connection: &Connection, message: i64) -> Result<Vec<DeliveryRecord>, StoreError> {
    all(connection, "SELECT record FROM delivery WHERE message = ?1 ORDER BY number", [message], record)
}

pub(crate) fn by_id(connection: &Connection, id: DeliveryId) -> Result<Option<DeliveryRecord>, StoreError> {
    let text = "SELECT record FROM delivery JOIN message ON message.sequence = delivery.message
                WHERE message.id = ?1 AND number = ?2";
    first(connection, text, params![id.message.0.as_bytes(), id.number], record)
}
