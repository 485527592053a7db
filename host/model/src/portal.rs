//! People at the portal: accounts, sessions, what they did, and what they ask of each other.

use crate::content::Digest;
use crate::ids::{AccountName, MessageId, ProcedureId, TargetId, TenantId};
use crate::journal::ChainFault;
use crate::message::ParkReason;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What a person at the portal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PortalRole {
    /// Hersteller: publishes packages.
    Vendor,
    /// Prüfstelle: certifies and revokes packages.
    Certifier,
    /// Kommune: configures and activates for its tenants, sees their messages.
    Municipality,
    /// Betreiber: runs the hub, sees states and journals of all, no content.
    Operator,
    /// Verfahrensbetreuer: looks after procedures over all municipalities.
    ProcedureSteward,
    /// Revision: sees journals and the audit log; changes nothing.
    Auditor,
}

impl PortalRole {
    /// All of them, in the order of the portal's texts.
    pub const ALL: [Self; 6] =
        [Self::Vendor, Self::Certifier, Self::Municipality, Self::Operator, Self::ProcedureSteward, Self::Auditor];

    /// The stable name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Certifier => "certifier",
            Self::Municipality => "municipality",
            Self::Operator => "operator",
            Self::ProcedureSteward => "procedure-steward",
            Self::Auditor => "auditor",
        }
    }
    /// From its stable name, or from the German word an office uses.
    pub fn parse(text: &str) -> Option<Self> {
        let german = match text.to_lowercase().as_str() {
            "hersteller" => Some(Self::Vendor),
            "prüfstelle" | "pruefstelle" => Some(Self::Certifier),
            "kommune" => Some(Self::Municipality),
            "betreiber" => Some(Self::Operator),
            "verfahrensbetreuer" => Some(Self::ProcedureSteward),
            "revision" => Some(Self::Auditor),
            _ => None,
        };
        german.or_else(|| Self::ALL.into_iter().find(|role| role.name() == text))
    }
    /// Whether an account of this role speaks for named tenants only, never for all.
    pub fn is_bound(self) -> bool {
        matches!(self, Self::Municipality)
    }
}

/// How a person proves who they are.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SignIn {
    /// A local account for emergencies: an Argon2id hash in PHC format, never the password.
    Password { hash: String },
    /// An identity provider vouches for this subject.
    OpenId { issuer: String, subject: String },
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Password { .. } => f.write_str("Password"),
            Self::OpenId { issuer, subject } => write!(f, "OpenId({issuer}, {subject})"),
        }
    }
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: AccountName,
    /// For people, for example `Steueramt, Kim Muster`.
    pub label: String,
    pub role: PortalRole,
    /// For whom they act. Empty: for nobody if the role is bound to tenants, else for all.
    pub tenants: Vec<TenantId>,
    /// The vendor or certifier they work for, as packages and certificates name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    pub sign_in: SignIn,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Timestamp>,
}

impl Account {
    /// Whether the account speaks for a tenant.
    pub fn covers(&self, tenant: &TenantId) -> bool {
        if self.tenants.is_empty() { !self.role.is_bound() } else { self.tenants.contains(tenant) }
    }
}

/// A browser that is signed in. Its secret is in the cookie only; here is its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: Digest,
    pub account: AccountName,
    pub created_at: Timestamp,
    /// Written at most once a minute.
    pub seen_at: Timestamp,
    /// Ends then whatever happens.
    pub expires_at: Timestamp,
}

/// How an administrative act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Done,
    /// Not allowed.
    Denied,
    /// Tried, and it could not be done.
    Failed,
}

/// An administrative act. No content of messages, no passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// Account, API key or `cli`.
    pub actor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<PortalRole>,
    /// Whom it is about, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantId>,
    /// Stable name of the act, for example `replay-approve`.
    pub action: String,
    /// What it was done to: an id or a name.
    pub subject: String,
    pub outcome: Outcome,
    /// Reason given, or why not; for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// An act as it lies in the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Position in the log, from 1.
    pub sequence: u64,
    pub at: Timestamp,
    /// The event as JSON, exactly as hashed.
    pub event: String,
    pub previous: Digest,
    pub hash: Digest,
}

