//! Two clocks: content is wiped, evidence is dropped later. Each call is one transaction.

use super::journal::{self, Entry};
use super::query::{all, execute, first};
use super::values::{digest, json, message_id, number, signed, tenant};
use super::{counts, delivery, message};
use crate::error::sql;
use crate::time::to_micros;
use crate::wake::Effect;
use crate::wipe;
use drehscheibe_model::content::Digest;
use drehscheibe_model::journal::JournalEvent;
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use std::collections::BTreeSet;

pub(crate) const TO_WIPE: &str = "SELECT id FROM message
    WHERE final_at IS NOT NULL AND content_wiped_at IS NULL AND final_at < ?1 ORDER BY final_at LIMIT ?2";

/// Wipes the content of messages that became final before `before`.
pub(crate) fn wipe(
    connection: &Connection,
    before: Timestamp,
    retention_days: u32,
    now: Timestamp,
    limit: u32,
) -> Result<(u64, Effect), StoreError> {
    let ids = all(connection, TO_WIPE, params![to_micros(before), limit], |row| message_id(row, 0))?;
    let mut wiped = 0;
    for id in ids {
        let Some(mut record) = message::by_id(connection, id)? else { continue };
        let sequence = signed(record.sequence);
        for mut delivery in delivery::of_message(connection, sequence)? {
            wipe::delivery(&mut delivery);
            let text = json(&delivery)?;
            let update = "UPDATE delivery SET record = ?3 WHERE message = ?1 AND number = ?2";
            execute(connection, update, params![sequence, delivery.id.number, text])?;
        }
        execute(connection, "DELETE FROM content WHERE message = ?1", [sequence])?;
        execute(connection, "DELETE FROM blob_use WHERE message = ?1", [sequence])?;
        wipe::message(&mut record, now);
        let update = "UPDATE message SET version = version + 1, content_wiped_at = ?2, envelope = ?3, attachments = ?4,
                      resolution = ?5, findings = ?6 WHERE sequence = ?1";
        let resolution = record.resolution.as_ref().map(json).transpose()?;
        let (envelope, attachments, findings) =
            (json(&record.envelope)?, json(&record.attachments)?, json(&record.findings)?);
        let at = to_micros(now);
        execute(connection, update, params![sequence, at, envelope, attachments, resolution, findings])?;
        let event = JournalEvent::ContentWiped { retention_days };
        journal::append(connection, id, &[Entry::new(record.tenant, now, &event)?])?;
        wiped += 1;
    }
    Ok((wiped, Effect::Nothing))
}

pub(crate) const PREFIX: &str = "SELECT journal.sequence, journal.hash, journal.message, message.final_at
    FROM journal LEFT JOIN message ON message.id = journal.message
    WHERE chain = ?1 AND at < ?2 AND journal.sequence <= ?3 ORDER BY journal.sequence";

/// Drops whole prefixes of chains: entries that are older than `before` and whose message was final
/// (and not parked) by then; then messages without entries. The chain's checkpoint moves along.
pub(crate) fn drop_evidence(
    connection: &Connection,
    before: Timestamp,
    limit: u32,
) -> Result<(u64, Effect), StoreError> {
    let chains = all(connection, "SELECT id, checkpoint_sequence FROM chain ORDER BY tenant", [], |row| {
        Ok((row.get::<_, i64>(0).map_err(sql)?, number(row, 1)?))
    })?;
    let before = to_micros(before);
    let mut dropped = 0;
    let mut messages = BTreeSet::new();
    for (chain, checkpoint) in chains {
        let most = checkpoint + (u64::from(limit) - dropped);
        let rows = all(connection, PREFIX, params![chain, before, signed(most)], |row| {
            let final_at: Option<i64> = row.get(3).map_err(sql)?;
            Ok((number(row, 0)?, digest(row, 1)?, message_id(row, 2)?, final_at))
        })?;
        let mut end: Option<(u64, Digest)> = None;
        for (sequence, hash, message, final_at) in rows {
            let next = end.map_or(checkpoint, |(sequence, _)| sequence) + 1;
            if sequence != next || final_at.is_none_or(|at| at >= before) {
                break;
            }
            end = Some((sequence, hash));
            messages.insert(message);
        }
        let Some((sequence, hash)) = end else { continue };
        dropped += sequence - checkpoint;
        let text = "DELETE FROM journal WHERE chain = ?1 AND sequence <= ?2";
        execute(connection, text, params![chain, signed(sequence)])?;
        let text = "UPDATE chain SET checkpoint_sequence = ?2, checkpoint_hash = ?3 WHERE id = ?1";
        execute(connection, text, params![chain, signed(sequence), hash.0])?;
    }
    for id in messages {
        let entry = "SELECT 1 FROM journal WHERE message = ?1 LIMIT 1";
        if first(connection, entry, [id.0.as_bytes()], |_| Ok(()))?.is_none() {
            remove(connection, id)?;
        }
    }
    Ok((dropped, Effect::Nothing))
}

fn remove(connection: &Connection, id: drehscheibe_model::ids::MessageId) -> Result<(), StoreError> {
    let text = "SELECT sequence, tenant, state FROM message WHERE id = ?1";
    let read = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, i64>(0).map_err(sql)?, tenant(row, 1)?, row.get::<_, String>(2).map_err(sql)?))
    };
    let Some((sequence, tenant, state)) = first(connection, text, [id.0.as_bytes()], read)? else { return Ok(()) };
    counts::add(connection, tenant.as_str(), &state, -1)?;
    for text in [
        "DELETE FROM content WHERE message = ?1",
        "DELETE FROM blob_use WHERE message = ?1",
        "DELETE FROM delivery WHERE message = ?1",
        "DELETE FROM job WHERE message = ?1",
        "DELETE FROM message WHERE sequence = ?1",
    ] {
        execute(connection, text, [sequence])?;
    }
    Ok(())
}

/// Digests of blobs that a message, a revision or the depot still needs.
pub(crate) fn blobs_in_use(connection: &Connection) -> Result<Vec<Digest>, StoreError> {
    let text = "SELECT digest FROM blob_use UNION SELECT digest FROM plugin_use UNION SELECT digest FROM depot_blob
                UNION SELECT digest FROM depot_manifest UNION SELECT digest FROM depot_upload_piece UNION SELECT digest FROM activation_component ORDER BY 1";
    all(connection, text, [], |row| digest(row, 0))
}
