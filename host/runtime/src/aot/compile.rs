//! Compiling, within this process or in one of its own.

use crate::options::{CompileWorker, Mode, RuntimeOptions};
use crate::stops;
use drehscheibe_model::call::Stop;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wasmtime::Engine;

/// Largest compiled component, as a multiple of the component.
const GROWTH: u64 = 32;

/// Machine code for a component.
pub(crate) fn compile(engine: &Engine, options: &RuntimeOptions, bytes: &[u8]) -> Result<Vec<u8>, Stop> {
    match &options.compile_worker {
        None => engine.precompile_component(bytes).map_err(|error| stops::of_component(&error)),
        Some(worker) => {
            let mode = match options.mode {
                Mode::Production => "production",
                Mode::Certification => "certification",
            };
            let limit = (bytes.len() as u64).saturating_mul(GROWTH).saturating_add(1 << 20);
            in_worker(worker, options, mode, bytes, limit)
        }
    }
}

pub(super) fn broken(reason: impl std::fmt::Display) -> Stop {
    Stop::AbiMismatch { reason: format!("it could not be compiled: {reason}") }
}

/// What the worker writes in this mode, at most `limit` bytes.
pub(super) fn in_worker(
    worker: &CompileWorker,
    options: &RuntimeOptions,
    mode: &str,
    bytes: &[u8],
    limit: u64,
) -> Result<Vec<u8>, Stop> {
    let mut child = Command::new(&worker.program)
        .args(&worker.arguments)
        .arg(mode)
        .arg(options.compile_memory_bytes.to_string())
        .arg(options.compile_seconds.to_string())
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            tracing::error!(%error, program = %worker.program.display(), "the compile worker does not start");
            Stop::Busy
        })?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let deadline = Instant::now() + Duration::from_secs(options.compile_seconds);
    let (compiled, message, status) = std::thread::scope(|scope| {
        scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(bytes)));
        let compiled = scope.spawn(move || read(stdout, limit));
        let message = scope.spawn(move || read(stderr, 4_096));
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Ok(status),
                Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
                Ok(None) => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break Err("it took too long".to_owned());
                }
                Err(error) => break Err(error.to_string()),
            }
        };
        (compiled.join(), message.join(), status)
    });
    let status = status.map_err(broken)?;
    let message = message.unwrap_or_default();
    if !status.success() {
        let text = String::from_utf8_lossy(&message);
        let text = text.trim();
        return Err(if text.is_empty() {
            broken(format_args!("the compile worker ended with {status}"))
        } else {
            broken(text)
        });
    }
    let compiled = compiled.unwrap_or_default();
    if compiled.len() as u64 > limit { Err(broken("the result is too large")) } else { Ok(compiled) }
}

/// Reads to the end, keeps at most one byte more than `limit`.
fn read(pipe: Option<impl Read>, limit: u64) -> Vec<u8> {
    let mut kept = Vec::new();
    if let Some(mut pipe) = pipe {
        let _ = pipe.by_ref().take(limit.saturating_add(1)).read_to_end(&mut kept);
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    }
    kept
}
