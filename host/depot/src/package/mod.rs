//! A package: whether component, manifest and signature fit each other.

mod fit;
mod keys;
mod vendor;

pub use fit::{description, differences};
pub use keys::{KnownVendors, VendorKeys};
pub use vendor::{NoVendors, PACKAGE_PREDICATE, SignedPackage, VendorSignatures, sign_package};
