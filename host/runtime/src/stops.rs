//! From an error of wasmtime to the limit that caused it.

use crate::state::CallState;
use drehscheibe_model::call::Stop;
use wasmtime::{PoolConcurrencyLimitError, Trap};

/// What ended a call. What the host noted itself goes before what wasmtime saw.
pub(crate) fn of_call(error: &wasmtime::Error, state: &CallState) -> Stop {
    if let Some(stop) = state.stopped.clone().or_else(|| state.limiter.refused.clone()) {
        return stop;
    }
    let limits = state.budget.limits();
    if let Some(trap) = error.downcast_ref::<Trap>() {
        match trap {
            Trap::Interrupt => return state.budget.deadline_stop(),
            Trap::OutOfFuel => return Stop::FuelExhausted { limit: limits.fuel },
            Trap::StackOverflow => return Stop::StackExhausted { limit: limits.stack_bytes },
            other => return Stop::Trap { reason: other.to_string() },
        }
    }
    if error.is::<PoolConcurrencyLimitError>() {
        return Stop::Busy;
    }
    let text = chain(error);
    // wasmtime has no types for these two; tests hold the texts.
    if text.contains("fuel allocated for hostcalls has been exhausted") {
        return Stop::OutputTooLarge { limit: limits.output_bytes, unit: "bytes".into() };
    }
    if text.contains("resource limit exceeded: instance count too high") {
        return Stop::InstanceDenied { limit: limits.instances };
    }
    Stop::Trap { reason: text }
}

/// A component that does not load.
pub(crate) fn of_component(error: &wasmtime::Error) -> Stop {
    Stop::AbiMismatch { reason: chain(error) }
}

/// An error with its causes, at most 500 characters.
pub(crate) fn chain(error: &wasmtime::Error) -> String {
    let text = error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ");
    text.chars().take(500).collect()
}
