//! Two clocks: content is wiped early, evidence stays.

use crate::Ports;
use drehscheibe_model::configuration::Retention;
use drehscheibe_model::ports::{BlobError, StoreError};
use jiff::SignedDuration;
use std::time::Duration;

/// What a run did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RetentionReport {
    /// Messages whose content was wiped.
    pub wiped: u64,
    /// Journal entries dropped.
    pub dropped: u64,
    /// Blobs removed because no row needs them.
    pub swept: u64,
}

/// Why a run stopped; what it did before stays done, the rest is for the next run.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    #[error("the store could not be cleared")]
    Store(#[from] StoreError),
    #[error("the blobs could not be swept")]
    Blobs(#[from] BlobError),
}

/// Rows changed in one transaction; small, so that accepting goes on beside it.
const BATCH: u32 = 200;
/// A blob younger than this may belong to a message that is about to be accepted.
const YOUNGEST_SWEPT: Duration = Duration::from_secs(3_600);

/// Wipes and drops all that is due.
pub fn enforce_retention(ports: &Ports, retention: &Retention) -> Result<RetentionReport, RetentionError> {
    let now = ports.clock.now();
    let before = |days: u32| now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
    let mut report = RetentionReport::default();
    loop {
        let wiped = ports.store.wipe_content(before(retention.content_days), retention.content_days, now, BATCH)?;
        report.wiped += wiped;
        if wiped == 0 {
            break;
        }
    }
    loop {
        let dropped = ports.store.drop_evidence(before(retention.evidence_days), BATCH)?;
        report.dropped += dropped;
        if dropped == 0 {
            break;
        }
    }
    report.swept = ports.blobs.sweep(&ports.store.blobs_in_use()?, YOUNGEST_SWEPT)?;
    Ok(report)
}
