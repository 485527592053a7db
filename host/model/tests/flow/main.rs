//! Steps 2 to 5 as decisions: what is recognised, who is competent, what becomes of the message.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bench;
mod certificates;
mod recognition;
mod resolution;
mod rules;
mod wishes;
