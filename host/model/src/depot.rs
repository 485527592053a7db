//! The nouns of the depot: repositories, tags, manifests, packages. The words are those of the OCI
//! image and distribution specifications v1.1.

pub mod artifact_type;
mod manifest;
mod name;
mod package;
mod upload;

pub use manifest::{Descriptor, ManifestRecord, NewManifest, PutManifest, Reference};
pub use name::{InvalidName, Namespace, RepositoryName, TagName};
pub use package::{Package, PackageDescription, PackageFilter, PackageStatus, StatusChange};
pub use upload::{Piece, Upload};
