//! The shapes of the OCI image specification v1.1, as far as the depot takes them.

mod config;
mod descriptor;
mod image;

pub use config::{CONFIG_BYTES, WasmConfig};
pub use descriptor::EMPTY_CONFIG;
pub use image::{Image, Kind, image};

/// Most layers of one manifest.
const LAYERS: usize = 32;
/// Most annotations of one manifest or descriptor.
const ANNOTATIONS: usize = 64;
/// Longest key, and longest value, in bytes.
const ANNOTATION_KEY: usize = 256;
const ANNOTATION_VALUE: usize = 8 << 10;
