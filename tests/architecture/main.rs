//! The invariants of the house, held against what cargo says about it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Which of our crates each may depend on (tests and benches apart).
const ROOMS: [(&str, &[&str]); 9] = [
    ("drehscheibe-model", &[]),
    ("drehscheibe-runtime", &["drehscheibe-model"]),
    ("drehscheibe-store", &["drehscheibe-model"]),
    ("drehscheibe-depot", &["drehscheibe-model"]),
    ("drehscheibe-certify", &["drehscheibe-model"]),
    ("drehscheibe-processor", &["drehscheibe-model"]),
    ("drehscheibe-channels", &["drehscheibe-model"]),
    ("drehscheibe-server", &["drehscheibe-model", "drehscheibe-processor"]),
    (
        "drehscheibe",
        &[
            "drehscheibe-model",
            "drehscheibe-runtime",
            "drehscheibe-store",
            "drehscheibe-depot",
            "drehscheibe-certify",
            "drehscheibe-processor",
            "drehscheibe-channels",
            "drehscheibe-server",
        ],
    ),
];

/// Foreign crates that only some rooms may know.
const KEPT_IN: [(&str, &[&str]); 10] = [
    ("wasmtime", &["drehscheibe-runtime"]),
    ("wasmtime-wizer", &["drehscheibe-runtime"]),
    ("cap-std", &["drehscheibe-runtime"]),
    ("rusqlite", &["drehscheibe-store"]),
    ("postgres", &["drehscheibe-store"]),
    ("tokio-postgres", &["drehscheibe-store"]),
    ("sqlx", &["drehscheibe-store"]),
    ("axum", &["drehscheibe-server", "drehscheibe-channels"]),
    ("lettre", &["drehscheibe-channels"]),
    ("tokio", &["drehscheibe-server", "drehscheibe-channels", "drehscheibe"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// A package as `cargo metadata` describes it.
fn packages() -> BTreeMap<String, Value> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = std::process::Command::new(cargo);
    command.args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(root());
    let output = command.output().unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages.iter().map(|package| (package["name"].as_str().unwrap().to_owned(), package.clone())).collect()
}

fn dependencies(package: &Value) -> BTreeSet<&str> {
    // Those of tests and builds have a kind.
    let normal = package["dependencies"].as_array().unwrap().iter().filter(|one| one["kind"].is_null());
    normal.map(|one| one["name"].as_str().unwrap()).collect()
}

#[test]
fn rooms_meet_only_where_the_plan_of_the_house_has_a_door() {
    let packages = packages();
    for (room, allowed) in ROOMS {
        let package = packages.get(room).unwrap_or_else(|| panic!("no package {room}"));
        for dependency in dependencies(package) {
            let ours = dependency.starts_with("drehscheibe");
            assert!(!ours || allowed.contains(&dependency), "{room} must not depend on {dependency}");
        }
    }
    for (name, package) in &packages {
        let listed = ROOMS.iter().any(|(room, _)| room == name);
        assert!(listed || name == "drehscheibe-benches", "{name} is not in the plan of the house");
        assert!(!dependencies(package).contains("drehscheibe"), "nothing depends on the binary, but {name} does");
    }
}

#[test]
fn foreign_crates_stay_in_their_rooms() {
    for (name, package) in packages().iter().filter(|(name, _)| *name != "drehscheibe-benches") {
        for (foreign, rooms) in KEPT_IN {
            let known = dependencies(package).contains(foreign);
            assert!(!known || rooms.contains(&name.as_str()), "{name} must not know {foreign}");
        }
    }
}

#[test]
fn versions_stand_once() {
    for (name, package) in packages() {
        let manifest = std::fs::read_to_string(package["manifest_path"].as_str().unwrap()).unwrap();
        let table: toml::Table = manifest.parse().unwrap();
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (dependency, value) in table.get(section).and_then(toml::Value::as_table).into_iter().flatten() {
                let inherited = value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                assert!(inherited, "{name}: the version of {dependency} belongs into [workspace.dependencies]");
            }
        }
    }
}

#[test]
fn the_top_level_holds_nothing_else() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "LICENSE",
        "Makefile",
        "README.md",
        "benches",
        "host",
        "plugins",
        "rustfmt.toml",
        "sdk",
        "target",
        "tests",
        "wit",
    ];
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name.starts_with('.') || allowed.contains(&name.as_str()), "{name} does not belong on the top level");
    }
}

fn rust_files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            rust_files(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

/// A promise without a test is a wish: each row of the README's table leads to files that are there.
#[test]
fn every_fault_in_the_readme_names_a_test_that_is_there() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let (_, section) = readme.split_once("## Faults and promises").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows: Vec<_> = section.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() >= 20, "{} rows", rows.len());
    for row in rows {
        let links: Vec<_> = row.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
        assert!(!links.is_empty(), "no test: {row}");
        for link in links {
            assert!(root().join(link).exists(), "{link} is not there");
        }
    }
}

#[test]
fn files_hold_one_concept_each() {
    let mut files = Vec::new();
    rust_files(&root().join("host"), &mut files);
    let mut lengths: Vec<_> =
        files.iter().map(|path| (std::fs::read_to_string(path).unwrap().lines().count(), path)).collect();
    lengths.sort();
    let (median, p90) = (lengths[lengths.len() / 2].0, lengths[lengths.len() * 9 / 10].0);
    let longest: Vec<_> = lengths.iter().rev().take(5).collect();
    assert!(median <= 150, "the median file has {median} lines; the longest are {longest:?}");
    assert!(p90 <= 400, "one file in ten has more than {p90} lines; the longest are {longest:?}");
}

#[test]
fn a_store_of_wasmtime_is_made_in_one_place_only_and_needs_limits() {
    let mut files = Vec::new();
    rust_files(&root().join("host/runtime/src"), &mut files);
    let makers: Vec<_> = files
        .iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(" Store::new("))
        })
        .collect();
    assert_eq!(makers.len(), 1, "wasmtime stores are made in {makers:?}");
    let text = std::fs::read_to_string(makers[0]).unwrap();
    assert!(text.contains("&Limits") || text.contains("limits: Limits"), "{:?} makes stores without limits", makers[0]);
}
