//! Accepting a message: its row, first job, key and journal entry in one transaction.

use super::journal::{self, Entry};
use super::query::{execute, first};
use super::values::{digest, json, message_id, signed, time};
use super::{counts, lane};
use crate::change::accepted;
use crate::time::to_micros;
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::message::{LaneKey, MessageState};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{Acceptance, NewMessage};
use rusqlite::{Connection, params};

/// A message with all its JSON written, ready for the transaction.
pub(crate) struct Prepared {
    message: NewMessage,
    lane: Option<LaneKey>,
    envelope: String,
    document: String,
    attachments: String,
    entry: Entry,
}

/// Does in the caller's thread what needs no database.
pub(crate) fn prepare(message: NewMessage) -> Result<Prepared, StoreError> {
    let chain = TenantId::intake(&message.envelope.source);
    let event = accepted(&message);
    Ok(Prepared {
        lane: LaneKey::claimed(&message.envelope),
        envelope: json(&message.envelope)?,
        document: json(&message.document)?,
        attachments: json(&message.attachments)?,
        entry: Entry::new(chain, message.received_at, &event)?,
        message,
    })
}

pub(crate) fn accept(connection: &Connection, prepared: Prepared) -> Result<(Acceptance, Effect), StoreError> {
    if let Some(first) = earlier(connection, &prepared.message)? {
        return Ok((first, Effect::Nothing));
    }
    let Prepared { message, lane, envelope, document, attachments, entry } = prepared;
    let id = message.id.0.as_bytes();
    if first(connection, "SELECT 1 FROM message WHERE id = ?1", [id], |_| Ok(()))?.is_some() {
        return Err(StoreError::Changed { message: message.id });
    }
    let state = MessageState::Accepted;
    let lane = lane.as_ref().map(|lane| lane.0.as_str());
    let received_at = to_micros(message.received_at);
    let text = "INSERT INTO message (id, version, received_at, source, idempotency_key, fingerprint, tenant, state,
                    lane, holds_lane, revision, envelope, document, attachments, findings)
                VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, '[]')";
    let key = message.idempotency.as_ref();
    let values = params![
        id,
        received_at,
        message.envelope.source.as_str(),
        key.map(|key| &key.key),
        key.map(|key| key.fingerprint.0),
        message.tenant.as_str(),
        state.name(),
        lane,
        state.holds_lane(),
        signed(message.revision.0),
        envelope,
        document,
        attachments
    ];
    execute(connection, text, values)?;
    let sequence = connection.last_insert_rowid();
    counts::add(connection, message.tenant.as_str(), state.name(), 1)?;
    match &message.inline_document {
        Some(body) => add_content(connection, sequence, &message.document.digest, body)?,
        None => use_blob(connection, sequence, &message.document.digest)?,
    }
    for attachment in &message.attachments {
        use_blob(connection, sequence, &attachment.content.digest)?;
    }
    let blocked = lane::is_blocked(connection, lane, sequence)?;
    add_job(
        connection,
        &Job { message: sequence, delivery: 0, tenant: message.tenant.as_str(), lane, blocked, due: received_at },
    )?;
    journal::append(connection, message.id, &[entry])?;
    let received_at = crate::time::from_micros(received_at)?;
    Ok((Acceptance { message: message.id, received_at, replayed: false }, Effect::WorkAdded))
}

/// What was accepted under the same key before.
fn earlier(connection: &Connection, message: &NewMessage) -> Result<Option<Acceptance>, StoreError> {
    let Some(key) = &message.idempotency else { return Ok(None) };
    let text = "SELECT id, received_at, fingerprint FROM message WHERE source = ?1 AND idempotency_key = ?2";
    let read = |row: &rusqlite::Row<'_>| Ok((message_id(row, 0)?, time(row, 1)?, digest(row, 2)?));
    match first(connection, text, params![message.envelope.source.as_str(), key.key], read)? {
        None => Ok(None),
        Some((message, received_at, fingerprint)) if fingerprint == key.fingerprint => {
            Ok(Some(Acceptance { message, received_at, replayed: true }))
        }
        Some((message, ..)) => Err(StoreError::KeyReused { message }),
    }
}

/// Keeps bytes beside the message; the same bytes once.
pub(crate) fn add_content(
    connection: &Connection,
    message: i64,
    digest: &Digest,
    body: &[u8],
) -> Result<(), StoreError> {
    let text = "INSERT INTO content (message, digest, body) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    execute(connection, text, params![message, digest.0, body])?;
    Ok(())
}

/// Notes that a message needs a blob.
pub(crate) fn use_blob(connection: &Connection, message: i64, digest: &Digest) -> Result<(), StoreError> {
    let text = "INSERT INTO blob_use (message, digest) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    execute(connection, text, params![message, digest.0])?;
    Ok(())
}

/// A job to insert.
pub(crate) struct Job<'a> {
    pub message: i64,
    pub delivery: u32,
    pub tenant: &'a str,
    pub lane: Option<&'a str>,
    pub blocked: bool,
    pub due: i64,
}

pub(crate) fn add_job(connection: &Connection, job: &Job<'_>) -> Result<(), StoreError> {
    let text = "INSERT INTO job (message, delivery, class, tenant, lane, blocked, due, retries, epoch)
                VALUES (?1, ?2, ?2 > 0, ?3, ?4, ?5, ?6, 0, 0)";
    execute(connection, text, params![job.message, job.delivery, job.tenant, job.lane, job.blocked, job.due])?;
    Ok(())
}
