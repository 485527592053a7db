//! Makers of [`DeliveryFailure`]: why a delivery gave no receipt.

use crate::contract::{DeliveryFailure, Failure, TransientFailure};

/// The target has not taken it and may do so later.
pub fn transient(text: impl Into<String>) -> DeliveryFailure {
    transient_after(text, None)
}

/// The same, and the target said when (at most 86,400 seconds).
pub fn transient_after(text: impl Into<String>, retry_after_seconds: Option<u32>) -> DeliveryFailure {
    let retry_after_seconds = retry_after_seconds.map(|seconds| seconds.min(86_400));
    DeliveryFailure::Transient(TransientFailure { text: text.into(), retry_after_seconds })
}

/// The target has not taken it and will not.
pub fn permanent(text: impl Into<String>) -> DeliveryFailure {
    DeliveryFailure::Permanent(text.into())
}

/// Nobody knows whether the target has taken it.
pub fn in_doubt(text: impl Into<String>) -> DeliveryFailure {
    DeliveryFailure::InDoubt(text.into())
}

impl From<Failure> for DeliveryFailure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Rejected(findings) => Self::Rejected(findings),
            Failure::Transient(text) => transient(text),
            Failure::Permanent(text) => Self::Permanent(text),
        }
    }
}
