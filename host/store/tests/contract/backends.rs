//! An empty store of each kind, with what must live as long as it.

use drehscheibe_store::{FileBlobs, MemoryBlobs, MemoryStore, SqliteStore};
use tempfile::TempDir;

pub fn memory() -> (MemoryStore, ()) {
    (MemoryStore::new(), ())
}

pub fn sqlite() -> (SqliteStore, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (SqliteStore::open(&directory.path().join("hub.db")).unwrap(), directory)
}

pub fn memory_blobs() -> (MemoryBlobs, ()) {
    (MemoryBlobs::new(), ())
}

pub fn file_blobs() -> (FileBlobs, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (FileBlobs::open(&directory.path().join("blobs")).unwrap(), directory)
}
