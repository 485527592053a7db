//! Backups of a hub at work, and restores that believe nothing.

use crate::fixtures::*;
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::message::MessageState;
use drehscheibe_model::ports::{Blobs, Store};
use drehscheibe_model::work::NewMessage;
use drehscheibe_store::backup::{self, BackupError, DATABASE_FILE, Progress, Report, Step};
use drehscheibe_store::{FileBlobs, SqliteStore};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tempfile::TempDir;

struct Hub {
    store: SqliteStore,
    blobs: FileBlobs,
    directory: TempDir,
}

impl Hub {
    /// Three messages, each with an attachment in the blobs.
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&directory.path().join(DATABASE_FILE)).unwrap();
        let blobs = FileBlobs::open(&directory.path().join("blobs")).unwrap();
        for number in 1..=3 {
            let mut writer = blobs.create().unwrap();
            writer.write(format!("attachment {number}").as_bytes()).unwrap();
            let (digest, size) = writer.finish().unwrap();
            let content = ContentRef { digest, size, media_type: "application/pdf".into() };
            let attachment = Attachment { id: "1".into(), file_name: "a.pdf".into(), content };
            accept(&store, NewMessage { attachments: vec![attachment], ..message(number, "a") });
        }
        finish(&store, &lease(&store, 10, 1)[0], 11, MessageState::Delivered);
        Self { store, blobs, directory }
    }
    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
    fn backup(&self) -> PathBuf {
        let path = self.path("backup");
        let report = backup::create(&self.store, &self.blobs, &path, &mut |_| {}).unwrap();
        assert_eq!((report.blobs, report.blob_bytes, report.chains, report.entries), (3, 36, 1, 4));
        path
    }
}

fn restore(from: &Path, to: &Path) -> Result<Report, BackupError> {
    let result = backup::restore(from, to, &mut |_| {});
    if result.is_err() {
        assert!(!to.join(DATABASE_FILE).exists(), "a refused restore leaves no state");
        assert!(!to.join(".restore").exists() && !to.join("blobs").exists());
    }
    result
}

#[test]
fn a_restored_hub_goes_on_where_the_backup_was_taken() {
    let hub = Hub::new();
    let mut steps = Vec::new();
    let mut note = |progress: Progress| {
        assert!(progress.done <= progress.total);
        if steps.last() != Some(&progress.step) {
            steps.push(progress.step);
        }
    };
    let taken = backup::create(&hub.store, &hub.blobs, &hub.path("backup"), &mut note).unwrap();
    assert_eq!(steps, [Step::Database, Step::Check, Step::Blobs]);
    accept(&hub.store, message(4, "a"));

    let data = hub.path("restored");
    assert_eq!(restore(&hub.path("backup"), &data).unwrap(), taken);
    let store = SqliteStore::open(&data.join(DATABASE_FILE)).unwrap();
    let blobs = FileBlobs::open(&data.join("blobs")).unwrap();
    assert!(store.message(id(4)).unwrap().is_none());
    assert_eq!(store.message(id(1)).unwrap(), hub.store.message(id(1)).unwrap());
    assert_eq!(store.journal(id(1)).unwrap(), hub.store.journal(id(1)).unwrap());
    for digest in store.blobs_in_use().unwrap() {
        blobs.verify(&digest).unwrap();
    }
    accept(&store, message(5, "a"));
    assert_eq!(verify_all(&store), 5);
    assert_eq!(lease(&store, 100, 10).len(), 3);
}

#[test]
fn nothing_is_overwritten() {
    let hub = Hub::new();
    let backup = hub.backup();
    let again = backup::create(&hub.store, &hub.blobs, &backup, &mut |_| {});
    assert!(matches!(again, Err(BackupError::NotEmpty(path)) if path == backup));
    let over = backup::restore(&backup, hub.directory.path(), &mut |_| {});
    assert!(matches!(over, Err(BackupError::NotEmpty(_))));
    assert_eq!(verify_all(&hub.store), 4);
}

/// A backup of a busy hub ends, and holds a state that was: what was acknowledged before it began is in
/// it, and its chains verify.
#[test]
fn a_busy_hub_can_be_backed_up() {
    let hub = Hub::new();
    let (stop, last) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut number = 10_u64;
            while !stop.load(Ordering::Relaxed) {
                let body = vec![b'x'; 50_000];
                accept(&hub.store, NewMessage { inline_document: Some(body), ..message(number.into(), "a") });
                last.store(number, Ordering::Release);
                number += 1;
            }
        });
        while last.load(Ordering::Acquire) < 60 {
            std::thread::yield_now();
        }
        let before = last.load(Ordering::Acquire);
        let mut writes_meanwhile = 0;
        let path = hub.path("backup");
        backup::create(&hub.store, &hub.blobs, &path, &mut |progress| {
            if progress.step == Step::Database {
                // Let the writer get ahead between two steps.
                let seen = last.load(Ordering::Acquire);
                while last.load(Ordering::Acquire) == seen {
                    std::thread::yield_now();
                }
                writes_meanwhile += 1;
            }
        })
        .unwrap();
        stop.store(true, Ordering::Relaxed);
        assert!(writes_meanwhile > 0);
        restore(&path, &hub.path("restored")).unwrap();
        let store = SqliteStore::open(&hub.path("restored").join(DATABASE_FILE)).unwrap();
        assert!(store.message(id(before.into())).unwrap().is_some());
        verify_all(&store);
    });
}