/// The hash of an audit row: SHA-256 over a version tag, the hash before it, and every field with its
/// length.
pub fn audit_hash(previous: &Digest, sequence: u64, at: Timestamp, event: &str) -> Digest {
    let mut hash = Sha256::new();
    let mut field = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    field(b"drehscheibe-audit-v1");
    field(&previous.0);
    field(&sequence.to_be_bytes());
    field(&at.as_microsecond().to_be_bytes());
    field(event.as_bytes());
    Digest(hash.finalize().into())
}

/// Checks that a row continues a log whose last row was number `last` with hash `hash`.
pub fn check_audit(last: u64, hash: &Digest, row: &AuditRow) -> Result<(), ChainFault> {
    if row.sequence != last + 1 {
        return Err(ChainFault::Gap { sequence: last + 1, found: row.sequence });
    }
    if row.previous != *hash {
        return Err(ChainFault::Unlinked { sequence: row.sequence });
    }
    if audit_hash(&row.previous, row.sequence, row.at, &row.event) != row.hash {
        return Err(ChainFault::Changed { sequence: row.sequence });
    }
    Ok(())
}

/// Which acts to list; all conditions must hold. Newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub actor: Option<String>,
    pub action: Option<String>,
    /// Only acts before this one.
    pub before: Option<u64>,
    /// At most so many; 1 to 500.
    pub limit: u32,
}

/// Who looks after a parked message, until when, and what they have noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkNote {
    pub message: MessageId,
    pub owner: Option<AccountName>,
    pub due: Option<Date>,
    /// At most 500 characters, without personal data.
    pub note: String,
}

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProposalState {
    Open,
    Approved,
    Declined,
}

/// Something that a second person must agree to: four eyes. So far: replaying messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Given by the store, from 1; 0 before.
    pub number: u64,
    pub messages: Vec<MessageId>,
    /// The tenants of the messages, each once.
    pub tenants: Vec<TenantId>,
    pub reason: String,
    pub by: AccountName,
    pub at: Timestamp,
    pub state: ProposalState,
    pub decided_by: Option<AccountName>,
    pub decided_at: Option<Timestamp>,
    /// What became of it, one line per message that could not be replayed.
    pub outcome: Vec<String>,
}

/// How long messages of a procedure took lately, from receipt to their final state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadTimes {
    pub procedure: ProcedureId,
    /// Microseconds, shortest first, of the newest messages that are final.
    pub micros: Vec<u64>,
}

/// Deliveries to one target that wait for another attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingTarget {
    pub tenant: TenantId,
    pub target: TargetId,
    /// Among the newest that were looked at.
    pub waiting: u32,
    /// Receipt of the oldest message among them.
    pub oldest: Timestamp,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// How far the deletion of contents has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RetentionProof {
    /// Messages whose content should be gone and is not; counted up to the limit that was asked for.
    pub overdue: u64,
    /// Newest deletions first.
    pub wiped: Vec<WipedContent>,
}

/// A message without content; the evidence of its way is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WipedContent {
    pub message: MessageId,
    pub tenant: TenantId,
    pub final_at: Timestamp,
    pub wiped_at: Timestamp,
}

/// Number of parked messages of a tenant with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParkedCount {
    pub tenant: TenantId,
    pub reason: ParkReason,
    pub number: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_stable_names_and_german_words() {
        for role in PortalRole::ALL {
            assert_eq!(PortalRole::parse(role.name()), Some(role));
            assert_eq!(serde_json::to_value(role).ok(), Some(role.name().into()));
        }
        assert_eq!(PortalRole::parse("Prüfstelle"), Some(PortalRole::Certifier));
        assert_eq!(PortalRole::parse("chef"), None);
    }

    #[test]
    fn a_municipality_without_tenants_speaks_for_nobody() {
        let mut account = Account {
            name: AccountName::new("kim").unwrap(),
            label: "Kim".into(),
            role: PortalRole::Municipality,
            tenants: Vec::new(),
            organisation: None,
            sign_in: SignIn::Password { hash: String::new() },
            created_at: Timestamp::UNIX_EPOCH,
            disabled_at: None,
        };
        let town = TenantId::new("146285229270").unwrap();
        assert!(!account.covers(&town));
        account.role = PortalRole::Operator;
        assert!(account.covers(&town));
        account.tenants = vec![TenantId::new("14628").unwrap()];
        assert!(!account.covers(&town));
    }
}
