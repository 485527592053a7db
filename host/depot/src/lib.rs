//! Packages: what a vendor hands in, and where it lies.
//!
//! [`Depot`] is the shelf: artifacts and their bytes. [`DepotRegistry`] stands before it and checks what
//! comes from outside. A package is a component in the CNCF Wasm layout; what belongs to it, its
//! `plugin.toml`, its vendor's signature, its SBOM, its certificates, are referrers of their own, so
//! that a plain push of a component works, too, and then waits as `uploaded`.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod certificate;
mod depot;
pub mod evidence;
mod follow;
pub mod gatekeeper;
pub mod manifest;
pub mod oci;
pub mod package;
mod registry;
pub mod revocation;
pub mod signature;
pub mod trust;

pub use depot::{Artifact, By, Depot, NewComponent};
pub use registry::{DepotRegistry, RegistryPorts};
