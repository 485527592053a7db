//! Handing out jobs: tenants in turn, oldest first within a tenant.

use super::query::{all, execute, first};
use super::values::{message_id, number, tenant};
use super::writer::Undone;
use crate::error::{damaged, sql};
use crate::time::to_micros;
use crate::wake::Effect;
use drehscheibe_model::ids::{DeliveryId, MessageId};
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{JobClass, JobKind, LeaseRequest, LeaseToken, Leased};
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The tenant of each class that was served last; the next lease starts behind it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turn {
    served: Arc<Mutex<HashMap<JobClass, String>>>,
    undone: Undone,
}

impl Turn {
    pub(crate) fn new(undone: Undone) -> Self {
        Self { served: Arc::default(), undone }
    }
    fn lock(&self) -> MutexGuard<'_, HashMap<JobClass, String>> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }
    fn get(&self, class: JobClass) -> String {
        self.lock().get(&class).cloned().unwrap_or_default()
    }
    fn set(&self, class: JobClass, tenant: String) {
        self.lock().insert(class, tenant);
    }
}

/// As the column `class` holds it.
fn number_of(class: JobClass) -> i64 {
    match class {
        JobClass::Process => 0,
        JobClass::Deliver => 1,
    }
}

pub(crate) const RELEASE: &str =
    "UPDATE job SET leased_until = NULL WHERE leased_until IS NOT NULL AND leased_until <= ?1";
pub(crate) const HELD: &str =
    "SELECT tenant, count(*) FROM job WHERE leased_until IS NOT NULL AND class = ?1 GROUP BY tenant";
/// The first job in the queue of the first tenant behind the given one.
pub(crate) const NEXT_TENANT: &str = "SELECT id, tenant, due FROM job
    WHERE blocked = 0 AND leased_until IS NULL AND class = ?1 AND tenant > ?2 ORDER BY tenant, due, id LIMIT 1";
/// The first job in the queue of a tenant.
pub(crate) const NEXT_OF_TENANT: &str = "SELECT id, tenant, due FROM job
    WHERE blocked = 0 AND leased_until IS NULL AND class = ?1 AND tenant = ?2 ORDER BY due, id LIMIT 1";

struct Candidate {
    id: i64,
    tenant: String,
    due: i64,
}

fn candidate(row: &Row<'_>) -> Result<Candidate, StoreError> {
    let read = || Ok(Candidate { id: row.get(0)?, tenant: row.get(1)?, due: row.get(2)? });
    read().map_err(sql)
}

/// Where one lease stands.
struct Round<'a> {
    connection: &'a Connection,
    request: &'a LeaseRequest,
    held: HashMap<String, u32>,
    /// By all slow tenants together.
    held_by_slow: u32,
    /// Transactions undone so far: epochs leap over those that a lease in them may have given out.
    undone: i64,
    capped: bool,
    jobs: Vec<Leased>,
}

impl Round<'_> {
    fn is_full(&self) -> bool {
        self.jobs.len() >= usize::try_from(self.request.limit).unwrap_or(usize::MAX)
    }

    /// Leases the candidate if it is due and its tenant may have one more.
    fn take(&mut self, candidate: &Candidate) -> Result<bool, StoreError> {
        if candidate.due > to_micros(self.request.now) {
            return Ok(false);
        }
        let slow = is_slow(self.request, &candidate.tenant);
        let held = self.held.entry(candidate.tenant.clone()).or_default();
        if *held >= self.request.per_tenant || slow && self.held_by_slow >= self.request.slow.together {
            self.capped = true;
            return Ok(false);
        }
        *held += 1;
        self.held_by_slow += u32::from(slow);
        let text = "UPDATE job SET epoch = epoch + 1 + ?4, worker = ?2, leased_until = ?3 WHERE id = ?1";
        let until = to_micros(self.request.until);
        execute(self.connection, text, params![candidate.id, self.request.worker, until, self.undone])?;
        self.jobs.push(leased(self.connection, candidate.id)?);
        Ok(true)
    }
}

