//! Test plans: what a plugin must do, case by case, and the runner that finds out whether it does.
//!
//! A plan is a directory that anyone can run with the same command and get the same bytes. This
//! crate reads it ([`plan`]), plays the outside world to the plugin ([`bench`]), runs the cases
//! through the port [`Rules`](drehscheibe_model::ports::Rules) ([`run`]) and says what differs
//! ([`report`]). The format is described in this crate's README.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod bench;
pub mod certification;
pub mod plan;
pub mod report;
pub mod run;

pub use bench::{Bench, MemoryBlobs, Recording};
pub use certification::{Certification, Engine, Progress, certify};
pub use plan::{Plan, PlanError, Problem};
pub use report::{CaseReport, Line, PlanReport, Style, render, render_text, to_json};
pub use run::{run_case, run_plan, run_plan_with};
