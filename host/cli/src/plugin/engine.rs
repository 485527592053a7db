//! The engine that counts fuel, with an outside world that plays recordings.

use crate::commands::output::Failure;
use drehscheibe_certify::{Bench, Engine};
use drehscheibe_runtime::{Mode, Runtime, RuntimeError, RuntimeOptions, RuntimePorts};
use tempfile::TempDir;

/// A runtime for one call at a time whose outside world is that of the bench.
pub fn on_bench(mut options: RuntimeOptions, bench: &Bench) -> Result<Runtime, RuntimeError> {
    options.concurrent_calls = 1;
    let recording = || bench.recording.clone();
    let ports = RuntimePorts {
        blobs: bench.blobs.clone(),
        http: recording(),
        mailer: recording(),
        secrets: recording(),
        code_lists: recording(),
    };
    Runtime::new(options, ports)
}

/// An engine of its own, and the directory of its compiled components, which goes with the value.
pub fn certification_engine() -> Result<(Engine, TempDir), Failure> {
    let bench = Bench::default();
    let cache = tempfile::tempdir().map_err(|error| Failure::of(&error))?;
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| Failure::new(error.to_string()))?;
    let mut options = RuntimeOptions::new(cache.path().to_owned(), key);
    options.mode = Mode::Certification;
    let runtime = on_bench(options, &bench).map_err(|error| Failure::of(&error))?;
    Ok((Engine { rules: Box::new(runtime), bench }, cache))
}
