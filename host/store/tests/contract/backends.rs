//! An empty store of each kind, with what must live as long as it.

use drehscheibe_store::{MemoryStore, SqliteStore};
use tempfile::TempDir;

pub fn memory() -> (MemoryStore, ()) {
    (MemoryStore::new(), ())
}

pub fn sqlite() -> (SqliteStore, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (SqliteStore::open(&directory.path().join("hub.db")).unwrap(), directory)
}
