//! Activations: what the machine decides, what comes of it for messages, and the same driven through
//! every path by a model checker.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod composing;
mod desk;
mod every_message;
mod every_path;
mod gate;
