//! The system's clock.

use drehscheibe_model::ports::Clock;
use jiff::Timestamp;

/// The time of the machine, cut to microseconds, which is what the store keeps.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    fn chance(&self) -> f64 {
        let mut bytes = [0; 4];
        match getrandom::fill(&mut bytes) {
            Ok(()) => f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0),
            // Without random bytes all retries come at once: slower, but not wrong.
            Err(_) => 0.5,
        }
    }
}
