//! Applying one decision: all of it or nothing.

use super::accept::{Job, add_content, add_job};
use super::journal::{self, Entry};
use super::lane::{self, Heads};
use super::lease::holder;
use super::query::execute;
use super::values::{json, signed};
use super::{counts, delivery, message};
use crate::change::changed;
use crate::time::to_micros;
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::settle;
use drehscheibe_model::message::{MessageRecord, MessageState};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{JobKind, JobOutcome, LeaseToken, Transition};
use jiff::Timestamp;
use rusqlite::{Connection, params};

/// A transition with all its JSON written and its contents hashed.
pub(crate) struct Prepared {
    transition: Transition,
    contents: Vec<(Digest, Vec<u8>)>,
    deliveries: Vec<String>,
    entries: Vec<Entry>,
}

/// Does in the caller's thread what needs no database.
pub(crate) fn prepare(mut transition: Transition) -> Result<Prepared, StoreError> {
    let contents = std::mem::take(&mut transition.contents);
    Ok(Prepared {
        contents: contents.into_iter().map(|document| (Digest::of(&document.body), document.body)).collect(),
        deliveries: transition.deliveries.iter().map(json).collect::<Result<_, _>>()?,
        entries: Entry::all(&transition.entries)?,
        transition,
    })
}

/// Applies what a worker decided about a leased job.
pub(crate) fn commit(
    connection: &Connection,
    token: LeaseToken,
    outcome: &JobOutcome,
    prepared: Prepared,
) -> Result<(Option<MessageState>, Effect), StoreError> {
    let sequence = holder(connection, token)?;
    let record = message::by_id(connection, prepared.transition.message)?;
    let record = record.filter(|record| signed(record.sequence) == sequence);
    let record = record.ok_or(StoreError::NotFound { what: "message of this job" })?;
    match outcome {
        JobOutcome::Done => {
            execute(connection, "DELETE FROM job WHERE id = ?1", [token.job])?;
        }
        JobOutcome::RetryAt(due) => {
            let text =
                "UPDATE job SET due = ?2, retries = retries + 1, worker = NULL, leased_until = NULL WHERE id = ?1";
            execute(connection, text, params![token.job, to_micros(*due)])?;
        }
        JobOutcome::GivenBack => {
            execute(connection, "UPDATE job SET worker = NULL, leased_until = NULL WHERE id = ?1", [token.job])?;
        }
        JobOutcome::Keep => {}
    }
    let (added, state) = change(connection, record, prepared)?;
    let effect = match outcome {
        _ if added => Effect::WorkAdded,
        JobOutcome::RetryAt(_) | JobOutcome::GivenBack => Effect::WorkAdded,
        JobOutcome::Done => Effect::LeaseEnded,
        JobOutcome::Keep => Effect::Nothing,
    };
    Ok((state, effect))
}

/// Applies what a person decided about the message as of `version`.
pub(crate) fn apply(connection: &Connection, version: u64, prepared: Prepared) -> Result<((), Effect), StoreError> {
    let id = prepared.transition.message;
    let record = message::by_id(connection, id)?.ok_or(StoreError::NotFound { what: "message" })?;
    if record.version != version {
        return Err(StoreError::Changed { message: id });
    }
    let dropped = prepared.transition.drop_jobs;
    let (added, _) = change(connection, record, prepared)?;
    let effect = match (added, dropped) {
        (true, _) => Effect::WorkAdded,
        (false, true) => Effect::LeaseEnded,
        (false, false) => Effect::Nothing,
    };
    Ok(((), effect))
}

