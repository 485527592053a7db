//! The main job from outside: the real binary, a real SQLite file, the stock plugins, targets on
//! loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod activation;
mod activation_files;
mod activation_shadow;
mod attacks;
mod backup;
mod broken_configuration;
mod conformance;
mod depot;
mod encrypted;
mod guides;
mod keys;
mod limits;
mod parallel;
mod plugin_test;
mod recogniser;
mod reload;
mod revocation;
mod shutdown;
mod sign_in;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/tls.rs"]
mod tls;
mod trust;
mod verify;
mod ways;
