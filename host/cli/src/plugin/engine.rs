//! The engine that counts fuel, with an outside world that plays recordings.

use crate::commands::output::Failure;
use drehscheibe_certify::{Bench, Engine};
use drehscheibe_runtime::{Mode, Runtime, RuntimeOptions, RuntimePorts};
use tempfile::TempDir;

/// An engine of its own, and the directory of its compiled components, which goes with the value.
pub fn certification_engine() -> Result<(Engine, TempDir), Failure> {
    let bench = Bench::default();
    let cache = tempfile::tempdir().map_err(|error| Failure::of(&error))?;
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| Failure::new(error.to_string()))?;
    let mut options = RuntimeOptions::new(cache.path(), key);
    options.mode = Mode::Certification;
    options.concurrent_calls = 1;
    let recording = || bench.recording.clone();
    let ports = RuntimePorts {
        blobs: bench.blobs.clone(),
        http: recording(),
        mailer: recording(),
        secrets: recording(),
        code_lists: recording(),
    };
    let runtime = Runtime::new(options, ports).map_err(|error| Failure::of(&error))?;
    Ok((Engine { rules: Box::new(runtime), bench }, cache))
}
