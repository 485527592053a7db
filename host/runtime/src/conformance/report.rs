//! What the suite says.

use serde::{Deserialize, Serialize};

/// The verdict on an installation. Its JSON form is the one that `drehscheibe conformance --json`
/// prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Guests that were stopped by the limit that is there for them.
    pub contained: u32,
    pub total: u32,
    pub guests: Vec<GuestReport>,
}

/// One guest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestReport {
    /// Stable name.
    pub name: String,
    /// The limit or the gate that is there for it.
    pub limit: String,
    /// How the call ended: the name of a [`Stop`](drehscheibe_model::call::Stop), an error value of a
    /// capability as `CapabilityDenied(<case>)`, or what happened instead.
    pub outcome: String,
    pub stopped_after_ms: u64,
    /// Whether the same guest got through, or ran on until a watchdog ended it, with only this limit
    /// taken away. Without it, a limit that never acts would look like one that holds.
    pub bites: bool,
}

impl Report {
    pub(crate) fn new(guests: Vec<(GuestReport, bool)>) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            contained: count(guests.iter().filter(|(_, contained)| *contained).count()),
            total: count(guests.len()),
            guests: guests.into_iter().map(|(guest, _)| guest).collect(),
        }
    }

    /// Whether every guest was contained and every limit bites.
    pub fn passed(&self) -> bool {
        self.contained == self.total && self.guests.iter().all(|guest| guest.bites)
    }
}
