//! An engine with its ticker and the plugins loaded into it; one for each size of stack.
//!
//! wasmtime has one stack limit for an engine, not one for a call. So that `stack_bytes` of a call
//! holds nevertheless, there is an engine for each step of 64 KiB that some call asks for. They
//! share the compiled components on disk, and their pools take address space only.

use crate::engine;
use crate::options::{Mode, RuntimeError};
use crate::registry::Registry;
use crate::ticker::{self, Ticker};
use drehscheibe_model::call::Stop;
use drehscheibe_model::content::Digest;
use drehscheibe_model::limits::Limits;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use wasmtime::Engine;

/// Step of the stack's size: a limit in between is rounded down, one below is taken as one step.
pub(crate) const STACK_STEP: u64 = 64 << 10;

/// An engine and what belongs to it.
pub(crate) struct Machine {
    pub(crate) engine: Engine,
    pub(crate) ticker: Ticker,
    pub(crate) plugins: Registry,
}

impl Machine {
    fn start(mode: Mode, concurrent_calls: u32, stack_bytes: u64, sample: bool) -> Result<Self, RuntimeError> {
        let engine = engine::start(mode, concurrent_calls, stack_bytes, sample)?;
        let tick = if sample { ticker::SAMPLING_TICK } else { ticker::TICK };
        let ticker = Ticker::start(engine.clone(), tick).map_err(RuntimeError::Thread)?;
        Ok(Self { engine, ticker, plugins: Registry::default() })
    }
}

/// The machines of a runtime.
pub(crate) struct Machines {
    mode: Mode,
    concurrent_calls: u32,
    sample: bool,
    /// For the default size of stack: started with the runtime.
    main: Arc<Machine>,
    others: RwLock<BTreeMap<u64, Arc<Machine>>>,
}

impl Machines {
    pub(crate) fn start(mode: Mode, concurrent_calls: u32, sample: bool) -> Result<Self, RuntimeError> {
        let main = Arc::new(Machine::start(mode, concurrent_calls, step(Limits::DEFAULT.stack_bytes), sample)?);
        Ok(Self { mode, concurrent_calls, sample, main, others: RwLock::default() })
    }

    pub(crate) fn main(&self) -> &Arc<Machine> {
        &self.main
    }

    /// The machine whose stack is that of the limits.
    pub(crate) fn of(&self, limits: &Limits) -> Result<Arc<Machine>, Stop> {
        let stack_bytes = step(limits.stack_bytes);
        if stack_bytes == step(Limits::DEFAULT.stack_bytes) {
            return Ok(self.main.clone());
        }
        if let Some(known) = self.others.read().unwrap_or_else(PoisonError::into_inner).get(&stack_bytes) {
            return Ok(known.clone());
        }
        let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = others.get(&stack_bytes) {
            return Ok(known.clone());
        }
        let machine = Machine::start(self.mode, self.concurrent_calls, stack_bytes, self.sample).map_err(|error| {
            tracing::error!(stack_bytes, error = &error as &dyn std::error::Error, "an engine does not start");
            Stop::Busy
        })?;
        Ok(others.entry(stack_bytes).or_insert(Arc::new(machine)).clone())
    }

    /// Drops a plugin from the memory of all machines.
    pub(crate) fn forget(&self, plugin: &Digest) {
        self.main.plugins.forget(plugin);
        for machine in self.others.read().unwrap_or_else(PoisonError::into_inner).values() {
            machine.plugins.forget(plugin);
        }
    }
}

fn step(stack_bytes: u64) -> u64 {
    let most = Limits::MAXIMUM.stack_bytes;
    (stack_bytes / STACK_STEP * STACK_STEP).clamp(STACK_STEP, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_rounded_down_to_a_step_and_never_over_the_maximum() {
        assert_eq!(step(1), STACK_STEP);
        assert_eq!(step(200 << 10), 192 << 10);
        assert_eq!(step(Limits::DEFAULT.stack_bytes), Limits::DEFAULT.stack_bytes);
        assert_eq!(step(u64::MAX), Limits::MAXIMUM.stack_bytes);
    }
}
