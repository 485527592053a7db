//! Activations: which certified rules an authority runs for a procedure, from when on, and who said so.
//!
//! ```text
//! drafted ─► function-tested ─► pilot ─► productive ─► suspended
//!    ▲  any change of content     │          ▲ ▼           │
//!    └────────────────────────────┴─ replaced (kept) ──────┘
//! ```
//!
//! A gate stands at each arrow ([`gate`]); [`machine`] decides, without side effects, what a command
//! changes or everything that speaks against it. The records in force are laid over the configuration
//! files by [`compose`], which gives the immutable revision that messages run on.

pub mod catalogue;
mod compose;
mod content;
mod draft;
mod gate;
mod machine;
mod record;
mod shadow;
mod targets;

pub use compose::compose;
pub use content::{Content, content_digest};
pub use draft::{Draft, DraftUse};
pub use gate::{Gap, Inspection};
pub use machine::{Command, Decision, decide, rollback_candidate};
pub use record::{ActivationFilter, ActivationRecord, ActivationState, Direction, FunctionTest, Step};
pub use shadow::{Made, ShadowDifference, ShadowOutcome, ShadowReport, differences};
pub use targets::{targets_of, test_targets};
