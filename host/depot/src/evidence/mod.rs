//! Evidence: all that proves what happened to one message, in one file that a third party checks offline.
//!
//! The format `drehscheibe-evidence/v1` is described in `FORMAT.md` beside this file. Of other messages in
//! the same chain it holds digests only.

mod chain;
mod document;
mod verify;

pub use chain::{Link, Proof, ProofError};
pub use document::{ComponentEvidence, Evidence, HEAD_PAYLOAD, HeadStatement, HubRef, RevisionEvidence};
pub use verify::{Checked, Trusted, verify};

/// The value of `format`.
pub const FORMAT: &str = "drehscheibe-evidence/v1";
