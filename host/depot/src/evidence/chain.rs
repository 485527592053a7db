//! A part of a chain, with what others say replaced by its digest.

use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{MessageId, TenantId};
use drehscheibe_model::journal::{JournalRow, body_digest, link_hash};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A part of a chain does not prove what it says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("chain {tenant}: link {expected} is missing; link {found} follows")]
    Gap { tenant: TenantId, expected: u64, found: u64 },
    #[error("chain {tenant} does not lead to the head that is stated: an entry was changed, left out or put in")]
    OtherHead { tenant: TenantId },
    #[error("chain {tenant} has no link")]
    Empty { tenant: TenantId },
}

/// One link: an entry of the message, or only the digest of an entry of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Link {
    #[serde(rename_all = "camelCase")]
    Entry {
        sequence: u64,
        at: Timestamp,
        /// The event as JSON, exactly as hashed.
        event: String,
    },
    #[serde(rename_all = "camelCase")]
    Other { sequence: u64, body: Digest },
}

impl Link {
    pub fn sequence(&self) -> u64 {
        match self {
            Self::Entry { sequence, .. } | Self::Other { sequence, .. } => *sequence,
        }
    }
}

/// A part of a tenant's chain from before the message's first entry to a head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    pub tenant: TenantId,
    /// The hash before the first link.
    pub previous: Digest,
    /// Without gaps.
    pub links: Vec<Link>,
    /// The hash of the last link.
    pub head: Digest,
}

impl Proof {
    /// From rows of one chain without gaps.
    pub fn of(message: MessageId, rows: &[JournalRow]) -> Option<Self> {
        let (first, last) = rows.first().zip(rows.last())?;
        let link = |row: &JournalRow| match row.message == message {
            true => Link::Entry { sequence: row.sequence, at: row.at, event: row.event.clone() },
            false => Link::Other { sequence: row.sequence, body: body_digest(row.message, row.at, &row.event) },
        };
        Some(Self {
            tenant: first.tenant.clone(),
            previous: first.previous,
            links: rows.iter().map(link).collect(),
            head: last.hash,
        })
    }

    /// Walks from the first link to the head.
    pub fn check(&self, message: MessageId) -> Result<(), ProofError> {
        let tenant = || self.tenant.clone();
        let first = self.links.first().ok_or_else(|| ProofError::Empty { tenant: tenant() })?;
        let (mut hash, mut expected) = (self.previous, first.sequence());
        for link in &self.links {
            let found = link.sequence();
            if found != expected {
                return Err(ProofError::Gap { tenant: tenant(), expected, found });
            }
            let body = match link {
                Link::Entry { at, event, .. } => body_digest(message, *at, event),
                Link::Other { body, .. } => *body,
            };
            hash = link_hash(&hash, &self.tenant, found, &body);
            expected = expected.saturating_add(1);
        }
        if hash == self.head { Ok(()) } else { Err(ProofError::OtherHead { tenant: tenant() }) }
    }

    /// Position of the head.
    pub fn head_sequence(&self) -> u64 {
        self.links.last().map_or(0, Link::sequence)
    }
}
