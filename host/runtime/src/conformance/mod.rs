//! Hostile guests, let loose on a runtime to see that each is stopped by what is there for it.
//!
//! Every guest runs twice: as it would in production, and with the one limit or gate taken away that
//! is there for it. Only if it gets through the second time does the first say anything. The suite
//! runs in a directory of its own with ports of its own: it touches no message, no folder and no
//! network of the installation, but the machine, the compile worker and the code are the real ones.

pub(crate) mod component;
pub(crate) mod guest;
mod guests;
pub(crate) mod ports;
mod report;
mod special;
mod stage;
#[cfg(test)]
mod tests;

use crate::options::{CompileWorker, RuntimeError};
use guest::Guest;
pub use report::{GuestReport, Report};
use stage::{Stage, THROUGH};
use std::path::PathBuf;

/// Where and how the suite runs.
#[derive(Debug, Clone, Default)]
pub struct ConformanceOptions {
    /// Directory for scratch files; none: that of the system.
    pub scratch_dir: Option<PathBuf>,
    /// The compile worker of the installation; none: compile within this process.
    pub compile_worker: Option<CompileWorker>,
}

/// Why the suite could not run. That a guest is not contained is not an error but a verdict.
#[derive(Debug, thiserror::Error)]
pub enum ConformanceError {
    #[error("the runtime does not start")]
    Runtime(#[source] RuntimeError),
    #[error("the scratch directory cannot be used")]
    Scratch(#[source] std::io::Error),
    #[error("a guest of the suite cannot be built: {0}")]
    Guest(String),
}

/// A component of the contract from a guest in WebAssembly text, as the suite makes its own; for benches
/// and tests. `world` is `validator`, `transformer`, `adapter` or `recogniser`; `guest` is one module,
/// to which an allocator and an empty `configuration` are added. What is wrong, as text.
pub fn component_from_text(world: &str, guest: &str) -> Result<Vec<u8>, String> {
    component::component(world, guest)
}

/// A component from a core module that has everything its world asks for, as with
/// [`component_from_text`]. `worlds` is a package of WIT text beside the contract; `world` is one of
/// either. What is wrong, as text.
pub fn component_from_module(worlds: &str, world: &str, module: Vec<u8>) -> Result<Vec<u8>, String> {
    component::from_module(worlds, world, module)
}

/// Runs the suite. Takes some seconds; `progress` is called with each line as it is known.
pub fn run(options: &ConformanceOptions, progress: &mut dyn FnMut(&GuestReport)) -> Result<Report, ConformanceError> {
    let mut lines = Vec::new();
    for guest in guests::all() {
        let line = one(options, &guest)?;
        progress(&line.0);
        lines.push(line);
    }
    for line in special::all(options)? {
        progress(&line.0);
        lines.push(line);
    }
    Ok(Report::new(lines))
}

/// One guest, with its limit and without; and whether it was contained.
fn one(options: &ConformanceOptions, guest: &Guest) -> Result<(GuestReport, bool), ConformanceError> {
    let held = Stage::new(options, &guest.held)?.call(guest.entry, &guest.held);
    let lifted = Stage::new(options, &guest.lifted)?.call(guest.entry, &guest.lifted);
    let watchdog = lifted.outcome == "DeadlineExceeded"
        && guest.limit == "wall_time_ms"
        && lifted.after.as_millis() >= u128::from(guest.lifted.limits.wall_time_ms);
    let report = GuestReport {
        name: guest.name.into(),
        limit: guest.limit.into(),
        outcome: held.outcome.clone(),
        stopped_after_ms: u64::try_from(held.after.as_millis()).unwrap_or(u64::MAX),
        bites: lifted.outcome == THROUGH || watchdog,
    };
    if !report.bites {
        tracing::warn!(guest = guest.name, outcome = lifted.outcome, "got no further with its limit lifted");
    }
    Ok((report, held.outcome == guest.expected))
}
