//! When to try again, and when to stop trying.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Pauses between attempts grow from `first_pause_seconds` by `factor` up to
/// `longest_pause_seconds`; after `maximum_age_seconds` since first receipt the message is parked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetryPolicy {
    pub first_pause_seconds: u32,
    pub factor: f64,
    pub longest_pause_seconds: u32,
    pub maximum_age_seconds: u64,
}

impl Default for RetryPolicy {
    /// 5 s, doubled up to an hour, for three days.
    fn default() -> Self {
        Self { first_pause_seconds: 5, factor: 2.0, longest_pause_seconds: 3_600, maximum_age_seconds: 3 * 86_400 }
    }
}

/// What to do after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    At(Timestamp),
    /// The message is too old.
    GiveUp,
}

impl RetryPolicy {
    /// Decides after attempt number `attempt` (from 1) failed at `now`. `jitter` is uniform in
    /// [0, 1) and spreads the pause over its upper half, so that many messages that failed together
    /// do not come back together. `at_least` is what the target asked for.
    pub fn after(
        &self,
        attempt: u32,
        received_at: Timestamp,
        now: Timestamp,
        jitter: f64,
        at_least: Option<std::time::Duration>,
    ) -> Again {
        let exponent = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
        let pause = (f64::from(self.first_pause_seconds) * self.factor.max(1.0).powi(exponent))
            .min(f64::from(self.longest_pause_seconds));
        let spread = pause * (0.5 + 0.5 * jitter.clamp(0.0, 1.0));
        let asked = at_least.map_or(0.0, |pause| pause.as_secs_f64().min(86_400.0));
        let pause = SignedDuration::try_from_secs_f64(spread.max(asked))
            .unwrap_or(SignedDuration::from_secs(i64::from(self.longest_pause_seconds)));
        let age = SignedDuration::from_secs(i64::try_from(self.maximum_age_seconds).unwrap_or(i64::MAX));
        // A clock set back must not make a message immortal, nor one set forward kill it at once:
        // the limit counts from the receipt, and an attempt is always made before it is given up.
        match (now.checked_add(pause), received_at.checked_add(age)) {
            (Ok(next), Ok(end)) if next <= end => Again::At(next),
            _ => Again::GiveUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_pause_is_never_longer_than_the_longest_nor_shorter_than_half_the_first(attempt in 1u32..10_000, jitter in 0.0f64..1.0) {
            let policy = RetryPolicy::default();
            let start = Timestamp::UNIX_EPOCH;
            match policy.after(attempt, start, start, jitter, None) {
                Again::At(next) => {
                    let pause = next.duration_since(start).as_secs_f64();
                    prop_assert!((2.5..=3_600.0).contains(&pause));
                }
                Again::GiveUp => prop_assert!(false, "an hour is within three days"),
            }
        }
    }

    #[test]
    fn a_message_over_its_maximum_age_is_given_up() {
        let policy = RetryPolicy { maximum_age_seconds: 60, ..RetryPolicy::default() };
        let start = Timestamp::UNIX_EPOCH;
        let late = start + SignedDuration::from_secs(59);
        assert_eq!(policy.after(3, start, late, 0.5, None), Again::GiveUp);
    }
}
