//! The six steps at work: takes jobs from the store, runs the rules, delivers, and commits what the
//! core decides. Knows neither WebAssembly nor SQL nor HTTP; it meets them through the core's ports.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod clock;
mod conclusion;
mod content;
mod delivery;
mod document;
mod ended;
mod finish;
mod intervention;
mod outcome;
mod pace;
mod processing;
mod reference;
mod resume;
mod retention;
mod revisions;
mod shadow;
mod shelf;
mod trust;
mod workers;

pub use clock::SystemClock;
pub use content::ContentError;
pub use document::LazyDocument;
pub use ended::{Ended, Observer};
pub use intervention::{Intervene, InterventionError};
pub use reference::{ReferenceAreas, ReferenceCodeLists, ReferenceError};
pub use resume::{ResumeReport, resume_parked};
pub use retention::{RetentionReport, enforce_retention};
pub use revisions::Revisions;
pub use workers::{Processor, ProcessorOptions};

use drehscheibe_model::area::Areas;
use drehscheibe_model::ports::{Blobs, Clock, Rules, Store, Trust};
use drehscheibe_model::work::{JobKind, Leased};
use std::sync::Arc;

/// The world as the processor sees it.
#[derive(Clone)]
pub struct Ports {
    pub store: Arc<dyn Store>,
    pub blobs: Arc<dyn Blobs>,
    pub rules: Arc<dyn Rules>,
    pub areas: Arc<dyn Areas>,
    pub clock: Arc<dyn Clock>,
    /// Asked before every call of a plugin.
    pub trust: Arc<dyn Trust>,
}

impl std::fmt::Debug for Ports {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ports")
    }
}

/// Runs one leased job to its end: everything it decides is committed when this returns `Ok`. On an
/// error nothing of the step in hand was changed, and the job comes back when its lease has run out. What
/// ended with it, if the message did.
pub fn run_job(ports: &Ports, revisions: &Revisions, job: &Leased) -> Result<Option<Ended>, ContentError> {
    begin_job(ports, revisions, job)?.commit(ports, job)
}

/// Runs it up to its last commit.
fn begin_job(ports: &Ports, revisions: &Revisions, job: &Leased) -> Result<outcome::Outcome, ContentError> {
    match job.kind {
        JobKind::Process => processing::begin(ports, revisions, job),
        JobKind::Deliver(id) => delivery::run(ports, revisions, job, id),
    }
}
