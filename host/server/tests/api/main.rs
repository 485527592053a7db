//! The API from outside: a real server on loopback with a real store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod activations;
mod answers;
mod authorisation;
mod bad_input;
mod multipart;
mod operation;
mod submission;
mod support;
