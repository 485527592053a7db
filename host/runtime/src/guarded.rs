//! The only place where a store of wasmtime is made, and it takes limits to make one.

use crate::budget::Budget;
use crate::limiter::Limiter;
use crate::options::Mode;
use crate::state::{CallState, Subject, Surroundings};
use drehscheibe_model::limits::Limits;
use std::sync::Arc;
use std::time::Duration;
use wasmtime::{Engine, ResourceLimiter, Store, StoreLimits, StoreLimitsBuilder, Trap, UpdateDeadline};

/// Wall time of a call on the fuel engine, whatever its limits say: a watchdog, not a verdict.
const WATCHDOG: Duration = Duration::from_millis(Limits::MAXIMUM.wall_time_ms);

/// A store in which every limit is in force.
pub(crate) struct GuardedStore(Store<CallState>);

impl GuardedStore {
    pub(crate) fn new(
        engine: &Engine,
        mode: Mode,
        limits: &Limits,
        subject: Subject,
        around: Arc<Surroundings>,
    ) -> wasmtime::Result<Self> {
        let wall_time = match mode {
            Mode::Production => Duration::from_millis(limits.wall_time_ms),
            Mode::Certification => WATCHDOG,
        };
        let state = CallState {
            subject,
            around,
            budget: Budget::new(limits, wall_time),
            limiter: Limiter::new(limits),
            stopped: None,
            sent: false,
            folder: None,
        };
        let mut store = Store::new(engine, state);
        store.limiter(|state| -> &mut dyn ResourceLimiter { &mut state.limiter });
        // What the host allocates while it takes a value from the guest.
        store.set_hostcall_fuel(usize::try_from(limits.output_bytes)?);
        let sampling = store.data().around.observer.sampling;
        store.set_epoch_deadline(if sampling { 1 } else { ticks(wall_time) });
        store.epoch_deadline_callback(move |context| {
            if sampling {
                context.data().around.observer.sample(&context);
            }
            match context.data().budget.remaining() {
                Ok(left) => Ok(UpdateDeadline::Continue(if sampling { 1 } else { ticks(left) })),
                Err(_) => Err(Trap::Interrupt.into()),
            }
        });
        if mode == Mode::Certification {
            store.set_fuel(limits.fuel)?;
        }
        Ok(Self(store))
    }

    pub(crate) fn inner(&mut self) -> &mut Store<CallState> {
        &mut self.0
    }

    /// Fuel that was used, on the fuel engine.
    pub(crate) fn fuel_used(&self) -> Option<u64> {
        let left = self.0.get_fuel().ok()?;
        Some(self.0.data().budget.limits().fuel.saturating_sub(left))
    }

    pub(crate) fn state(&self) -> &CallState {
        self.0.data()
    }

    pub(crate) fn into_state(self) -> CallState {
        self.0.into_data()
    }
}

/// Ticks after which to look at the clock again. Ticks may be longer than they should be, so only
/// half of the time is waited for blindly.
fn ticks(left: Duration) -> u64 {
    u64::try_from(left.as_millis()).unwrap_or(u64::MAX) / 2 + 1
}

/// A store with nothing in it, for the probe at the start; limited, too.
pub(crate) fn probe_store(engine: &Engine) -> wasmtime::Result<Store<StoreLimits>> {
    let limits = StoreLimitsBuilder::new().memory_size(1 << 20).table_elements(16).instances(2).build();
    let mut store = Store::new(engine, limits);
    store.limiter(|limits| limits);
    store.set_epoch_deadline(u64::from(u32::MAX));
    // Refused on an engine that counts no fuel.
    let _ = store.set_fuel(10_000);
    Ok(store)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Files below `directory` that make a store themselves.
    fn makers(directory: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                makers(&path, found);
            } else if std::fs::read_to_string(&path).unwrap().contains(concat!("Store::", "new(")) {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }

    #[test]
    fn no_other_file_makes_a_store() {
        let mut found = Vec::new();
        makers(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        found.sort();
        // The others make a `GuardedStore`, which takes limits.
        assert_eq!(found, ["guarded.rs", "runtime.rs", "snapshot.rs"]);
    }
}
