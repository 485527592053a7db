//! Runs plugins: WebAssembly components of the contract in `wit/`. The only crate that knows
//! wasmtime and cap-std.
//!
//! - Every call gets an instance of its own; nothing survives from one to the next.
//! - No store can be made without [`Limits`](drehscheibe_model::limits::Limits), and each limit ends
//!   a call with a [`Stop`](drehscheibe_model::call::Stop) of its own. [`conformance`] shows it.
//! - A component is compiled once, in a limited process of its own, and its machine code is kept
//!   under a seal; the way of a message never compiles.
//! - Nothing but the interfaces of `wit/` exists for a guest. A capability that is not granted is an
//!   error value, never a trap.
//!
//! # Where a limit is held
//!
//! | Limit | Held by |
//! |---|---|
//! | `wall_time_ms` | epochs, ticked by a thread of the runtime; host calls get what is left as their timeout and are followed by a look at the clock |
//! | `fuel` | wasmtime, in [`Mode::Certification`] |
//! | `memory_bytes`, `table_elements` | a limiter that sums over all memories and tables and ends the call that asks for more |
//! | `instances` | the limiter |
//! | `stack_bytes` | the engine; there is one for each step of 64 KiB that some call asks for, and a limit in between is rounded down |
//! | `input_bytes` | counted before the call, and with each answer of the host |
//! | `output_bytes` | what the host allocates while it takes one result, or one argument of a host call, out of the guest: wasmtime's hostcall fuel |
//! | `output_items` | counted when the result is taken |
//! | `log_bytes`, `host_calls` | counted |
//! | `attachment_bytes`, `outbound_calls`, `outbound_bytes` | counted; the first time over is an error value, the next ends the call |
//! | `outbound_response_bytes` | the port stops reading, and the gate looks again |
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod anatomy;
mod aot;
#[allow(clippy::all, missing_debug_implementations)]
mod bindings;
mod budget;
mod capability;
mod components;
pub mod conformance;
mod engine;
mod guarded;
mod limiter;
mod machine;
mod observe;
mod options;
mod permit;
mod plugin;
mod registry;
mod rules;
mod runtime;
mod snapshot;
mod state;
mod stops;
#[cfg(test)]
mod tests;
mod ticker;
mod values;

pub use aot::worker;
pub use observe::{Phases, Samples};
pub use options::{CompileWorker, Mode, RuntimeError, RuntimeOptions, RuntimePorts};
pub use runtime::{CacheCounts, Runtime};
pub use snapshot::{Initialiser, Snapshot};

/// Version of wasmtime, which certificates name: fuel is counted alike by the same version only.
pub const ENGINE_VERSION: &str = "48.0.8";
