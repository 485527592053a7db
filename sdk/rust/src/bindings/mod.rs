//! What `wit-bindgen` makes of `wit/`: one module for the nouns and the host's functions, and one for
//! each interface a plugin can export, all over the same types. `tests/bindings.rs` writes the modules and
//! holds them in step.
//!
//! A plugin's crate exports any combination of the interfaces through [`export!`](crate::export);
//! what it does not use leaves no trace in its component.

#![allow(unsafe_code, missing_debug_implementations, clippy::all, clippy::indexing_slicing, clippy::unwrap_used)]

/// Nouns, host functions and capabilities.
#[rustfmt::skip]
pub mod imports;

/// Settings schema and check; every plugin exports it.
#[rustfmt::skip]
pub mod configuration;

/// The world `recogniser`.
#[rustfmt::skip]
pub mod recogniser;

/// The world `validator`.
#[rustfmt::skip]
pub mod validator;

/// The world `transformer`.
#[rustfmt::skip]
pub mod transformer;

/// The world `adapter`.
#[rustfmt::skip]
pub mod adapter;