#[test]
fn garbage_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let is_none = |path: &Path| matches!(restore(path, &data), Err(BackupError::NotABackup { .. }));
    assert!(is_none(&directory.path().join("missing")));
    let empty = directory.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(is_none(&empty));
    for manifest in ["", "{}", "[", "\u{0}", &"[".repeat(100_000), "{\"format\": 2}"] {
        fs::write(empty.join("manifest.json"), manifest).unwrap();
        assert!(is_none(&empty), "{manifest:.20}");
    }
    fs::write(empty.join("manifest.json"), [0xff, 0xfe, 0x00]).unwrap();
    assert!(is_none(&empty));
}

#[test]
fn a_changed_or_cut_database_is_refused() {
    let hub = Hub::new();
    let backup = hub.backup();
    let path = backup.join(DATABASE_FILE);
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let longer = [whole.as_slice(), b"more"].concat();
    for bytes in [&whole[..whole.len() - 1], &[], &flipped, &longer] {
        fs::write(&path, bytes).unwrap();
        assert!(matches!(restore(&backup, &hub.path("data")), Err(BackupError::DatabaseChanged)));
    }
    fs::remove_file(&path).unwrap();
    assert!(matches!(restore(&backup, &hub.path("data")), Err(BackupError::Io { .. })));
}

/// Somebody changes the database and gives the manifest the new digest.
fn forge(hub: &Hub, change: &str) -> BackupError {
    let backup = hub.backup();
    let path = backup.join(DATABASE_FILE);
    let file = Connection::open(&path).unwrap();
    file.execute_batch(&format!("PRAGMA foreign_keys = OFF; PRAGMA writable_schema = ON; {change}")).unwrap();
    drop(file);
    rewrite_manifest(&backup);
    restore(&backup, &hub.path("data")).expect_err("it must be refused")
}

fn rewrite_manifest(backup: &Path) {
    let bytes = fs::read(backup.join(DATABASE_FILE)).unwrap();
    let path = backup.join("manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    manifest["database"] = Digest::of(&bytes).to_string().into();
    manifest["database_bytes"] = bytes.len().into();
    fs::write(&path, manifest.to_string()).unwrap();
}

#[test]
fn a_forged_database_is_refused() {
    let forged = |change| forge(&Hub::new(), change);
    assert!(matches!(forged("UPDATE journal SET at = 0 WHERE sequence = 2"), BackupError::Chain { .. }));
    assert!(matches!(forged("DELETE FROM journal"), BackupError::Chain { .. }));
    let trigger = "CREATE TRIGGER steal AFTER INSERT ON message BEGIN DELETE FROM journal; END";
    assert!(matches!(forged(trigger), BackupError::ForeignSchema(what) if what == "trigger steal"));
    assert!(matches!(forged("DROP INDEX message_by_key"), BackupError::ForeignSchema(_)));
    assert!(matches!(forged("PRAGMA user_version = 99"), BackupError::Open(_)));
    assert!(matches!(forged("PRAGMA application_id = 7"), BackupError::Open(_)));
    assert!(matches!(forged("DELETE FROM message WHERE sequence = 1"), BackupError::Damaged(_)));
    let index = "UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'message_by_tenant'";
    let error = forged(index);
    assert!(matches!(error, BackupError::Damaged(_) | BackupError::Open(_)), "{error:?}");
}

#[test]
fn noise_under_a_true_manifest_is_refused() {
    let hub = Hub::new();
    let backup = hub.backup();
    let path = backup.join(DATABASE_FILE);
    let whole = fs::read(&path).unwrap();
    let mut refused = 0;
    // One page after the other is overwritten; pages that hold rows of no importance do not exist.
    for page in (0..whole.len()).step_by(4_096) {
        let mut bytes = whole.clone();
        bytes[page..page + 4_096].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        rewrite_manifest(&backup);
        assert!(restore(&backup, &hub.path("data")).is_err(), "page at {page}");
        refused += 1;
    }
    assert!(refused > 20);
}

#[test]
fn missing_and_damaged_blobs_are_all_named() {
    let hub = Hub::new();
    let backup = hub.backup();
    let digests = hub.store.blobs_in_use().unwrap();
    let file = |digest: &Digest| {
        let hex = digest.to_hex();
        Path::new("blobs/sha256").join(&hex[..2]).join(hex)
    };
    fs::remove_file(backup.join(file(&digests[0]))).unwrap();
    fs::write(backup.join(file(&digests[2])), "something else").unwrap();
    let error = restore(&backup, &hub.path("data")).unwrap_err();
    assert!(matches!(error, BackupError::Blobs(found) if found == [digests[0], digests[2]]));
    // The same when the backup is taken: it is no backup then.
    fs::remove_file(hub.path("").join(file(&digests[1]))).unwrap();
    let error = backup::create(&hub.store, &hub.blobs, &hub.path("second"), &mut |_| {}).unwrap_err();
    assert!(matches!(error, BackupError::Blobs(found) if found == [digests[1]]));
    assert!(matches!(restore(&hub.path("second"), &hub.path("data")), Err(BackupError::NotABackup { .. })));
}

#[test]
fn a_restore_that_died_does_not_disturb_the_next() {
    let hub = Hub::new();
    let backup = hub.backup();
    let data = hub.path("data");
    fs::create_dir_all(data.join(".restore/blobs")).unwrap();
    fs::write(data.join(".restore").join(DATABASE_FILE), "half").unwrap();
    restore(&backup, &data).unwrap();
    assert!(!data.join(".restore").exists());
}
