//! The engine that counts fuel, with an outside world that plays recordings.

use crate::commands::output::Failure;
use drehscheibe_certify::{Bench, Engine};
use drehscheibe_runtime::{Mode, Runtime, RuntimeError, RuntimeOptions, RuntimePorts};
use std::path::PathBuf;
use tempfile::TempDir;

/// A runtime for one call at a time whose outside world is that of the bench. Compiled components go into
/// `cache`, under a seal with `key`.
pub fn on_bench(cache: PathBuf, key: [u8; 32], mode: Mode, bench: &Bench) -> Result<Runtime, RuntimeError> {
    let mut options = RuntimeOptions::new(cache, key);
    options.mode = mode;
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
    let runtime = on_bench(cache.path().to_owned(), key, Mode::Certification, &bench);
    let runtime = runtime.map_err(|error| Failure::of(&error))?;
    Ok((Engine { rules: Box::new(runtime), bench }, cache))
}
