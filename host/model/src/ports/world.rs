//! Small things the core asks the world for: the time, code lists, secrets.

use crate::ids::TenantId;
use jiff::Timestamp;

/// The time. Only `processor` and the channels ask.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// Uniform in [0, 1), to spread retries. A clock without chance always gives the middle.
    fn chance(&self) -> f64 {
        0.5
    }
}

/// Code lists of the XRepository.
pub trait CodeLists: Send + Sync {
    /// What the list says about the code.
    fn look_up(&self, urn: &str, version: Option<&str>, code: &str) -> CodeLookup;
}

/// What a code list says about a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeLookup {
    Entry(String),
    NoSuchCode,
    NoSuchList,
}

/// Secrets by name.
pub trait Secrets: Send + Sync {
    fn secret(&self, tenant: &TenantId, name: &str) -> Option<String>;
}
