//! What the portal keeps and asks for.

use super::state::State;
use crate::error::damaged;
use crate::time::{from_micros, to_micros};
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::{AccountName, MessageId, ProcedureId, TenantId};
use drehscheibe_model::journal::{ChainFault, GENESIS};
use drehscheibe_model::message::MessageState;
use drehscheibe_model::portal::{
    Account, AuditEvent, AuditFilter, AuditRow, LeadTimes, ParkedCount, Proposal, ProposalState, RetentionProof,
    Session, SignIn, WaitingTarget, WipedContent, WorkNote, audit_hash, check_audit,
};
use drehscheibe_model::ports::{PortalStore, StoreError};
use drehscheibe_model::work::JobKind;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// All rows of the portal.
#[derive(Debug, Clone, Default)]
pub(super) struct Portal {
    accounts: BTreeMap<AccountName, Account>,
    sessions: BTreeMap<Digest, Session>,
    audit: Vec<AuditRow>,
    notes: BTreeMap<MessageId, WorkNote>,
    proposals: BTreeMap<u64, Proposal>,
}

fn done<T>(value: T) -> Result<(T, Effect), StoreError> {
    Ok((value, Effect::Nothing))
}

/// After an insertion, whatever was there before.
fn kept<T>(_: Option<T>) -> Result<((), Effect), StoreError> {
    done(())
}

fn size(limit: u32) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

impl Portal {
    fn append(&mut self, at: Timestamp, event: &AuditEvent) -> Result<(u64, Effect), StoreError> {
        let event = serde_json::to_string(event).map_err(|error| damaged(error.to_string()))?;
        let at = from_micros(to_micros(at))?;
        let (last, previous) = self.audit.last().map_or((0, GENESIS), |row| (row.sequence, row.hash));
        let sequence = last + 1;
        let hash = audit_hash(&previous, sequence, at, &event);
        self.audit.push(AuditRow { sequence, at, event, previous, hash });
        done(sequence)
    }

    fn page(&self, filter: &AuditFilter) -> Vec<AuditRow> {
        let fits = |row: &&AuditRow| {
            let event: Option<AuditEvent> = serde_json::from_str(&row.event).ok();
            filter.before.is_none_or(|before| row.sequence < before)
                && event.is_some_and(|event| {
                    filter.actor.as_ref().is_none_or(|actor| *actor == event.actor)
                        && filter.action.as_ref().is_none_or(|action| *action == event.action)
                })
        };
        self.audit.iter().rev().filter(fits).take(size(filter.limit.clamp(1, 500))).cloned().collect()
    }

    fn verify(&self) -> Result<u64, ChainFault> {
        let (mut last, mut hash) = (0, GENESIS);
        for row in &self.audit {
            check_audit(last, &hash, row)?;
            (last, hash) = (row.sequence, row.hash);
        }
        Ok(last)
    }

    fn decide(&mut self, number: u64, state: ProposalState, by: &AccountName, at: Timestamp) -> bool {
        let open = self.proposals.get_mut(&number).filter(|proposal| proposal.state == ProposalState::Open);
        let Some(proposal) = open else { return false };
        proposal.state = state;
        proposal.decided_by = Some(by.clone());
        proposal.decided_at = Some(at);
        true
    }
}

impl State {
    fn lead_times(&self, procedure: &ProcedureId, tenants: &[TenantId], limit: u32) -> LeadTimes {
        let rows = self.messages.values().rev().filter(|row| {
            row.record.resolution.as_ref().is_some_and(|resolution| resolution.procedure == *procedure)
                && (tenants.is_empty() || tenants.contains(&row.record.tenant))
        });
        let times = rows.filter_map(|row| Some(row.final_at? - to_micros(row.record.received_at)));
        let mut micros: Vec<u64> = times.take(size(limit)).map(|micros| u64::try_from(micros).unwrap_or(0)).collect();
        micros.sort_unstable();
        LeadTimes { procedure: procedure.clone(), micros }
    }

    fn waiting_targets(&self, tenants: &[TenantId], limit: u32) -> Vec<WaitingTarget> {
        let retrying = self.jobs.values().rev().filter(|job| job.retries > 0).filter_map(|job| {
            let JobKind::Deliver(id) = job.kind else { return None };
            let row = self.messages.get(&job.message)?;
            let delivery: &DeliveryRecord = self.deliveries.get(&(job.message, id.number))?;
            Some((row.record.tenant.clone(), row.record.received_at, delivery.clone()))
        });
        let wanted = retrying.take(size(limit));
        crate::waiting::by_target(wanted.filter(|(tenant, ..)| tenants.is_empty() || tenants.contains(tenant)))
    }

    fn retention_proof(&self, before: i64, limit: usize) -> RetentionProof {
        let rows = || self.messages.values().filter(|row| row.final_at.is_some());
        let late = rows().filter(|row| row.record.content_wiped_at.is_none());
        let overdue = late.filter(|row| row.final_at.is_some_and(|at| at < before)).take(limit).count() as u64;
        let wiped = rows().filter_map(|row| {
            Some(WipedContent {
                message: row.record.id,
                tenant: row.record.tenant.clone(),
                final_at: from_micros(row.final_at?).ok()?,
                wiped_at: row.record.content_wiped_at?,
            })
        });
        let mut wiped: Vec<_> = wiped.collect();
        wiped.sort_by_key(|one| std::cmp::Reverse(one.wiped_at));
        wiped.truncate(limit);
        RetentionProof { overdue, wiped }
    }

