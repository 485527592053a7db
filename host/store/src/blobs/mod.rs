//! Bytes by digest.

mod file;
mod writer;

pub use drehscheibe_model::ports::MemoryBlobs;
pub use file::FileBlobs;
pub(crate) use file::{digest_of, relative_path};
pub(crate) use writer::sync_directory;
