//! Configuration revisions by number, kept at hand: a message finishes on the one it started with.

use drehscheibe_model::configuration::Revision;
use drehscheibe_model::ids::RevisionNumber;
use drehscheibe_model::ports::{Store, StoreError};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many revisions stay in memory.
const KEPT: usize = 8;

/// A cache in front of the store.
pub struct Revisions {
    store: Arc<dyn Store>,
    kept: Mutex<BTreeMap<RevisionNumber, Arc<Revision>>>,
}

impl std::fmt::Debug for Revisions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Revisions")
    }
}

impl Revisions {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, kept: Mutex::default() }
    }

    /// The revision with this number.
    pub fn get(&self, number: RevisionNumber) -> Result<Arc<Revision>, StoreError> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(revision) = kept().get(&number) {
            return Ok(Arc::clone(revision));
        }
        let revision = self.store.revision(number)?.ok_or(StoreError::NotFound { what: "revision" })?;
        let revision = Arc::new(revision);
        let mut kept = kept();
        kept.insert(number, Arc::clone(&revision));
        while kept.len() > KEPT {
            kept.pop_first();
        }
        Ok(revision)
    }
}
