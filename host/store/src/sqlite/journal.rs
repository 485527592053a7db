//! The journal: one hash chain per tenant.

use super::query::{all, execute, first};
use super::values::{digest, json, message_id, number, signed, tenant, time};
use crate::error::sql;
use crate::time::to_micros;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, TenantId};
use drehscheibe_model::journal::{ChainFault, ChainVerifier, GENESIS, JournalEvent, JournalRow, entry_hash};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::NewEntry;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

/// An entry whose event is written already.
pub(crate) struct Entry {
    pub tenant: TenantId,
    pub at: Timestamp,
    pub event: String,
}

impl Entry {
    pub(crate) fn new(tenant: TenantId, at: Timestamp, event: &JournalEvent) -> Result<Self, StoreError> {
        Ok(Self { tenant, at, event: json(event)? })
    }
    pub(crate) fn all(entries: &[NewEntry]) -> Result<Vec<Self>, StoreError> {
        entries.iter().map(|entry| Self::new(entry.tenant.clone(), entry.at, &entry.event)).collect()
    }
}

struct Chain {
    id: i64,
    sequence: u64,
    hash: Digest,
}

fn chain(connection: &Connection, tenant: &TenantId) -> Result<Chain, StoreError> {
    let known = "SELECT id, head_sequence, head_hash FROM chain WHERE tenant = ?1";
    let read =
        |row: &Row<'_>| Ok(Chain { id: row.get(0).map_err(sql)?, sequence: number(row, 1)?, hash: digest(row, 2)? });
    if let Some(chain) = first(connection, known, [tenant.as_str()], read)? {
        return Ok(chain);
    }
    let new = "INSERT INTO chain (tenant, head_sequence, head_hash, checkpoint_sequence, checkpoint_hash)
               VALUES (?1, 0, ?2, 0, ?2)";
    execute(connection, new, params![tenant.as_str(), GENESIS.0])?;
    Ok(Chain { id: connection.last_insert_rowid(), sequence: 0, hash: GENESIS })
}

/// Appends entries, each to its own chain, in the given order.
pub(crate) fn append(connection: &Connection, message: MessageId, entries: &[Entry]) -> Result<(), StoreError> {
    for same_tenant in entries.chunk_by(|one, next| one.tenant == next.tenant) {
        let Some(tenant) = same_tenant.first().map(|entry| &entry.tenant) else { continue };
        let Chain { id, mut sequence, mut hash } = chain(connection, tenant)?;
        for entry in same_tenant {
            let previous = hash;
            sequence += 1;
            hash = entry_hash(&previous, tenant, sequence, message, entry.at, &entry.event);
            let text = "INSERT INTO journal (chain, sequence, message, at, event, previous, hash)
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let at = to_micros(entry.at);
            let values = params![id, signed(sequence), message.0.as_bytes(), at, entry.event, previous.0, hash.0];
            execute(connection, text, values)?;
        }
        let text = "UPDATE chain SET head_sequence = ?2, head_hash = ?3 WHERE id = ?1";
        execute(connection, text, params![id, signed(sequence), hash.0])?;
    }
    Ok(())
}

fn row(row: &Row<'_>) -> Result<JournalRow, StoreError> {
    Ok(JournalRow {
        tenant: tenant(row, 0)?,
        sequence: number(row, 1)?,
        message: message_id(row, 2)?,
        at: time(row, 3)?,
        event: row.get(4).map_err(sql)?,
        previous: digest(row, 5)?,
        hash: digest(row, 6)?,
    })
}

pub(crate) const OF_MESSAGE: &str = "SELECT tenant, sequence, message, at, event, previous, hash
    FROM journal JOIN chain ON chain.id = journal.chain WHERE message = ?1 ORDER BY position";

/// All entries about a message in the order in which they were written.
pub(crate) fn of_message(connection: &Connection, message: MessageId) -> Result<Vec<JournalRow>, StoreError> {
    all(connection, OF_MESSAGE, [message.0.as_bytes()], row)
}

pub(crate) const PART: &str = "SELECT tenant, sequence, message, at, event, previous, hash
    FROM journal JOIN chain ON chain.id = journal.chain
    WHERE chain = (SELECT id FROM chain WHERE tenant = ?1) AND sequence BETWEEN ?2 AND ?3 ORDER BY sequence LIMIT ?4";

/// Some entries of a chain.
pub(crate) fn part(
    connection: &Connection,
    tenant: &TenantId,
    first: u64,
    last: u64,
    limit: u32,
) -> Result<Vec<JournalRow>, StoreError> {
    all(connection, PART, params![tenant.as_str(), signed(first), signed(last), limit], row)
}

/// The tenants that have a chain.
pub(crate) fn chains(connection: &Connection) -> Result<Vec<TenantId>, StoreError> {
    all(connection, "SELECT tenant FROM chain ORDER BY tenant", [], |row| tenant(row, 0))
}

pub(crate) const OF_CHAIN: &str = "SELECT tenant, sequence, message, at, event, previous, hash
    FROM journal JOIN chain ON chain.id = journal.chain WHERE chain = ?1 ORDER BY sequence";

/// Walks along one chain from its checkpoint to its head, one row in memory at a time.
pub(crate) fn verify(connection: &Connection, tenant: &TenantId) -> Result<Result<u64, ChainFault>, StoreError> {
    let ends = "SELECT id, checkpoint_sequence, checkpoint_hash, head_sequence, head_hash FROM chain WHERE tenant = ?1";
    let read = |row: &Row<'_>| {
        Ok((row.get::<_, i64>(0).map_err(sql)?, number(row, 1)?, digest(row, 2)?, number(row, 3)?, digest(row, 4)?))
    };
    let (id, after, checkpoint, head, head_hash) =
        first(connection, ends, [tenant.as_str()], read)?.ok_or(StoreError::NotFound { what: "chain" })?;
    let mut verifier = ChainVerifier::starting_after(after, checkpoint);
    let mut statement = connection.prepare_cached(OF_CHAIN).map_err(sql)?;
    let mut rows = statement.query([id]).map_err(sql)?;
    let mut checked = 0;
    while let Some(next) = rows.next().map_err(sql)? {
        // A row that cannot be read was changed, too; its number may still be known.
        let entry = match self::row(next) {
            Ok(entry) => entry,
            Err(_) => return Ok(Err(ChainFault::Changed { sequence: number(next, 1).unwrap_or(after + checked + 1) })),
        };
        if let Err(fault) = verifier.check(&entry) {
            return Ok(Err(fault));
        }
        checked += 1;
    }
    Ok(verifier.finish(head, head_hash).map(|()| checked))
}
