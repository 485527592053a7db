//! Sign-ins that have begun at the provider and not ended.

use crate::portal::people::sign_in::same;
use jiff::{SignedDuration, Timestamp};
use openidconnect::{Nonce, PkceCodeVerifier};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Time between the two halves of a sign-in.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);
/// Kept at the same time; the oldest gives way.
const MOST: usize = 10_000;

/// What only we know about a sign-in that has begun.
pub(super) struct Begun {
    pub(super) nonce: Nonce,
    pub(super) verifier: PkceCodeVerifier,
    pub(super) back: String,
    /// Secret of the browser that began.
    browser: String,
    until: Timestamp,
}

impl Begun {
    pub(super) fn new(nonce: Nonce, verifier: PkceCodeVerifier, back: &str, browser: &str, now: Timestamp) -> Self {
        Self { nonce, verifier, back: back.into(), browser: browser.into(), until: now + PATIENCE }
    }
}

/// By state.
#[derive(Default)]
pub(super) struct Pending(Mutex<BTreeMap<String, Begun>>);

impl Pending {
    pub(super) fn begin(&self, state: &str, begun: Begun) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST
            && let Some(oldest) = all.iter().min_by_key(|(_, one)| one.until).map(|(state, _)| state.clone())
        {
            all.remove(&oldest);
        }
        all.insert(state.to_owned(), begun);
    }

    /// Once, in time, and by the browser that began it. Whoever else has the state uses it up, too.
    pub(super) fn take(&self, state: &str, browser: &str, now: Timestamp) -> Option<Begun> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = all.remove(state);
        begun.filter(|one| one.until > now && same(browser, &one.browser))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(browser: &str, now: Timestamp) -> Begun {
        Begun::new(Nonce::new("n".into()), PkceCodeVerifier::new("v".repeat(43)), "/portal", browser, now)
    }

    #[test]
    fn a_sign_in_ends_once_in_time_and_where_it_began() {
        let (pending, now) = (Pending::default(), Timestamp::UNIX_EPOCH);
        for (browser, minutes, good) in [("a", 0, true), ("b", 0, false), ("a", 9, true), ("a", 10, false)] {
            pending.begin("s", begun("a", now));
            let later = now + SignedDuration::from_mins(minutes);
            assert_eq!(pending.take("s", browser, later).is_some(), good, "{browser} {minutes}");
            assert!(pending.take("s", "a", now).is_none());
        }
    }

    #[test]
    fn a_flood_takes_the_place_of_the_oldest_only() {
        let (pending, now) = (Pending::default(), Timestamp::UNIX_EPOCH);
        for count in 0..=MOST {
            let at = now + SignedDuration::from_millis(i64::try_from(count).unwrap());
            pending.begin(&count.to_string(), begun("a", at));
        }
        assert!(pending.take("0", "a", now).is_none());
        assert!(pending.take("1", "a", now).is_some());
        assert!(pending.take(&MOST.to_string(), "a", now).is_some());
    }
}
