//! Notes about parked messages, and what waits for a second person.

use crate::error::sql;
use crate::sqlite::query::{all, execute, first};
use crate::sqlite::values::{json, parse, signed, unsigned};
use crate::wake::Effect;
use drehscheibe_model::ids::{AccountName, MessageId};
use drehscheibe_model::portal::{Proposal, ProposalState, WorkNote};
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

fn note(row: &Row<'_>) -> Result<WorkNote, StoreError> {
    let text: String = row.get(0).map_err(sql)?;
    parse("note", &text)
}

pub(super) fn put_note(connection: &Connection, note: &WorkNote) -> Result<((), Effect), StoreError> {
    let text = "INSERT INTO work_note (message, record) VALUES (?1, ?2)
                ON CONFLICT DO UPDATE SET record = excluded.record";
    execute(connection, text, params![note.message.0.as_bytes(), json(note)?])?;
    Ok(((), Effect::Nothing))
}

pub(super) fn notes(connection: &Connection, messages: &[MessageId]) -> Result<Vec<WorkNote>, StoreError> {
    let mut found = Vec::new();
    for message in messages {
        let text = "SELECT record FROM work_note WHERE message = ?1";
        found.extend(first(connection, text, [message.0.as_bytes()], note)?);
    }
    Ok(found)
}

fn proposal(row: &Row<'_>) -> Result<Proposal, StoreError> {
    let text: String = row.get(1).map_err(sql)?;
    let mut proposal: Proposal = parse("proposal", &text)?;
    proposal.number = unsigned(row.get(0).map_err(sql)?)?;
    Ok(proposal)
}

const fn name(state: ProposalState) -> &'static str {
    match state {
        ProposalState::Open => "open",
        ProposalState::Approved => "approved",
        ProposalState::Declined => "declined",
    }
}

pub(super) fn add(connection: &Connection, proposal: &Proposal) -> Result<(u64, Effect), StoreError> {
    let text = "INSERT INTO proposal (state, record) VALUES (?1, ?2)";
    execute(connection, text, params![name(proposal.state), json(proposal)?])?;
    Ok((unsigned(connection.last_insert_rowid())?, Effect::Nothing))
}

pub(super) fn by_number(connection: &Connection, number: u64) -> Result<Option<Proposal>, StoreError> {
    first(connection, "SELECT number, record FROM proposal WHERE number = ?1", [signed(number)], proposal)
}

pub(crate) const OPEN: &str = "SELECT number, record FROM proposal WHERE state = 'open' ORDER BY number DESC LIMIT ?1";

pub(super) fn list(connection: &Connection, open_only: bool, limit: u32) -> Result<Vec<Proposal>, StoreError> {
    let every = "SELECT number, record FROM proposal ORDER BY number DESC LIMIT ?1";
    all(connection, if open_only { OPEN } else { every }, [limit], proposal)
}

fn put(connection: &Connection, proposal: &Proposal) -> Result<(), StoreError> {
    let text = "UPDATE proposal SET state = ?2, record = ?3 WHERE number = ?1";
    execute(connection, text, params![signed(proposal.number), name(proposal.state), json(proposal)?])?;
    Ok(())
}

pub(super) fn decide(
    connection: &Connection,
    number: u64,
    state: ProposalState,
    by: &AccountName,
    at: Timestamp,
) -> Result<(bool, Effect), StoreError> {
    let open = by_number(connection, number)?.filter(|proposal| proposal.state == ProposalState::Open);
    let Some(proposal) = open else { return Ok((false, Effect::Nothing)) };
    put(connection, &Proposal { state, decided_by: Some(by.clone()), decided_at: Some(at), ..proposal })?;
    Ok((true, Effect::Nothing))
}

pub(super) fn note_outcome(
    connection: &Connection,
    number: u64,
    outcome: Vec<String>,
) -> Result<((), Effect), StoreError> {
    let proposal = by_number(connection, number)?.ok_or(StoreError::NotFound { what: "proposal" })?;
    put(connection, &Proposal { outcome, ..proposal })?;
    Ok(((), Effect::Nothing))
}
