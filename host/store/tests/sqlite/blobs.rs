//! Blobs as files.

use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{BlobError, Blobs};
use drehscheibe_store::FileBlobs;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

fn place() -> (FileBlobs, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (FileBlobs::open(directory.path()).unwrap(), directory)
}

fn put(blobs: &FileBlobs, bytes: &[u8]) -> Digest {
    let mut writer = blobs.create().unwrap();
    writer.write(bytes).unwrap();
    writer.finish().unwrap().0
}

fn path(directory: &TempDir, digest: &Digest) -> PathBuf {
    let hex = digest.to_hex();
    directory.path().join("sha256").join(&hex[..2]).join(hex)
}

#[test]
fn a_blob_is_one_private_file_named_by_its_digest() {
    let (blobs, directory) = place();
    let digest = put(&blobs, b"bytes");
    assert_eq!(put(&blobs, b"bytes"), digest);
    let file = path(&directory, &digest);
    assert_eq!(fs::read(&file).unwrap(), b"bytes");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(directory.path().join("tmp")).unwrap().count(), 0);
}

#[test]
fn damage_is_found_and_healed_by_the_same_bytes() {
    let (blobs, directory) = place();
    let digest = put(&blobs, b"bytes");
    fs::write(path(&directory, &digest), b"other").unwrap();
    assert!(matches!(blobs.verify(&digest), Err(BlobError::Damaged(found)) if found == digest));
    put(&blobs, b"bytes");
    blobs.verify(&digest).unwrap();
}

#[test]
fn only_what_is_there_and_sound_is_renewed() {
    let (blobs, directory) = place();
    assert!(!blobs.renew(&Digest::of(b"bytes")).unwrap());
    let digest = put(&blobs, b"bytes");
    assert!(blobs.renew(&digest).unwrap());
    fs::write(path(&directory, &digest), b"other").unwrap();
    assert!(!blobs.renew(&digest).unwrap());
}

#[test]
fn an_unfinished_blob_leaves_no_file() {
    let (blobs, directory) = place();
    let mut writer = blobs.create().unwrap();
    writer.write(&[0; 100_000]).unwrap();
    let unfinished = || fs::read_dir(directory.path().join("tmp")).unwrap().count();
    assert_eq!(unfinished(), 1);
    drop(writer);
    assert_eq!(unfinished(), 0);
}

#[test]
fn the_sweep_spares_the_young_and_strange_files() {
    let (blobs, directory) = place();
    let (young, old, again) = (put(&blobs, b"young"), put(&blobs, b"old"), put(&blobs, b"again"));
    let hours = |hours: u64| SystemTime::now() - Duration::from_secs(3_600 * hours);
    let age = |path: PathBuf, hours_old| {
        fs::File::options().append(true).open(path).unwrap().set_modified(hours(hours_old)).unwrap()
    };
    age(path(&directory, &old), 2);
    age(path(&directory, &again), 2);
    let renewed = put(&blobs, b"renewed");
    age(path(&directory, &renewed), 2);
    // Submitted again a moment ago: the message that needs it is not in the database yet.
    put(&blobs, b"again");
    assert!(blobs.renew(&renewed).unwrap());
    let strange = path(&directory, &old).with_file_name("README");
    fs::write(&strange, "not a blob").unwrap();
    age(strange.clone(), 2);
    let (abandoned, running) = (directory.path().join("tmp/abandoned"), directory.path().join("tmp/running"));
    fs::write(&abandoned, "half").unwrap();
    fs::write(&running, "half").unwrap();
    age(abandoned.clone(), 48);
    assert_eq!(blobs.sweep(&[], Duration::from_secs(3_600)).unwrap(), 1);
    assert!(blobs.size(&old).unwrap().is_none());
    for kept in [young, again, renewed] {
        blobs.verify(&kept).unwrap();
    }
    assert!(strange.exists() && running.exists() && !abandoned.exists());
}

#[test]
fn a_file_in_the_way_of_the_directory_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("blobs");
    fs::write(&file, "").unwrap();
    assert!(matches!(FileBlobs::open(&file), Err(BlobError::Io(_))));
}
