//! The outside world as a case recorded it.

mod recording;

pub use drehscheibe_model::ports::MemoryBlobs;
pub use recording::Recording;

use std::sync::Arc;

/// What a runtime needs from outside to run plans: give `blobs` and `recording` to its constructor,
/// put the component into `blobs`, then give the bench to [`run_plan`](crate::run_plan).
#[derive(Debug, Clone, Default)]
pub struct Bench {
    /// Components and the attachments of the running case.
    pub blobs: Arc<MemoryBlobs>,
    /// `OutboundHttp`, `Mailer`, `Secrets` and `CodeLists` of the running case.
    pub recording: Arc<Recording>,
}