    fn parked_counts(&self) -> Vec<ParkedCount> {
        let mut counts: BTreeMap<(TenantId, String), ParkedCount> = BTreeMap::new();
        for row in self.messages.values() {
            let MessageState::Parked(reason) = row.record.state else { continue };
            let tenant = row.record.tenant.clone();
            let name = serde_json::to_string(&reason).unwrap_or_default();
            let entry = counts.entry((tenant.clone(), name));
            entry.or_insert(ParkedCount { tenant, reason, number: 0 }).number += 1;
        }
        counts.into_values().collect()
    }
}

impl PortalStore for super::MemoryStore {
    fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(|state| state.portal.accounts.values().cloned().collect())
    }
    fn account(&self, name: &AccountName) -> Result<Option<Account>, StoreError> {
        self.read(|state| state.portal.accounts.get(name).cloned())
    }
    fn account_of_subject(&self, wanted_issuer: &str, wanted: &str) -> Result<Option<Account>, StoreError> {
        let is = |account: &&Account| match &account.sign_in {
            SignIn::OpenId { issuer, subject } => issuer == wanted_issuer && subject == wanted,
            SignIn::Password { .. } => false,
        };
        self.read(|state| state.portal.accounts.values().find(is).cloned())
    }
    fn put_account(&self, account: Account) -> Result<(), StoreError> {
        self.write("put_account", |state, _| kept(state.portal.accounts.insert(account.name.clone(), account)))
    }

    fn add_session(&self, session: Session) -> Result<(), StoreError> {
        self.write("add_session", |state, _| kept(state.portal.sessions.insert(session.id, session)))
    }
    fn session(&self, id: &Digest) -> Result<Option<Session>, StoreError> {
        self.read(|state| state.portal.sessions.get(id).cloned())
    }
    fn see_session(&self, id: &Digest, at: Timestamp) -> Result<(), StoreError> {
        self.write("see_session", |state, _| {
            if let Some(session) = state.portal.sessions.get_mut(id) {
                session.seen_at = at;
            }
            done(())
        })
    }
    fn end_session(&self, id: &Digest) -> Result<bool, StoreError> {
        self.write("end_session", |state, _| done(state.portal.sessions.remove(id).is_some()))
    }
    fn end_sessions(&self, account: &AccountName) -> Result<u64, StoreError> {
        self.write("end_sessions", |state, _| {
            let before = state.portal.sessions.len();
            state.portal.sessions.retain(|_, session| session.account != *account);
            done((before - state.portal.sessions.len()) as u64)
        })
    }
    fn drop_sessions(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write("drop_sessions", |state, _| {
            let all = state.portal.sessions.len();
            state.portal.sessions.retain(|_, session| session.expires_at >= before);
            done((all - state.portal.sessions.len()) as u64)
        })
    }

    fn append_audit(&self, at: Timestamp, event: AuditEvent) -> Result<u64, StoreError> {
        self.write("append_audit", |state, _| state.portal.append(at, &event))
    }
    fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        self.read(|state| state.portal.page(filter))
    }
    fn verify_audit(&self) -> Result<Result<u64, ChainFault>, StoreError> {
        self.read(|state| state.portal.verify())
    }

    fn put_note(&self, note: WorkNote) -> Result<(), StoreError> {
        self.write("put_note", |state, _| kept(state.portal.notes.insert(note.message, note)))
    }
    fn notes(&self, messages: &[MessageId]) -> Result<Vec<WorkNote>, StoreError> {
        self.read(|state| messages.iter().filter_map(|id| state.portal.notes.get(id)).cloned().collect())
    }

    fn add_proposal(&self, proposal: Proposal) -> Result<u64, StoreError> {
        self.write("add_proposal", |state, _| {
            let number = state.portal.proposals.len() as u64 + 1;
            state.portal.proposals.insert(number, Proposal { number, ..proposal });
            done(number)
        })
    }
    fn proposal(&self, number: u64) -> Result<Option<Proposal>, StoreError> {
        self.read(|state| state.portal.proposals.get(&number).cloned())
    }
    fn proposals(&self, open_only: bool, limit: u32) -> Result<Vec<Proposal>, StoreError> {
        let wanted = |proposal: &&Proposal| !open_only || proposal.state == ProposalState::Open;
        self.read(|state| state.portal.proposals.values().rev().filter(wanted).take(size(limit)).cloned().collect())
    }
    fn decide_proposal(
        &self,
        number: u64,
        decision: ProposalState,
        by: &AccountName,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write("decide_proposal", |state, _| done(state.portal.decide(number, decision, by, at)))
    }
    fn note_outcome(&self, number: u64, outcome: Vec<String>) -> Result<(), StoreError> {
        self.write("note_outcome", |state, _| match state.portal.proposals.get_mut(&number) {
            Some(proposal) => {
                proposal.outcome = outcome;
                done(())
            }
            None => Err(StoreError::NotFound { what: "proposal" }),
        })
    }

    fn lead_times(&self, procedure: &ProcedureId, tenants: &[TenantId], limit: u32) -> Result<LeadTimes, StoreError> {
        self.read(|state| state.lead_times(procedure, tenants, limit))
    }
    fn waiting_targets(&self, tenants: &[TenantId], limit: u32) -> Result<Vec<WaitingTarget>, StoreError> {
        self.read(|state| state.waiting_targets(tenants, limit))
    }
    fn parked_counts(&self) -> Result<Vec<ParkedCount>, StoreError> {
        self.read(State::parked_counts)
    }
    fn retention_proof(&self, before: Timestamp, limit: u32) -> Result<RetentionProof, StoreError> {
        self.read(|state| state.retention_proof(to_micros(before), size(limit)))
    }
}
