//! Times are kept in microseconds since 1970, as the journal hashes them.

use crate::error::damaged;
use drehscheibe_model::ports::StoreError;
use jiff::Timestamp;

/// Microseconds since 1970, the rest cut off.
pub(crate) fn to_micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The time of so many microseconds since 1970.
pub(crate) fn from_micros(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| damaged("a time outside of all calendars"))
}