fn is_slow(request: &LeaseRequest, tenant: &str) -> bool {
    request.slow.tenants.iter().any(|slow| slow.as_str() == tenant)
}

pub(crate) fn lease(
    connection: &Connection,
    request: &LeaseRequest,
    turn: &Turn,
) -> Result<(Vec<Leased>, Effect), StoreError> {
    let class = number_of(request.class);
    execute(connection, RELEASE, [to_micros(request.now)])?;
    let held: HashMap<String, u32> = match &request.at_work {
        Some(at_work) => at_work.iter().map(|(tenant, count)| (tenant.to_string(), *count)).collect(),
        None => all(connection, HELD, [class], |row| Ok((row.get(0).map_err(sql)?, row.get(1).map_err(sql)?)))?
            .into_iter()
            .collect(),
    };
    let held_by_slow = held.iter().filter(|(tenant, _)| is_slow(request, tenant)).map(|(_, held)| held).sum();
    let mut round =
        Round { connection, request, held, held_by_slow, undone: turn.undone.count(), capped: false, jobs: Vec::new() };

    // The first round finds the tenants that have waiting jobs and takes one from each.
    let start = turn.get(request.class);
    let mut last = start.clone();
    let mut waiting = Vec::new();
    for wrapped in [false, true] {
        let mut behind = if wrapped { String::new() } else { start.clone() };
        while !round.is_full() {
            let Some(next) = first(connection, NEXT_TENANT, params![class, behind], candidate)? else { break };
            if wrapped && next.tenant > start {
                break;
            }
            if round.take(&next)? {
                last.clone_from(&next.tenant);
                waiting.push(next.tenant.clone());
            }
            behind = next.tenant;
        }
    }
    // Further rounds, as long as somebody still has due jobs and may have them.
    while !round.is_full() && !waiting.is_empty() {
        let mut still = Vec::new();
        for tenant in waiting {
            if round.is_full() {
                break;
            }
            let Some(next) = first(connection, NEXT_OF_TENANT, params![class, tenant], candidate)? else { continue };
            if round.take(&next)? {
                last.clone_from(&tenant);
                still.push(tenant);
            }
        }
        waiting = still;
    }
    turn.set(request.class, last);
    let effect = if round.capped { Effect::Capped } else { Effect::Nothing };
    Ok((round.jobs, effect))
}

fn leased(connection: &Connection, job: i64) -> Result<Leased, StoreError> {
    let text = "SELECT job.epoch, job.delivery, job.retries, job.tenant, message.id
                FROM job JOIN message ON message.sequence = job.message WHERE job.id = ?1";
    let read = |row: &Row<'_>| {
        let message = message_id(row, 4)?;
        Ok(Leased {
            token: LeaseToken { job, epoch: number(row, 0)? },
            kind: kind(message, row.get(1).map_err(sql)?),
            message,
            tenant: tenant(row, 3)?,
            retries: row.get(2).map_err(sql)?,
        })
    };
    first(connection, text, [job], read)?.ok_or_else(|| damaged("a job without its message"))
}

fn kind(message: MessageId, delivery: u32) -> JobKind {
    match delivery {
        0 => JobKind::Process,
        number => JobKind::Deliver(DeliveryId { message, number }),
    }
}

/// The message's sequence, if the token still holds the job.
pub(crate) fn holder(connection: &Connection, token: LeaseToken) -> Result<i64, StoreError> {
    let text = "SELECT message, epoch FROM job WHERE id = ?1 AND worker IS NOT NULL";
    let found = first(connection, text, [token.job], |row| Ok((row.get(0).map_err(sql)?, number(row, 1)?)))?;
    match found {
        Some((message, epoch)) if epoch == token.epoch => Ok(message),
        _ => Err(StoreError::LeaseLost { job: token.job }),
    }
}

