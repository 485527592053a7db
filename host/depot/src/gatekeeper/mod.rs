//! The gate: answers [`Trust`] from certificates, revocation lists and the operator's policy.
//!
//! What is known about a component is read and verified once and kept until a source or a list changes
//! ([`Gatekeeper::refresh`]). A question is then answered from memory.

mod answer;
mod known;
mod memory;
mod shelf;
mod source;
mod standing;
mod time;

pub use memory::{Memory, MemoryError};
pub use shelf::{DepotSource, REVOCATIONS};
pub use source::{AllSources, DirectorySource, NoSource, SourceError, TrustSource};
pub use standing::Standing;
pub use time::CLOCK_TOLERANCE;

use crate::revocation::{ListError, RevocationList, VerifiedList, read_lists};
use crate::trust::{TrustPolicy, same_organisation};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{Clock, Trust};
use drehscheibe_model::trust::{Clearance, TrustGap, Use};
use jiff::Timestamp;
use known::Known;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use time::Watch;

/// Components that are remembered; more than any hub has.
const MOST_REMEMBERED: usize = 10_000;

/// Lists in force, by issuer, and what is missing.
#[derive(Debug, Default)]
struct Lists {
    in_force: BTreeMap<String, VerifiedList>,
    /// Lists that were seen once and are not there any more, and others that were refused.
    doubts: Vec<String>,
}

#[derive(Debug, Default)]
struct Cache {
    epoch: u64,
    components: HashMap<Digest, (u64, Arc<Known>)>,
}

/// Answers whether a component may be used.
pub struct Gatekeeper {
    policy: TrustPolicy,
    source: Arc<dyn TrustSource>,
    clock: Arc<dyn Clock>,
    memory: Mutex<Memory>,
    watch: Watch,
    /// Those of the memory that this process has followed.
    resets: AtomicU64,
    lists: RwLock<Arc<Lists>>,
    cache: RwLock<Cache>,
    /// What the sources and the memory looked like when they were read last.
    seen: Mutex<Option<(u64, u64)>>,
}

impl std::fmt::Debug for Gatekeeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gatekeeper").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// A list that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub issuer: String,
    pub number: u64,
    pub entries: usize,
    /// It was known before.
    pub known: bool,
}

impl Gatekeeper {
    /// Reads everything once. What is wrong with single lists is told by [`refresh`](Self::refresh).
    pub fn open(
        policy: TrustPolicy,
        source: Arc<dyn TrustSource>,
        clock: Arc<dyn Clock>,
        memory: Memory,
    ) -> Result<Self, MemoryError> {
        let (watch, resets) = (Watch::starting(memory.highest_time()), memory.resets().into());
        let gatekeeper = Self {
            policy,
            source,
            clock,
            memory: Mutex::new(memory),
            watch,
            resets,
            lists: RwLock::default(),
            cache: RwLock::default(),
            seen: Mutex::new(None),
        };
        gatekeeper.refresh()?;
        Ok(gatekeeper)
    }

    pub fn policy(&self) -> &TrustPolicy {
        &self.policy
    }

