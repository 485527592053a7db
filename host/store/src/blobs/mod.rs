//! Bytes by digest.

mod file;
mod memory;
mod writer;

pub use file::FileBlobs;
pub use memory::MemoryBlobs;
