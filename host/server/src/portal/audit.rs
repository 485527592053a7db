//! Entries of the audit log.

use drehscheibe_model::ids::TenantId;
use drehscheibe_model::portal::{Account, AuditEvent, Outcome};

/// Characters of a detail.
const DETAIL: usize = 500;

pub(crate) fn event(
    account: &Account,
    action: &str,
    tenant: Option<&TenantId>,
    subject: impl Into<String>,
    outcome: Outcome,
    detail: &str,
) -> AuditEvent {
    AuditEvent {
        actor: account.name.to_string(),
        role: Some(account.role),
        tenant: tenant.cloned(),
        action: action.into(),
        subject: subject.into(),
        outcome,
        detail: detail.chars().take(DETAIL).collect(),
    }
}
