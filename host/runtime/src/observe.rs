//! What a vendor's tools look at: where the time of calls goes. Off in a hub.

use crate::state::CallState;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use wasmtime::{AsContext, StoreContextMut, WasmBacktrace};

/// Frames of the guest that a sample keeps.
pub(crate) const FRAMES: usize = 96;

/// Where the time of one call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phases {
    /// The store with its limits.
    pub prepare: Duration,
    pub instantiate: Duration,
    /// Arguments lowered, guest code run with its host calls, result lifted.
    pub call: Duration,
    /// The instance given back.
    pub drop: Duration,
}

impl Phases {
    /// All of them.
    pub fn total(&self) -> Duration {
        self.prepare + self.instantiate + self.call + self.drop
    }
}

/// Names of functions from the outermost, and how often the guest was seen there.
pub type Samples = BTreeMap<Vec<String>, u64>;

#[derive(Debug, Default)]
pub(crate) struct Observer {
    phases_on: AtomicBool,
    phases: Mutex<Vec<Phases>>,
    /// Never changed after the start.
    pub(crate) sampling: bool,
    samples: Mutex<Samples>,
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Observer {
    pub(crate) fn new(sampling: bool) -> Self {
        Self { sampling, ..Self::default() }
    }
    pub(crate) fn note_phases(&self, on: bool) {
        self.phases_on.store(on, Relaxed);
    }
    pub(crate) fn notes_phases(&self) -> bool {
        self.phases_on.load(Relaxed)
    }
    pub(crate) fn add_phases(&self, phases: Phases) {
        lock(&self.phases).push(phases);
    }
    pub(crate) fn take_phases(&self) -> Vec<Phases> {
        std::mem::take(&mut lock(&self.phases))
    }
    pub(crate) fn take_samples(&self) -> Samples {
        std::mem::take(&mut lock(&self.samples))
    }

    /// Looks where the guest is.
    pub(crate) fn sample(&self, context: &StoreContextMut<'_, CallState>) {
        let trace = WasmBacktrace::force_capture(context.as_context());
        let name = |frame: &wasmtime::FrameInfo| match frame.func_name() {
            Some(name) => short(name),
            None => format!("function {}", frame.func_index()),
        };
        let mut frames: Vec<String> = trace.frames().iter().take(FRAMES).map(name).collect();
        frames.reverse();
        if !frames.is_empty() {
            *lock(&self.samples).entry(frames).or_default() += 1;
        }
    }
}

/// A Rust name without the hash at its end.
fn short(name: &str) -> String {
    let (head, tail) = name.rsplit_once("::h").unwrap_or((name, ""));
    let is_hash = tail.len() == 16 && tail.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { head.to_owned() } else { name.to_owned() }
}
