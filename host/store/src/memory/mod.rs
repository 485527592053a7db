//! The store in memory, for tests and simulation: the same answers as the durable ones, and a disk
//! that can be made to fail. No clock, no randomness, no thread of its own.

mod accept;
mod activation;
mod activation_store;
mod depot;
mod fault;
mod journal;
mod lease;
mod listing;
mod retention;
mod state;
mod store;
mod transition;

pub use fault::{Fault, Write};
pub use store::MemoryStore;

pub(crate) use activation::due_on;
