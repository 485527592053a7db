//! Files that are not, or no longer, what the hub can use.

use crate::fixtures::*;
use drehscheibe_model::ports::Store;
use drehscheibe_store::{OpenError, SqliteStore};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("hub.db");
    (directory, path)
}

fn error(path: &std::path::Path) -> OpenError {
    SqliteStore::open(path).expect_err("it must not open")
}

#[test]
fn the_file_is_for_its_owner_only_and_durable() {
    let (_directory, path) = place();
    let store = SqliteStore::open(&path).unwrap();
    accept(&store, message(1, "a"));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let other = Connection::open(&path).unwrap();
    let pragma = |name: &str| other.pragma_query_value(None, name, |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(pragma("journal_mode"), "wal");
}

#[test]
fn text_is_not_a_database() {
    let (_directory, path) = place();
    let text = "This is the town clerk's diary. ".repeat(1_000);
    fs::write(&path, &text).unwrap();
    assert!(matches!(error(&path), OpenError::NotADatabase));
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "it was not touched");
}

#[test]
fn the_database_of_another_program_is_left_alone() {
    let (_directory, path) = place();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE recipe (name TEXT)").unwrap();
    drop(other);
    let before = fs::read(&path).unwrap();
    assert!(matches!(error(&path), OpenError::NotOurs));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_newer_schema_is_refused_with_both_versions() {
    let (_directory, path) = place();
    drop(SqliteStore::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(error(&path), OpenError::SchemaVersion { found: 99, .. }));
}

#[test]
fn a_cut_off_file_is_damaged() {
    let (_directory, path) = place();
    drop(SqliteStore::open(&path).unwrap());
    let length = fs::metadata(&path).unwrap().len();
    for cut in [1, 50, 4_096, 5_000, length / 2, length - 50] {
        fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(length - cut).unwrap();
        // It either does not open, or says so when it is read.
        let text = match SqliteStore::open(&path) {
            Err(error) => error.to_string(),
            Ok(store) => store.accept(message(u128::from(cut), "a")).unwrap_err().to_string(),
        };
        assert!(text.contains("damaged") || text.contains("not an SQLite"), "{cut}: {text}");
    }
}

#[test]
fn a_directory_and_a_missing_directory_are_named() {
    let (directory, _) = place();
    for path in [directory.path().to_owned(), directory.path().join("missing/hub.db")] {
        let error = error(&path);
        assert!(matches!(&error, OpenError::File { path: named, .. } if *named == path), "{error:?}");
    }
}

#[test]
fn two_stores_on_one_file_see_each_others_work() {
    let (_directory, path) = place();
    let (one, other) = (SqliteStore::open(&path).unwrap(), SqliteStore::open(&path).unwrap());
    accept(&one, message(1, "a"));
    accept(&other, message(2, "a"));
    assert_eq!(lease(&one, 10, 1).len(), 1);
    assert_eq!(lease(&other, 10, 10).len(), 1);
    assert_eq!(verify_all(&one), 2);
}
