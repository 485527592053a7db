//! What a caller may send, and how long it may take.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Limits of the API; units are in the names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ApiLimits {
    /// A whole request, attachments included.
    pub body_bytes: u64,
    /// A submission in one JSON body; it is held in memory. Larger documents come as multipart or raw.
    pub json_submission_bytes: u64,
    /// A document. Rules receive it as a whole, so it should not exceed their `input_bytes`.
    pub document_bytes: u64,
    pub attachment_bytes: u64,
    pub attachments: u32,
    /// The part `envelope` of a multipart submission.
    pub envelope_bytes: u64,
    /// Until the head of a request is complete.
    pub head_seconds: u64,
    /// Between two pieces of a body.
    pub body_idle_seconds: u64,
    /// Until the body is complete.
    pub body_total_seconds: u64,
    /// Connections at the same time; more wait.
    pub connections: u32,
    /// How long requests may go on after the hub was told to stop.
    pub drain_seconds: u64,
}

impl Default for ApiLimits {
    fn default() -> Self {
        Self {
            body_bytes: 512 << 20,
            json_submission_bytes: 8 << 20,
            document_bytes: 16 << 20,
            attachment_bytes: 100 << 20,
            attachments: 100,
            envelope_bytes: 128 << 10,
            head_seconds: 10,
            body_idle_seconds: 30,
            body_total_seconds: 900,
            connections: 1_024,
            drain_seconds: 30,
        }
    }
}

impl ApiLimits {
    pub(crate) fn body_idle(&self) -> Duration {
        Duration::from_secs(self.body_idle_seconds)
    }
    pub(crate) fn body_total(&self) -> Duration {
        Duration::from_secs(self.body_total_seconds)
    }
}
