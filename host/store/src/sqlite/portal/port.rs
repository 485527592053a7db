//! The port, request by request.

use super::{account, audit, overview, proposal, session};
use crate::sqlite::store::SqliteStore;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{AccountName, MessageId, ProcedureId, TenantId};
use drehscheibe_model::journal::ChainFault;
use drehscheibe_model::portal::{
    Account, AuditEvent, AuditFilter, AuditRow, LeadTimes, ParkedCount, Proposal, ProposalState, RetentionProof,
    Session, WaitingTarget, WorkNote,
};
use drehscheibe_model::ports::{PortalStore, StoreError};
use jiff::Timestamp;

impl PortalStore for SqliteStore {
    fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.read(account::list)
    }
    fn account(&self, name: &AccountName) -> Result<Option<Account>, StoreError> {
        self.read(|connection| account::by_name(connection, name))
    }
    fn account_of_subject(&self, issuer: &str, subject: &str) -> Result<Option<Account>, StoreError> {
        self.read(|connection| account::by_subject(connection, issuer, subject))
    }
    fn put_account(&self, account: Account) -> Result<(), StoreError> {
        self.write(move |connection| account::put(connection, &account))
    }

    fn add_session(&self, session: Session) -> Result<(), StoreError> {
        self.write(move |connection| session::add(connection, &session))
    }
    fn session(&self, id: &Digest) -> Result<Option<Session>, StoreError> {
        self.read(|connection| session::by_id(connection, id))
    }
    fn see_session(&self, id: &Digest, at: Timestamp) -> Result<(), StoreError> {
        let id = *id;
        self.write(move |connection| session::see(connection, &id, at))
    }
    fn end_session(&self, id: &Digest) -> Result<bool, StoreError> {
        let id = *id;
        self.write(move |connection| session::end(connection, &id))
    }
    fn end_sessions(&self, account: &AccountName) -> Result<u64, StoreError> {
        let account = account.clone();
        self.write(move |connection| session::end_all(connection, &account))
    }
    fn drop_sessions(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.write(move |connection| session::drop_before(connection, before))
    }

    fn append_audit(&self, at: Timestamp, event: AuditEvent) -> Result<u64, StoreError> {
        self.write(move |connection| audit::append(connection, at, &event))
    }
    fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        self.read(|connection| audit::page(connection, filter))
    }
    fn verify_audit(&self) -> Result<Result<u64, ChainFault>, StoreError> {
        self.read(audit::verify)
    }

    fn put_note(&self, note: WorkNote) -> Result<(), StoreError> {
        self.write(move |connection| proposal::put_note(connection, &note))
    }
    fn notes(&self, messages: &[MessageId]) -> Result<Vec<WorkNote>, StoreError> {
        self.read(|connection| proposal::notes(connection, messages))
    }

    fn add_proposal(&self, proposal: Proposal) -> Result<u64, StoreError> {
        self.write(move |connection| proposal::add(connection, &proposal))
    }
    fn proposal(&self, number: u64) -> Result<Option<Proposal>, StoreError> {
        self.read(|connection| proposal::by_number(connection, number))
    }
    fn proposals(&self, open_only: bool, limit: u32) -> Result<Vec<Proposal>, StoreError> {
        self.read(|connection| proposal::list(connection, open_only, limit))
    }
    fn decide_proposal(
        &self,
        number: u64,
        state: ProposalState,
        by: &AccountName,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let by = by.clone();
        self.write(move |connection| proposal::decide(connection, number, state, &by, at))
    }
    fn note_outcome(&self, number: u64, outcome: Vec<String>) -> Result<(), StoreError> {
        self.write(move |connection| proposal::note_outcome(connection, number, outcome))
    }

    fn lead_times(&self, procedure: &ProcedureId, tenants: &[TenantId], limit: u32) -> Result<LeadTimes, StoreError> {
        self.read(|connection| overview::lead_times(connection, procedure, tenants, limit))
    }
    fn waiting_targets(&self, tenants: &[TenantId], limit: u32) -> Result<Vec<WaitingTarget>, StoreError> {
        self.read(|connection| overview::waiting_targets(connection, tenants, limit))
    }
    fn parked_counts(&self) -> Result<Vec<ParkedCount>, StoreError> {
        self.read(overview::parked_counts)
    }
    fn retention_proof(&self, before: Timestamp, limit: u32) -> Result<RetentionProof, StoreError> {
        self.read(|connection| overview::retention_proof(connection, before, limit))
    }
}
