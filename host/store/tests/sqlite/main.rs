//! What only the durable store can show: real files, other processes' connections, full disks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod backup;
mod blobs;
mod durability;
#[path = "../support/fixtures.rs"]
mod fixtures;
mod full;
mod many;
mod open;
mod tamper;
mod wipe;
