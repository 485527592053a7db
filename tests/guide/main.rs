//! The vendor guide: what is generated is in step, what is printed works, what was built once still runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod dev;
mod differences;
mod errors;
mod fixtures;
mod limits;
mod record;
mod reference;
mod same;
mod tutorial;

use std::path::{Path, PathBuf};

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Compares a committed file with what it should be; with `UPDATE_GUIDE=1` writes it instead.
fn in_step(name: &str, expected: &str) {
    let path = root().join(name);
    if std::env::var_os("UPDATE_GUIDE").is_some() {
        std::fs::write(&path, expected).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == expected, "{name} is not in step; `make guide` writes it anew");
}
