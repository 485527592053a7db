//! Signing in with a wrong password becomes slow, per name.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Wrong passwords of one name within [`WINDOW`].
const TRIES: usize = 5;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// Names remembered at the same time; the oldest are forgotten.
const NAMES: usize = 10_000;

/// Counts wrong passwords. Names that do not exist are counted, too: the answer must not tell.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<BTreeMap<String, Vec<Timestamp>>>);

impl Limiter {
    /// Minutes until the name may be tried again; none: now.
    pub(crate) fn wait(&self, name: &str, now: Timestamp) -> Option<i64> {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent: Vec<_> = tries.get(name)?.iter().filter(|at| now.duration_since(**at) < WINDOW).collect();
        if recent.len() < TRIES {
            return None;
        }
        let left = WINDOW - now.duration_since(**recent.first()?);
        Some(left.as_mins() + 1)
    }
    pub(crate) fn wrong(&self, name: &str, now: Timestamp) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= NAMES {
            tries.retain(|_, times| times.iter().any(|at| now.duration_since(*at) < WINDOW));
            if tries.len() >= NAMES {
                tries.pop_first();
            }
        }
        let times = tries.entry(name.chars().take(64).collect()).or_default();
        times.retain(|at| now.duration_since(*at) < WINDOW);
        times.push(now);
    }
    pub(crate) fn right(&self, name: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_try_waits_and_others_do_not() {
        let (limiter, start) = (Limiter::default(), Timestamp::UNIX_EPOCH);
        for _ in 0..TRIES {
            assert_eq!(limiter.wait("kim", start), None);
            limiter.wrong("kim", start);
        }
        assert_eq!(limiter.wait("kim", start), Some(16));
        assert_eq!(limiter.wait("alex", start), None);
        assert_eq!(limiter.wait("kim", start + WINDOW), None);
        limiter.right("kim");
        assert_eq!(limiter.wait("kim", start), None);
    }
}
