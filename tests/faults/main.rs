//! One test for each row of the table of faults and promises in `tests/README.md` that is not proven
//! elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cache;
mod clock;
mod clock_and_certificates;
mod damage;
mod disk_full;
mod duplicates;
mod hour_down;
mod hub_died;
mod retention;
mod shim;
mod slow_disk;
#[path = "../support/mod.rs"]
mod support;
mod target;
mod trap;
