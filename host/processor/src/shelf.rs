//! Leased jobs on their way to the workers of one class, and who may have the next worker.
//!
//! Rules compute faster than a disk writes, so more jobs are leased than there are workers. What is at
//! hand is given out as it is leased: tenants in turn, oldest first within a tenant, and nobody more
//! workers than the quotas allow.

use drehscheibe_model::ids::TenantId;
use drehscheibe_model::work::Leased;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Who may have how many workers at the same time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quotas {
    pub workers: u32,
    pub per_tenant: u32,
    /// All slow tenants together.
    pub for_slow: u32,
    /// So many jobs may wait here beyond those at work.
    pub ahead: u32,
}

/// Jobs at hand and at work.
#[derive(Debug)]
pub(crate) struct Shelf {
    quotas: Quotas,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: BTreeMap<TenantId, VecDeque<Leased>>,
    running: BTreeMap<TenantId, u32>,
    /// The tenant that got the last worker.
    turn: Option<TenantId>,
    /// Counts up with each worker that became free.
    freed: u64,
    closed: bool,
}

/// How it stood at one moment.
#[derive(Debug)]
pub(crate) struct Standing {
    /// So many jobs more can be taken.
    pub room: u32,
    /// Jobs of each tenant, waiting here and at work.
    pub at_work: BTreeMap<TenantId, u32>,
    freed: u64,
}

impl State {
    fn at_work(&self) -> BTreeMap<TenantId, u32> {
        let mut all = self.running.clone();
        for (tenant, jobs) in &self.waiting {
            let waiting = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
            *all.entry(tenant.clone()).or_default() += waiting;
        }
        all
    }

    fn room(&self, quotas: Quotas) -> u32 {
        (quotas.workers + quotas.ahead).saturating_sub(self.at_work().values().sum())
    }

    /// The tenant whose turn it is, of those that may have a worker.
    fn next(&self, quotas: Quotas, slow: &BTreeSet<TenantId>) -> Option<TenantId> {
        let running = |tenant: &TenantId| self.running.get(tenant).copied().unwrap_or_default();
        let by_slow: u32 = slow.iter().map(running).sum();
        let may = |tenant: &&TenantId| {
            running(tenant) < quotas.per_tenant && (!slow.contains(*tenant) || by_slow < quotas.for_slow)
        };
        let behind = |tenant: &&TenantId| self.turn.as_ref().is_none_or(|turn| *tenant > turn);
        let mut allowed = self.waiting.keys().filter(may);
        allowed.clone().find(behind).or_else(|| allowed.next()).cloned()
    }

    fn take(&mut self, tenant: TenantId) -> Option<Leased> {
        let jobs = self.waiting.get_mut(&tenant)?;
        let job = jobs.pop_front();
        if jobs.is_empty() {
            self.waiting.remove(&tenant);
        }
        *self.running.entry(tenant.clone()).or_default() += 1;
        self.turn = Some(tenant);
        job
    }
}

