//! What the provider says about itself, asked by one request at a time.

use super::client::Metadata;
use super::provider::OpenIdError;
use jiff::{SignedDuration, Timestamp};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// What it says, its keys above all, is asked again after this time.
const FRESH: SignedDuration = SignedDuration::from_mins(10);
/// A provider that did not answer is asked again so long after it was asked. Longer than one request may take.
const AGAIN: SignedDuration = SignedDuration::from_secs(15);

type Found = Result<Metadata, Arc<OpenIdError>>;

#[derive(Default)]
struct State {
    /// What it said or why not, and when it was asked.
    known: Option<(Timestamp, Found)>,
    /// Somebody is asking.
    asking: bool,
    /// How often it was asked.
    round: u64,
}

/// Shared by all who sign in.
#[derive(Default)]
pub(super) struct Discovery {
    state: Mutex<State>,
    answered: Condvar,
}

/// Ends the asking, whatever came of it.
struct Asking<'a>(&'a Discovery);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.asking = false;
        state.round += 1;
        drop(state);
        self.0.answered.notify_all();
    }
}

fn told(found: &Found) -> Result<Metadata, OpenIdError> {
    found.clone().map_err(OpenIdError::Before)
}

impl Discovery {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known, or what `ask` finds out. While one asks, others go on with what was known before, and wait
    /// only if nothing was. A failure counts for all who come in the next seconds.
    pub(super) fn get(
        &self,
        now: Timestamp,
        ask: impl FnOnce() -> Result<Metadata, OpenIdError>,
    ) -> Result<Metadata, OpenIdError> {
        let mut state = self.lock();
        if let Some((at, found)) = &state.known {
            let keeps = if found.is_ok() { FRESH } else { AGAIN };
            if now.duration_since(*at).abs() < keeps || (state.asking && found.is_ok()) {
                return told(found);
            }
        }
        if state.asking {
            let round = state.round;
            state =
                self.answered.wait_while(state, |state| state.round == round).unwrap_or_else(PoisonError::into_inner);
            if let Some((_, found)) = &state.known {
                return told(found);
            }
        }
        state.asking = true;
        drop(state);
        let asking = Asking(self);
        let found = ask().map_err(Arc::new);
        self.lock().known = Some((now, found.clone()));
        drop(asking);
        told(&found)
    }

    /// The provider may have other keys by now.
    pub(super) fn forget(&self) {
        self.lock().known = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    fn metadata() -> Metadata {
        serde_json::from_value(serde_json::json!({
            "issuer": "https://dienst.example",
            "authorization_endpoint": "https://dienst.example/auth",
            "jwks_uri": "https://dienst.example/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }))
        .unwrap()
    }

    fn down() -> Result<Metadata, OpenIdError> {
        Err(OpenIdError::Refused("down".into()))
    }

    fn never() -> Result<Metadata, OpenIdError> {
        panic!("asked although it need not be")
    }

    #[test]
    fn many_ask_once() {
        let (discovery, now, asked) = (Discovery::default(), Timestamp::now(), AtomicUsize::new(0));
        let (go, wait) = mpsc::channel::<()>();
        let wait = Mutex::new(wait);
        std::thread::scope(|scope| {
            let one = || {
                discovery.get(now, || {
                    asked.fetch_add(1, Ordering::SeqCst);
                    wait.lock().unwrap().recv().unwrap();
                    Ok(metadata())
                })
            };
            let all: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
            while asked.load(Ordering::SeqCst) == 0 {
                std::thread::yield_now();
            }
            go.send(()).unwrap();
            assert!(all.into_iter().all(|one| one.join().unwrap().is_ok()));
        });
        assert_eq!(asked.into_inner(), 1);
    }

    #[test]
    fn a_failure_counts_for_some_seconds_and_names_its_cause() {
        let (discovery, now) = (Discovery::default(), Timestamp::now());
        assert!(discovery.get(now, down).is_err());
        let error = discovery.get(now + SignedDuration::from_secs(14), never).unwrap_err();
        assert!(drehscheibe_model::text::with_causes(&error).contains("down"), "{error}");
        assert!(discovery.get(now + SignedDuration::from_secs(16), || Ok(metadata())).is_ok());
        assert!(discovery.get(now + SignedDuration::from_secs(17), never).is_ok());
    }

    #[test]
    fn while_one_asks_anew_others_go_on_with_what_was_known() {
        let (discovery, now) = (Discovery::default(), Timestamp::now());
        discovery.get(now, || Ok(metadata())).unwrap();
        let later = now + SignedDuration::from_mins(11);
        let ((begun, begins), (go, wait)) = (mpsc::channel(), mpsc::channel::<()>());
        std::thread::scope(|scope| {
            let discovery = &discovery;
            let asking = scope.spawn(move || {
                discovery.get(later, || {
                    begun.send(()).unwrap();
                    wait.recv().unwrap();
                    down()
                })
            });
            begins.recv().unwrap();
            assert!(discovery.get(later, never).is_ok());
            go.send(()).unwrap();
            assert!(asking.join().unwrap().is_err());
        });
        discovery.forget();
        assert!(discovery.get(later, || Ok(metadata())).is_ok());
    }

    #[test]
    fn who_breaks_off_holds_up_nobody() {
        let (discovery, now) = (Discovery::default(), Timestamp::now());
        std::thread::scope(|scope| {
            let broken = scope.spawn(|| discovery.get(now, || panic!("on purpose"))).join();
            assert!(broken.is_err());
        });
        assert!(discovery.get(now, || Ok(metadata())).is_ok());
    }
}
