//! What the portal keeps, and the overviews it asks for.

use super::StoreError;
use crate::content::Digest;
use crate::ids::{AccountName, MessageId, ProcedureId, TenantId};
use crate::journal::ChainFault;
use crate::portal::{
    Account, AuditEvent, AuditFilter, AuditRow, LeadTimes, ParkedCount, Proposal, ProposalState, RetentionProof,
    Session, WaitingTarget, WorkNote,
};
use jiff::Timestamp;

/// Durable state of the portal. Every writing method returns after the commit is on disk.
pub trait PortalStore: Send + Sync {
    /// By name.
    fn accounts(&self) -> Result<Vec<Account>, StoreError>;
    fn account(&self, name: &AccountName) -> Result<Option<Account>, StoreError>;
    /// The account for which an identity provider vouches under this subject.
    fn account_of_subject(&self, issuer: &str, subject: &str) -> Result<Option<Account>, StoreError>;
    /// Adds or replaces an account.
    fn put_account(&self, account: Account) -> Result<(), StoreError>;

    fn add_session(&self, session: Session) -> Result<(), StoreError>;
    fn session(&self, id: &Digest) -> Result<Option<Session>, StoreError>;
    fn see_session(&self, id: &Digest, at: Timestamp) -> Result<(), StoreError>;
    /// False if there was none.
    fn end_session(&self, id: &Digest) -> Result<bool, StoreError>;
    /// Signs an account out everywhere; from how many browsers.
    fn end_sessions(&self, account: &AccountName) -> Result<u64, StoreError>;
    /// Forgets sessions that ended before this time; how many.
    fn drop_sessions(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Appends to the audit log; the row's number.
    fn append_audit(&self, at: Timestamp, event: AuditEvent) -> Result<u64, StoreError>;
    /// Newest first.
    fn audit(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError>;
    /// Checks the whole audit log; the number of rows, or the first fault.
    fn verify_audit(&self) -> Result<Result<u64, ChainFault>, StoreError>;

    /// Adds or replaces the note about a message.
    fn put_note(&self, note: WorkNote) -> Result<(), StoreError>;
    /// The notes about these messages, in their order; those without one are left out.
    fn notes(&self, messages: &[MessageId]) -> Result<Vec<WorkNote>, StoreError>;

    /// Adds an open proposal; its number.
    fn add_proposal(&self, proposal: Proposal) -> Result<u64, StoreError>;
    fn proposal(&self, number: u64) -> Result<Option<Proposal>, StoreError>;
    /// Newest first; open ones only, or all.
    fn proposals(&self, open_only: bool, limit: u32) -> Result<Vec<Proposal>, StoreError>;
    /// Decides an open proposal; false if it was decided before or does not exist.
    fn decide_proposal(
        &self,
        number: u64,
        state: ProposalState,
        by: &AccountName,
        at: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Notes what became of an approved proposal.
    fn note_outcome(&self, number: u64, outcome: Vec<String>) -> Result<(), StoreError>;

    /// Lead times of the newest `limit` messages of a procedure that are final, of these tenants (empty:
    /// of all).
    fn lead_times(&self, procedure: &ProcedureId, tenants: &[TenantId], limit: u32) -> Result<LeadTimes, StoreError>;
    /// Targets with deliveries that failed at least once and wait; looks at `limit` deliveries at most.
    fn waiting_targets(&self, tenants: &[TenantId], limit: u32) -> Result<Vec<WaitingTarget>, StoreError>;
    /// Parked messages by tenant and reason.
    fn parked_counts(&self) -> Result<Vec<ParkedCount>, StoreError>;
    /// Messages that ended before `before` and still have content, and the newest `limit` deletions.
    fn retention_proof(&self, before: Timestamp, limit: u32) -> Result<RetentionProof, StoreError>;
}