    /// Looks whether certificates or lists have changed, and remembers the time. Called every few
    /// seconds on a running hub. Gives what is wrong, for the log; the same thing again only after a
    /// change.
    pub fn refresh(&self) -> Result<Vec<String>, MemoryError> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.reload()?;
        // Somebody, perhaps in another process, has looked at the clock.
        if self.resets.swap(memory.resets(), Ordering::Relaxed) != memory.resets() {
            self.watch.reset(memory.highest_time());
        }
        self.watch.note(self.clock.now());
        memory.remember_time(self.watch.highest())?;
        self.watch.note_known(memory.highest_time());
        let marks = (self.source.mark(), memory.mark());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == Some(marks) {
            return Ok(Vec::new());
        }
        let mut problems = Vec::new();
        let offered = match self.source.revocation_lists() {
            Ok(offered) => offered,
            Err(error) => {
                problems.push(error.to_string());
                Vec::new()
            }
        };
        let (mut lists, errors) = read_lists(&offered, &self.policy);
        problems.extend(errors.iter().map(ToString::to_string));
        lists.sort_by_key(|list| list.list.number);
        let newest: Vec<_> = lists.iter().map(|list| (list.list.issuer.clone(), list.list.number)).collect();
        let mut refused = Vec::new();
        for list in lists {
            match memory.accept(&list)? {
                Ok(_) => {}
                // A depot keeps all lists; an older one alone would mean that the newer was taken away.
                Err(ListError::Older { issuer, seen, .. })
                    if newest.iter().any(|(other, number)| same_organisation(other, &issuer) && *number >= seen) => {}
                Err(error) => refused.push(error.to_string()),
            }
        }
        let lists = self.in_force(&memory, refused);
        problems.extend(lists.doubts.iter().cloned());
        *self.lists.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(lists);
        self.cache.write().unwrap_or_else(PoisonError::into_inner).epoch += 1;
        *seen = Some((self.source.mark(), memory.mark()));
        Ok(problems)
    }

    /// The newest list of each issuer that the memory holds.
    fn in_force(&self, memory: &Memory, mut doubts: Vec<String>) -> Lists {
        let (kept, errors) = read_lists(&memory.lists(), &self.policy);
        doubts.extend(errors.iter().map(ToString::to_string));
        let mut in_force = BTreeMap::new();
        for (issuer, number, digest) in memory.seen() {
            match kept.iter().find(|list| memory.is(list, issuer, number, digest)) {
                Some(list) => drop(in_force.insert(issuer.to_owned(), list.clone())),
                None => doubts.push(format!("revocation list {number} of {issuer} was here and is missing")),
            }
        }
        Lists { in_force, doubts }
    }

    /// Takes over a list from a file, for all processes on this memory.
    pub fn import_revocations(
        &self,
        bundles: &[Vec<u8>],
    ) -> Result<Result<Vec<Imported>, Vec<ListError>>, MemoryError> {
        let (lists, mut errors) = read_lists(bundles, &self.policy);
        let mut imported = Vec::new();
        {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            memory.reload()?;
            for list in lists {
                match memory.accept(&list)? {
                    Err(error) => errors.push(error),
                    Ok(known) => imported.push(Imported {
                        issuer: list.list.issuer.clone(),
                        number: list.list.number,
                        entries: list.list.entries.len(),
                        known,
                    }),
                }
            }
        }
        self.refresh()?;
        Ok(if errors.is_empty() { Ok(imported) } else { Err(errors) })
    }

    /// The revocation lists in force.
    pub fn revocations(&self) -> Vec<RevocationList> {
        self.lists().in_force.values().map(|list| list.list.clone()).collect()
    }

    /// Takes the present time for right although a later one was seen: an operator has looked.
    pub fn accept_clock(&self) -> Result<Timestamp, MemoryError> {
        let now = self.clock.now();
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.reset_time(now)?;
        self.resets.store(memory.resets(), Ordering::Relaxed);
        self.watch.reset(now);
        Ok(now)
    }

    /// The latest time that was ever seen here.
    pub fn highest_time(&self) -> Timestamp {
        self.watch.highest()
    }

    fn lists(&self) -> Arc<Lists> {
        Arc::clone(&self.lists.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The certificates that are there for a component, counting or not.
    pub fn certificates(&self, component: &Digest) -> Result<Vec<crate::certificate::CheckedCertificate>, TrustGap> {
        self.known(component).map(|known| known.certificates.clone())
    }

    /// From memory, or read and verified now. If a source fails, what was known before still counts.
    fn known(&self, component: &Digest) -> Result<Arc<Known>, TrustGap> {
        let (epoch, before) = {
            let cache = self.cache.read().unwrap_or_else(PoisonError::into_inner);
            let found = cache.components.get(component).map(|(epoch, known)| (*epoch, Arc::clone(known)));
            match found {
                Some((epoch, known)) if epoch == cache.epoch => return Ok(known),
                other => (cache.epoch, other.map(|(_, known)| known)),
            }
        };
        match Known::read(component, self.source.as_ref(), &self.policy) {
            Ok(known) => {
                let known = Arc::new(known);
                let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
                if cache.components.len() >= MOST_REMEMBERED {
                    cache.components.clear();
                }
                cache.components.insert(*component, (epoch, Arc::clone(&known)));
                Ok(known)
            }
            Err(error) => {
                before.ok_or_else(|| TrustGap::Unavailable { component: *component, reason: error.to_string() })
            }
        }
    }
}

impl Trust for Gatekeeper {
    fn clear(&self, wanted: &Use<'_>) -> Result<Clearance, Vec<TrustGap>> {
        let time = self.watch.note(self.clock.now());
        let known = self.known(&wanted.component).map_err(|gap| vec![gap])?;
        answer::answer(wanted, &known, &self.lists(), &self.policy, &time)
    }
}

#[cfg(test)]
mod tests;