pub(crate) fn extend(connection: &Connection, token: LeaseToken, until: Timestamp) -> Result<((), Effect), StoreError> {
    holder(connection, token)?;
    execute(connection, "UPDATE job SET leased_until = ?2 WHERE id = ?1", params![token.job, to_micros(until)])?;
    Ok(((), Effect::Nothing))
}

pub(crate) fn release(connection: &Connection, worker: &str) -> Result<(u64, Effect), StoreError> {
    let text = "UPDATE job SET worker = NULL, leased_until = NULL WHERE worker = ?1 AND leased_until IS NOT NULL";
    let ended = execute(connection, text, [worker])?;
    Ok((u64::try_from(ended).unwrap_or(u64::MAX), Effect::WorkAdded))
}

/// For each tenant with waiting jobs of a class the first that falls due after the given time: two
/// steps into the index per tenant.
pub(crate) const NEXT_DUE: &str = "WITH RECURSIVE waiting (tenant) AS (
        SELECT min(tenant) FROM job WHERE blocked = 0 AND leased_until IS NULL AND class = ?1
        UNION ALL
        SELECT (SELECT min(tenant) FROM job
            WHERE blocked = 0 AND leased_until IS NULL AND class = ?1 AND tenant > waiting.tenant)
        FROM waiting WHERE tenant IS NOT NULL
    )
    SELECT min((SELECT min(due) FROM job
        WHERE blocked = 0 AND leased_until IS NULL AND class = ?1 AND job.tenant = waiting.tenant AND due > ?2))
    FROM waiting WHERE tenant IS NOT NULL";

pub(crate) fn next_due(connection: &Connection, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let mut earliest: Option<i64> = None;
    for class in [JobClass::Process, JobClass::Deliver] {
        let values = params![number_of(class), to_micros(after)];
        let due = first(connection, NEXT_DUE, values, |row| row.get::<_, Option<i64>>(0).map_err(sql))?.flatten();
        earliest = earliest.into_iter().chain(due).min();
    }
    earliest.map(crate::time::from_micros).transpose()
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    fn one_job() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        schema::migrate(&connection).unwrap();
        connection
            .execute_batch(
                "INSERT INTO message (sequence, id, version, received_at, source, tenant, state, holds_lane, revision,
                     envelope, document, attachments, findings)
                     VALUES (1, x'019ac0000000700080000000000000aa', 1, 0, 'portal', 'dresden', 'accepted', 0, 1,
                     '{}', '{}', '[]', '[]');
                 INSERT INTO job (message, delivery, class, tenant, blocked, due, retries, epoch)
                     VALUES (1, 0, 0, 'dresden', 0, 0, 0, 1)",
            )
            .unwrap();
        connection
    }

    /// Leases that are answered before their commit, and whose commit fails, leave tokens with workers.
    #[test]
    fn a_token_of_an_undone_transaction_is_never_given_out_again() {
        let (connection, undone) = (one_job(), Undone::default());
        let turn = Turn::new(undone.clone());
        let request = LeaseRequest {
            worker: "node/process-0".into(),
            class: JobClass::Process,
            now: Timestamp::UNIX_EPOCH,
            until: Timestamp::from_second(60).unwrap(),
            limit: 1,
            per_tenant: 1,
            slow: drehscheibe_model::work::SlowTenants::default(),
            at_work: None,
        };
        let token = || lease(&connection, &request, &turn).unwrap().0.first().unwrap().token;

        connection.execute_batch("BEGIN").unwrap();
        let early = token();
        connection.execute_batch("ROLLBACK").unwrap();
        undone.one_more();

        let valid = token();
        assert_ne!(early, valid);
        assert!(matches!(holder(&connection, early), Err(StoreError::LeaseLost { .. })));
        assert_eq!(holder(&connection, valid).unwrap(), 1);
    }
}
