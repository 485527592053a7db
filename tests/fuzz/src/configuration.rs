//! The operator's and the municipalities' files.

#[path = "../../../host/cli/src/configuration/mod.rs"]
#[allow(dead_code, unused_imports, clippy::module_inception)]
mod configuration;

use super::files::lay_out;
use super::keys::AREAS;
use super::text::assert_readable;
use drehscheibe_store::{MemoryBlobs, MemoryStore};
use jiff::Timestamp;

/// A configuration, or every problem with its file, a line that the file has, and a short text.
pub fn run(input: &[u8]) {
    let directory = tempfile::tempdir().unwrap();
    lay_out(input, directory.path());
    let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let (store, blobs) = (MemoryStore::new(), MemoryBlobs::new());
    let packages = configuration::packages::Packages { store: &store, blobs: &blobs };
    match configuration::assemble(&directory.path().join("drehscheibe.toml"), &*AREAS, packages, now) {
        Ok(assembled) => {
            let text = serde_json::to_string(&assembled.configuration).unwrap();
            let again: drehscheibe_model::configuration::Configuration = serde_json::from_str(&text).unwrap();
            assert_eq!(again, assembled.configuration, "a revision is not read back as it was written");
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "a configuration is refused for no reason");
            for problem in problems {
                if let Some(line) = problem.line {
                    let lines = std::fs::read(&problem.file).unwrap().iter().filter(|byte| **byte == b'\n').count() + 1;
                    assert!((1..=lines).contains(&line), "line {line} of {lines}");
                }
                assert_readable(&problem.text, 4_000);
            }
        }
    }
}
