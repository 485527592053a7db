//! Rules as files become plugins and run in the sandbox: `drehscheibe rule`, from outside.
//!
//! The engines must have been built: `make rules` does it and then runs this.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bench;
mod building;
mod hostile;
mod json;
mod page;
