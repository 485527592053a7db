//! Room on the disk.

use crate::error::Cause;
use drehscheibe_model::ports::StoreError;
use std::path::Path;

/// Bytes that are free for us in the file system of `path`; `None` if it does not say.
pub(crate) fn available(path: &Path) -> Option<u64> {
    let state = rustix::fs::statvfs(path).ok()?;
    Some(state.f_bavail.saturating_mul(state.f_frsize))
}

/// Refuses new work before the disk is full, so that there is room to finish the work in hand.
pub(crate) fn check(path: &Path, reserve: u64) -> Result<(), StoreError> {
    match available(path) {
        Some(bytes) if bytes < reserve => {
            let text = format!("{bytes} bytes are free, {reserve} are kept for work in hand");
            Err(StoreError::Full(Box::new(Cause(text))))
        }
        _ => Ok(()),
    }
}
