use drehscheibe_model::content::Digest;
use drehscheibe_model::ports::{BlobError, Blobs};
use std::io::Read;
use std::time::Duration;

fn put(blobs: &impl Blobs, bytes: &[u8]) -> Digest {
    let mut writer = blobs.create().unwrap();
    for piece in bytes.chunks(7) {
        writer.write(piece).unwrap();
    }
    let (digest, size) = writer.finish().unwrap();
    assert_eq!(size, bytes.len() as u64);
    digest
}

pub fn bytes_come_back_by_their_digest(blobs: &impl Blobs) {
    let bytes = b"a dog licence with a long attachment".to_vec();
    let digest = put(blobs, &bytes);
    assert_eq!(digest, Digest::of(&bytes));
    let mut read = Vec::new();
    blobs.open(&digest).unwrap().read_to_end(&mut read).unwrap();
    assert_eq!(read, bytes);
    assert_eq!(blobs.size(&digest).unwrap(), Some(36));
    blobs.verify(&digest).unwrap();
    assert_eq!(put(blobs, &bytes), digest);
    let empty = put(blobs, b"");
    assert_eq!(blobs.read_at(&empty, 0, 10).unwrap(), b"");
}

pub fn pieces_end_where_the_blob_ends(blobs: &impl Blobs) {
    let digest = put(blobs, b"0123456789");
    assert_eq!(blobs.read_at(&digest, 0, 4).unwrap(), b"0123");
    assert_eq!(blobs.read_at(&digest, 8, 100).unwrap(), b"89");
    assert_eq!(blobs.read_at(&digest, 3, usize::MAX).unwrap(), b"3456789");
    assert_eq!(blobs.read_at(&digest, 10, 1).unwrap(), b"");
    assert_eq!(blobs.read_at(&digest, u64::MAX, 1).unwrap(), b"");
}

pub fn what_is_not_there_is_said_to_be_missing(blobs: &impl Blobs) {
    let missing = Digest::of(b"missing");
    let is_missing = |error: BlobError| matches!(error, BlobError::NotFound(digest) if digest == missing);
    assert!(is_missing(blobs.open(&missing).err().unwrap()));
    assert!(is_missing(blobs.read_at(&missing, 0, 1).unwrap_err()));
    assert!(is_missing(blobs.verify(&missing).unwrap_err()));
    assert_eq!(blobs.size(&missing).unwrap(), None);
}

pub fn an_unfinished_blob_leaves_nothing(blobs: &impl Blobs) {
    let mut writer = blobs.create().unwrap();
    writer.write(b"half").unwrap();
    drop(writer);
    assert_eq!(blobs.size(&Digest::of(b"half")).unwrap(), None);
}

pub fn the_sweep_takes_what_nobody_needs(blobs: &impl Blobs) {
    let (needed, other) = (put(blobs, b"needed"), put(blobs, b"other"));
    assert_eq!(blobs.sweep(&[needed], Duration::ZERO).unwrap(), 1);
    assert!(blobs.size(&needed).unwrap().is_some());
    assert!(blobs.size(&other).unwrap().is_none());
    assert_eq!(blobs.sweep(&[], Duration::ZERO).unwrap(), 1);
}
