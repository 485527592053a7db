//! The main job from outside: the real binary, a real SQLite file, the stock plugins, targets on
//! loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod activation;
mod activation_shadow;
mod backup;
mod broken_configuration;
mod keys;
mod limits;
mod parallel;
mod plugin_test;
mod reload;
mod shutdown;
#[path = "../support/mod.rs"]
mod support;
mod verify;
mod ways;
