//! Wakes workers when there may be something to lease, and only then.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a write means for those who wait for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    /// A job was added or came back, or its lane became free.
    WorkAdded,
    /// A lease ended; of interest if a tenant was at its quota.
    LeaseEnded,
    /// A lease left due jobs behind because their tenant was at its quota.
    Capped,
}

#[derive(Debug)]
struct State {
    mark: u64,
    capped: bool,
}

/// Effects are told in the order of the commits; so an added job is never overlooked.
#[derive(Debug)]
pub(crate) struct Wake {
    state: Mutex<State>,
    changed: Condvar,
}

impl Wake {
    pub(crate) fn new() -> Self {
        Self { state: Mutex::new(State { mark: 1, capped: false }), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tell(&self, effect: Effect) {
        let mut state = self.lock();
        match effect {
            Effect::Nothing => return,
            Effect::LeaseEnded if !state.capped => return,
            Effect::WorkAdded | Effect::LeaseEnded => {
                state.mark += 1;
                state.capped = false;
            }
            Effect::Capped => {
                state.capped = true;
                return;
            }
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Grows whenever something to lease may have appeared.
    pub(crate) fn mark(&self) -> u64 {
        self.lock().mark
    }

    /// Returns when the mark is past `mark`, or after `timeout`.
    pub(crate) fn wait(&self, mark: u64, timeout: Duration) {
        let started = Instant::now();
        let mut state = self.lock();
        while state.mark <= mark {
            let Some(left) = timeout.checked_sub(started.elapsed()).filter(|left| !left.is_zero()) else { return };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn work_added_between_a_lease_and_the_wait_is_seen() {
        let wake = Wake::new();
        let mark = wake.mark();
        wake.tell(Effect::WorkAdded);
        wake.wait(mark, LONG);
    }

    #[test]
    fn an_added_job_wakes_every_waiter() {
        let wake = Arc::new(Wake::new());
        let mark = wake.mark();
        let waiters: Vec<_> = (0..3)
            .map(|_| {
                let wake = Arc::clone(&wake);
                std::thread::spawn(move || wake.wait(mark, LONG))
            })
            .collect();
        wake.tell(Effect::WorkAdded);
        for waiter in waiters {
            waiter.join().unwrap();
        }
    }

    #[test]
    fn the_end_of_a_lease_counts_only_if_a_quota_left_work_behind() {
        let wake = Wake::new();
        let mark = wake.mark();
        wake.tell(Effect::LeaseEnded);
        assert_eq!(wake.mark(), mark);
        wake.tell(Effect::Capped);
        assert_eq!(wake.mark(), mark);
        wake.tell(Effect::LeaseEnded);
        assert_eq!(wake.mark(), mark + 1);
        wake.tell(Effect::LeaseEnded);
        assert_eq!(wake.mark(), mark + 1);
    }
}
