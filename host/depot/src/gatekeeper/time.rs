//! The time, which nobody may set back unnoticed.

use jiff::Timestamp;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock may be corrected by so much without anybody being told.
pub const CLOCK_TOLERANCE: Duration = Duration::from_secs(300);

/// Remembers the latest time that was seen.
#[derive(Debug)]
pub struct Watch(AtomicI64);

/// The time that counts, and how far the clock is behind it.
#[derive(Debug, Clone, Copy)]
pub struct Time {
    /// Never earlier than any time seen before.
    pub now: Timestamp,
    /// Set if the clock stands more than [`CLOCK_TOLERANCE`] before a time seen earlier.
    pub set_back_to: Option<Timestamp>,
}

impl Watch {
    pub fn starting(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.as_microsecond()))
    }

    pub fn highest(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::Relaxed)).unwrap_or(Timestamp::MAX)
    }

    /// The clock says `clock`.
    pub fn note(&self, clock: Timestamp) -> Time {
        let here = clock.as_microsecond();
        let highest = self.0.fetch_max(here, Ordering::Relaxed).max(here);
        let tolerated = i64::try_from(CLOCK_TOLERANCE.as_micros()).unwrap_or(i64::MAX);
        let set_back = highest.saturating_sub(here) > tolerated;
        Time { now: Timestamp::from_microsecond(highest).unwrap_or(clock), set_back_to: set_back.then_some(clock) }
    }

    /// Another process has seen this time.
    pub fn note_known(&self, at: Timestamp) {
        self.0.fetch_max(at.as_microsecond(), Ordering::Relaxed);
    }

    pub fn reset(&self, at: Timestamp) {
        self.0.store(at.as_microsecond(), Ordering::Relaxed);
    }
}
