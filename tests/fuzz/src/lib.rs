//! What is fed with bytes that nobody checked before: one function per door of the hub. A function
//! returns if the hub behaved, and panics if it did not; what "behaved" means is said at each one.
//!
//! libFuzzer drives them in `fuzz_targets/`; `quick.rs` drives them within the quick tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cursor;
mod files;
mod text;

pub mod bundle;
pub mod component;
pub mod configuration;
pub mod guest_values;
pub mod journal;
pub mod json;
pub mod keys;
pub mod manifest;
pub mod plan;
pub mod restore;
pub mod schema;
pub mod submit;
pub mod xml;

/// A target by name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets; each has a corpus of this name.
pub const ALL: &[Target] = &[
    ("bundle", bundle::run),
    ("component", component::run),
    ("configuration", configuration::run),
    ("guest_values", guest_values::run),
    ("journal", journal::run),
    ("json", json::run),
    ("keys", keys::run),
    ("manifest", manifest::run),
    ("plan", plan::run),
    ("restore", restore::run),
    ("schema", schema::run),
    ("submit", submit::run),
    ("xml", xml::run),
];
