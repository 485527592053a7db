//! A component on the desk, ready to be called.

use super::desk::{Desk, DeskError};
use crate::commands::output::Failure;
use drehscheibe_certify::Bench;
use drehscheibe_model::content::Digest;
use drehscheibe_runtime::{Mode, Runtime};
use std::path::Path;

/// A runtime with one component, whose world outside is a bench of recordings.
#[derive(Debug)]
pub struct Loaded {
    desk: Desk,
    pub bench: Bench,
    pub digest: Digest,
}

impl Loaded {
    /// The component in a file.
    pub fn open(component: &Path, mode: Mode) -> Result<Self, Failure> {
        Self::with(component, mode, false)
    }

    /// As [`open`](Self::open); the runtime notes where the guest spends its time.
    pub fn sampled(component: &Path, mode: Mode) -> Result<Self, Failure> {
        Self::with(component, mode, true)
    }

    fn with(component: &Path, mode: Mode, sample: bool) -> Result<Self, Failure> {
        let unreadable = |error| Failure::of(&error).line(format!("the component is {}", component.display()));
        Self::of(&std::fs::read(component).map_err(unreadable)?, mode, sample).map_err(|error| Failure::of(&error))
    }

    /// A component in memory.
    pub fn of(component: &[u8], mode: Mode, sample: bool) -> Result<Self, DeskError> {
        let bench = Bench::default();
        let digest = bench.blobs.put(component);
        Ok(Self { desk: Desk::with(mode, &bench, sample)?, bench, digest })
    }

    pub fn runtime(&self) -> &Runtime {
        &self.desk.runtime
    }
}
