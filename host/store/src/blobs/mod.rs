//! Bytes by digest.

mod file;
mod memory;
mod writer;

pub use file::FileBlobs;
pub(crate) use file::{digest_of, relative_path};
pub use memory::MemoryBlobs;
pub(crate) use writer::sync_directory;
