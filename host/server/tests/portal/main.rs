//! The portal over HTTP, without a browser: who comes in, what is refused, what a form may do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../api/support/client.rs"]
#[allow(dead_code)]
mod client;
mod forms;
mod matrix;
mod sign_in;
mod support;
