//! Packages: what a vendor hands in.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod certificate;
pub mod evidence;
pub mod gatekeeper;
pub mod manifest;
pub mod revocation;
pub mod signature;
pub mod trust;