impl Shelf {
    pub(crate) fn new(quotas: Quotas) -> Self {
        Self { quotas, state: Mutex::default(), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room, at most for `timeout`.
    pub(crate) fn standing(&self, timeout: Duration) -> Standing {
        let full = |state: &mut State| state.room(self.quotas) == 0;
        let waited = self.changed.wait_timeout_while(self.lock(), timeout, full);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        Standing { room: state.room(self.quotas), at_work: state.at_work(), freed: state.freed }
    }

    /// Whether a worker became free since.
    pub(crate) fn freed_since(&self, standing: &Standing) -> bool {
        self.lock().freed != standing.freed
    }

    pub(crate) fn put(&self, job: Leased) {
        self.lock().waiting.entry(job.tenant.clone()).or_default().push_back(job);
        self.changed.notify_all();
    }

    /// Takes away what waits here of slow tenants beyond what they may have at work, the latest first.
    pub(crate) fn withdraw(&self, slow: &BTreeSet<TenantId>) -> Vec<Leased> {
        let mut state = self.lock();
        let at_work = state.at_work();
        let all: u32 = slow.iter().filter_map(|tenant| at_work.get(tenant)).sum();
        let mut excess = all.saturating_sub(self.quotas.for_slow);
        let mut withdrawn = Vec::new();
        while excess > 0 {
            let longest = slow.iter().filter_map(|tenant| Some((state.waiting.get(tenant)?.len(), tenant))).max();
            let Some((_, tenant)) = longest else { break };
            let Some(jobs) = state.waiting.get_mut(tenant) else { break };
            withdrawn.extend(jobs.pop_back());
            if jobs.is_empty() {
                state.waiting.remove(tenant);
            }
            excess -= 1;
        }
        if !withdrawn.is_empty() {
            state.freed += 1;
            self.changed.notify_all();
        }
        withdrawn
    }

    /// What is at hand is still given out, then workers are told to end.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// The next job for a worker; waits for one. None: there will be none any more.
    pub(crate) fn next(&self, slow: impl Fn() -> BTreeSet<TenantId>) -> Option<Leased> {
        let mut state = self.lock();
        loop {
            if let Some(tenant) = state.next(self.quotas, &slow()) {
                return state.take(tenant);
            }
            if state.closed && state.waiting.is_empty() {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A worker is done with a job of this tenant.
    pub(crate) fn done(&self, tenant: &TenantId) {
        let mut state = self.lock();
        state.freed += 1;
        if let Some(count) = state.running.get_mut(tenant) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                state.running.remove(tenant);
            }
        }
        drop(state);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_model::ids::MessageId;
    use drehscheibe_model::work::{JobKind, LeaseToken};

    const QUOTAS: Quotas = Quotas { workers: 3, per_tenant: 2, for_slow: 1, ahead: 5 };

    fn job(number: i64, tenant: &str) -> Leased {
        Leased {
            token: LeaseToken { job: number, epoch: 1 },
            kind: JobKind::Process,
            message: MessageId::generate(),
            tenant: tenant.parse().unwrap(),
            retries: 0,
        }
    }

    fn numbers(shelf: &Shelf, count: usize, slow: &[&str]) -> Vec<i64> {
        let slow = || slow.iter().map(|tenant| tenant.parse().unwrap()).collect();
        (0..count).map(|_| shelf.next(slow).unwrap().token.job).collect()
    }

    #[test]
    fn tenants_take_turns_and_none_gets_more_workers_than_its_quota() {
        let shelf = Shelf::new(QUOTAS);
        for (number, tenant) in [(1, "146"), (2, "146"), (3, "146"), (4, "147")] {
            shelf.put(job(number, tenant));
        }
        assert_eq!(numbers(&shelf, 3, &[]), [1, 4, 2]);
        let standing = shelf.standing(Duration::ZERO);
        assert_eq!((standing.room, standing.at_work.values().sum::<u32>()), (4, 4));
        // `146` has its two.
        shelf.done(&"147".parse().unwrap());
        shelf.put(job(5, "147"));
        assert_eq!(numbers(&shelf, 1, &[]), [5]);
        assert!(shelf.freed_since(&standing));
        shelf.done(&"146".parse().unwrap());
        assert_eq!(numbers(&shelf, 1, &[]), [3]);
    }

    #[test]
    fn slow_tenants_share_their_part_whatever_lies_here() {
        let shelf = Shelf::new(QUOTAS);
        for (number, tenant) in [(1, "146"), (2, "147"), (3, "148")] {
            shelf.put(job(number, tenant));
        }
        assert_eq!(numbers(&shelf, 2, &["146", "147"]), [1, 3]);
        shelf.done(&"146".parse().unwrap());
        assert_eq!(numbers(&shelf, 1, &["146", "147"]), [2]);
    }

    #[test]
    fn what_waits_of_slow_tenants_beyond_their_part_is_taken_away() {
        let shelf = Shelf::new(QUOTAS);
        for (number, tenant) in [(1, "146"), (2, "146"), (3, "146"), (4, "147"), (5, "148")] {
            shelf.put(job(number, tenant));
        }
        let slow = BTreeSet::from(["146".parse().unwrap(), "147".parse().unwrap()]);
        let withdrawn = shelf.withdraw(&slow);
        assert_eq!(withdrawn.iter().map(|job| job.token.job).collect::<Vec<_>>(), [3, 2, 4]);
        assert!(shelf.withdraw(&slow).is_empty());
        assert_eq!(numbers(&shelf, 2, &["146", "147"]), [1, 5]);
    }

    #[test]
    fn what_lies_here_is_given_out_before_workers_end() {
        let shelf = Shelf::new(QUOTAS);
        shelf.put(job(1, "146"));
        shelf.close();
        assert!(shelf.next(BTreeSet::new).is_some());
        assert!(shelf.next(BTreeSet::new).is_none());
    }
}
