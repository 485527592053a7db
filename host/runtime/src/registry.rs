//! Plugins that were loaded, by digest.

use crate::plugin::Plugin;
use drehscheibe_model::call::Stop;
use drehscheibe_model::content::Digest;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Slot = Arc<Mutex<Option<Result<Arc<Plugin>, Stop>>>>;

/// Each plugin is loaded once, however many ask for it at the same time.
#[derive(Default)]
pub(crate) struct Registry(Mutex<HashMap<Digest, Slot>>);

impl Registry {
    /// The plugin, loaded by `load` if nobody has before. That a component does not fit the
    /// contract is remembered, too, because its digest says that it never will.
    pub(crate) fn get(
        &self,
        digest: &Digest,
        load: impl FnOnce() -> Result<Arc<Plugin>, Stop>,
    ) -> Result<Arc<Plugin>, Stop> {
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(*digest).or_default().clone();
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*slot {
            return known.clone();
        }
        let loaded = load();
        if matches!(loaded, Ok(_) | Err(Stop::AbiMismatch { .. })) {
            *slot = Some(loaded.clone());
        }
        loaded
    }

    /// Drops a plugin from memory; calls that run keep it until they end.
    pub(crate) fn forget(&self, digest: &Digest) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(digest);
    }
}
