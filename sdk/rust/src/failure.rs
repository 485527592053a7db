//! Makers of [`Failure`]: why a rule gave no result.

use crate::contract::{Failure, Finding};
use crate::findings::Findings;

/// It may work later: the hub tries again.
pub fn transient(text: impl Into<String>) -> Failure {
    Failure::Transient(text.into())
}

/// It will never work: the message is parked for a person to look at.
pub fn permanent(text: impl Into<String>) -> Failure {
    Failure::Permanent(text.into())
}

impl From<Findings> for Failure {
    /// The document cannot be processed, for these reasons.
    fn from(findings: Findings) -> Self {
        Self::Rejected(findings.into_vec())
    }
}

impl From<Vec<Finding>> for Failure {
    fn from(findings: Vec<Finding>) -> Self {
        Self::Rejected(findings)
    }
}