/// True if there is work that was not there, or not free, before; and the message's state if it changed.
fn change(
    connection: &Connection,
    before: MessageRecord,
    prepared: Prepared,
) -> Result<(bool, Option<MessageState>), StoreError> {
    let Prepared { mut transition, contents, deliveries, entries } = prepared;
    let sequence = signed(before.sequence);
    if transition.drop_jobs {
        execute(connection, "DELETE FROM job WHERE message = ?1", [sequence])?;
    }
    for (digest, body) in &contents {
        add_content(connection, sequence, digest, body)?;
    }
    for (record, text) in transition.deliveries.iter().zip(&deliveries) {
        delivery::put(connection, sequence, record, text)?;
    }
    journal::append(connection, before.id, &entries)?;
    let mut last_at = transition.entries.last().map(|entry| entry.at);
    if let Some(settlement) = &transition.settle
        && let Some((state, event)) = settle(&delivery::of_message(connection, sequence)?)
    {
        journal::append(connection, before.id, &[Entry::new(settlement.tenant.clone(), settlement.at, &event)?])?;
        transition.change.state = Some(state);
        last_at = Some(settlement.at);
    }
    let after = changed(&before, transition.change);
    let lanes = [before.lane.as_ref(), after.lane.as_ref()].into_iter().flatten().map(|lane| lane.0.as_str());
    let holding_changed = before.lane != after.lane || before.state.holds_lane() != after.state.holds_lane();
    let heads = if holding_changed { Some(Heads::note(connection, lanes)?) } else { None };
    update(connection, &before, &after, last_at)?;
    let freed = heads.map_or(Ok(false), |heads| heads.follow(connection))?;

    let lane = after.lane.as_ref().map(|lane| lane.0.as_str());
    let moved = before.lane != after.lane || before.tenant != after.tenant;
    if moved || !transition.jobs.is_empty() {
        let blocked = lane::is_blocked(connection, lane, sequence)?;
        if moved {
            let text = "UPDATE job SET tenant = ?2, lane = ?3, blocked = ?4 WHERE message = ?1";
            execute(connection, text, params![sequence, after.tenant.as_str(), lane, blocked])?;
        }
        for job in &transition.jobs {
            let delivery = match job.kind {
                JobKind::Process => 0,
                JobKind::Deliver(id) => id.number,
            };
            let (tenant, due) = (after.tenant.as_str(), to_micros(job.due));
            add_job(connection, &Job { message: sequence, delivery, tenant, lane, blocked, due })?;
        }
    }
    // A message that moved to another lane may be free there.
    let state = (before.state != after.state).then_some(after.state);
    Ok((freed || moved || !transition.jobs.is_empty(), state))
}

fn update(
    connection: &Connection,
    before: &MessageRecord,
    after: &MessageRecord,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let sequence = signed(before.sequence);
    if before.state != after.state || before.tenant != after.tenant {
        counts::add(connection, before.tenant.as_str(), before.state.name(), -1)?;
        counts::add(connection, after.tenant.as_str(), after.state.name(), 1)?;
    }
    let version = signed(after.version);
    execute(connection, "UPDATE message SET version = ?2 WHERE sequence = ?1", params![sequence, version])?;
    if before.state != after.state {
        let (state, reason) = message::state_columns(after.state)?;
        let ended = after.state.is_final() && reason.is_none();
        let final_at = ended.then(|| to_micros(at.unwrap_or(after.received_at)));
        let text = "UPDATE message SET state = ?2, reason = ?3, holds_lane = ?4, final_at = ?5 WHERE sequence = ?1";
        execute(connection, text, params![sequence, state, reason, after.state.holds_lane(), final_at])?;
    }
    if before.tenant != after.tenant || before.lane != after.lane {
        let lane = after.lane.as_ref().map(|lane| &lane.0);
        let text = "UPDATE message SET tenant = ?2, lane = ?3 WHERE sequence = ?1";
        execute(connection, text, params![sequence, after.tenant.as_str(), lane])?;
    }
    if before.resolution != after.resolution {
        let procedure = after.resolution.as_ref().map(|resolution| resolution.procedure.as_str());
        let resolution = after.resolution.as_ref().map(json).transpose()?;
        let text = "UPDATE message SET procedure = ?2, resolution = ?3 WHERE sequence = ?1";
        execute(connection, text, params![sequence, procedure, resolution])?;
    }
    if before.findings != after.findings || before.revision != after.revision {
        let text = "UPDATE message SET findings = ?2, revision = ?3 WHERE sequence = ?1";
        execute(connection, text, params![sequence, json(&after.findings)?, signed(after.revision.0)])?;
    }
    Ok(())
}
