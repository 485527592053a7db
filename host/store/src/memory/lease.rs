//! Handing out jobs: tenants in turn, oldest first within a tenant.

use super::state::State;
use crate::time::{from_micros, to_micros};
use crate::wake::Effect;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::ports::StoreError;
use drehscheibe_model::work::{JobClass, LeaseRequest, LeaseToken, Leased};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};

/// The tenant of each class that was served last.
pub(super) type Turns = HashMap<JobClass, String>;

impl State {
    fn tenant_of(&self, message: u64) -> Option<&TenantId> {
        self.messages.get(&message).map(|row| &row.record.tenant)
    }

    pub(super) fn lease(
        &mut self,
        request: &LeaseRequest,
        turns: &mut Turns,
    ) -> Result<(Vec<Leased>, Effect), StoreError> {
        let now = to_micros(request.now);
        let turn = turns.entry(request.class).or_default();
        for job in self.jobs.values_mut() {
            if job.leased_until.is_some_and(|until| until <= now) {
                job.leased_until = None;
            }
        }
        let mut held: BTreeMap<TenantId, u32> = BTreeMap::new();
        let mut queues: BTreeMap<TenantId, Vec<(i64, i64)>> = BTreeMap::new();
        for (id, job) in self.jobs.iter().filter(|(_, job)| job.kind.class() == request.class) {
            let Some(tenant) = self.tenant_of(job.message) else { continue };
            if job.leased_until.is_some() {
                *held.entry(tenant.clone()).or_default() += 1;
            } else if job.due <= now && self.is_free(job) {
                queues.entry(tenant.clone()).or_default().push((job.due, *id));
            }
        }
        if let Some(at_work) = &request.at_work {
            held.clone_from(at_work);
        }
        // Latest first, so that `pop` takes the earliest.
        queues.values_mut().for_each(|queue| queue.sort_by(|one, other| other.cmp(one)));
        let (first, second): (Vec<_>, Vec<_>) =
            queues.into_iter().partition(|(tenant, _)| tenant.as_str() > turn.as_str());
        let mut tenants: Vec<_> = first.into_iter().chain(second).collect();

        let is_slow = |(tenant, _): &(&TenantId, &u32)| request.slow.tenants.contains(*tenant);
        let mut held_by_slow: u32 = held.iter().filter(is_slow).map(|(_, held)| *held).sum();
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let mut capped = false;
        let mut leased = Vec::new();
        while leased.len() < limit && !tenants.is_empty() {
            for (tenant, queue) in &mut tenants {
                let held = held.entry(tenant.clone()).or_default();
                if leased.len() == limit || queue.is_empty() {
                    continue;
                }
                let slow = request.slow.tenants.contains(tenant);
                if *held >= request.per_tenant || slow && held_by_slow >= request.slow.together {
                    capped = true;
                    queue.clear();
                    continue;
                }
                *held += 1;
                held_by_slow += u32::from(slow);
                tenant.as_str().clone_into(turn);
                leased.extend(queue.pop().and_then(|(_, job)| self.hold(job, tenant, request)));
            }
            tenants.retain(|(_, queue)| !queue.is_empty());
        }
        let effect = if capped { Effect::Capped } else { Effect::Nothing };
        Ok((leased, effect))
    }

    fn hold(&mut self, id: i64, tenant: &TenantId, request: &LeaseRequest) -> Option<Leased> {
        let job = self.jobs.get_mut(&id)?;
        job.epoch += 1;
        job.held = true;
        request.worker.clone_into(&mut job.worker);
        job.leased_until = Some(to_micros(request.until));
        let message = self.messages.get(&job.message)?.record.id;
        let token = LeaseToken { job: id, epoch: job.epoch };
        Some(Leased { token, kind: job.kind, message, tenant: tenant.clone(), retries: job.retries })
    }

    pub(super) fn extend(&mut self, token: LeaseToken, until: Timestamp) -> Result<((), Effect), StoreError> {
        self.holder(token)?;
        if let Some(job) = self.jobs.get_mut(&token.job) {
            job.leased_until = Some(to_micros(until));
        }
        Ok(((), Effect::Nothing))
    }

    pub(super) fn release(&mut self, worker: &str) -> Result<(u64, Effect), StoreError> {
        let mut ended = 0;
        for job in self.jobs.values_mut().filter(|job| job.leased_until.is_some() && job.worker == worker) {
            job.held = false;
            job.leased_until = None;
            ended += 1;
        }
        Ok((ended, Effect::WorkAdded))
    }

    pub(super) fn next_due(&self, after: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let after = to_micros(after);
        let waiting = self.jobs.values().filter(|job| job.leased_until.is_none() && job.due > after);
        waiting.filter(|job| self.is_free(job)).map(|job| job.due).min().map(from_micros).transpose()
    }
}
