//! The hub's real process, configured for a bench, with a sink to deliver to.

mod client;
mod configuration;
mod process;
mod sink;

pub use client::{Client, submission, submission_for};
pub use configuration::{Municipality, Setup};
pub use process::RunningHub;
pub use sink::Sink;
