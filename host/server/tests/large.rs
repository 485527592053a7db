//! A large attachment passes through without being held in memory. On its own, because the memory of
//! the process is measured.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, dead_code)]

#[path = "api/support/mod.rs"]
mod support;

use drehscheibe_model::content::Digest;
use std::io::Write;
use support::Hub;
use support::client::{Request, connect, read_answer};

const SIZE: usize = 50_000_000;
const CHUNK: usize = 1 << 16;
/// Far below the attachment, above what buffers on both sides need.
const ALLOWED: u64 = 16 << 20;

/// The most memory the process has had, in bytes.
fn high_water() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1_024
}

/// Sends a submission with an attachment of `size` bytes, made while it is sent; its digest as the
/// receipt says it.
fn submit(hub: &Hub, size: usize) -> String {
    let before = "--b\r\nContent-Disposition: form-data; name=\"document\"\r\nContent-Type: application/json\r\n\r\n{}\r\n\
                  --b\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"plan.pdf\"\r\nContent-Type: application/pdf\r\n\r\n";
    let after = "\r\n--b--\r\n";
    let request = Request::new("POST", "/api/v1/messages")
        .key(&hub.portal)
        .header("content-type", "multipart/form-data; boundary=b")
        .announcing((before.len() + size + after.len()) as u64);
    let mut stream = connect(hub.address);
    stream.write_all(&request.head()).unwrap();
    stream.write_all(before.as_bytes()).unwrap();
    let chunk = [b'x'; CHUNK];
    let mut left = size;
    while left > 0 {
        let now = left.min(CHUNK);
        stream.write_all(&chunk[..now]).unwrap();
        left -= now;
    }
    stream.write_all(after.as_bytes()).unwrap();
    let answer = read_answer(&mut stream);
    assert_eq!(answer.status, 202, "{answer:?}");
    let attachment = &answer.json()["attachments"][0];
    assert_eq!(attachment["size"], size);
    attachment["digest"].as_str().unwrap().to_owned()
}

#[test]
fn fifty_megabytes_are_never_in_memory() {
    let hub = Hub::start();
    // The first one warms everything up.
    submit(&hub, 1_000_000);
    let before = high_water();
    let digest: Digest = submit(&hub, SIZE).parse().unwrap();
    let grown = high_water() - before;
    assert!(grown < ALLOWED, "{grown} bytes more than before");
    assert_eq!(hub.blobs.size(&digest).unwrap(), Some(SIZE as u64));
    hub.blobs.verify(&digest).unwrap();
}
