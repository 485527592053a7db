//! Servers on loopback that behave as badly as a test wants.
#![allow(dead_code)]

use drehscheibe_model::content::ContentRef;
pub use drehscheibe_model::ports::MemoryBlobs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A server for one connection; what `behave` returns arrives at the receiver when it is done.
pub fn serve_once<T: Send + 'static>(
    behave: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (SocketAddr, Receiver<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (done, result) = channel();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let _ = done.send(behave(stream));
    });
    (address, result)
}

/// Reads one request: its head, and as much body as `content-length` says.
pub fn read_request(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap() == 0 {
            break;
        }
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(|v| v.trim().parse().unwrap()))
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    (head, body)
}

/// A server that reads one request and writes these bytes.
pub fn answering(answer: &'static [u8]) -> (SocketAddr, Receiver<(String, Vec<u8>)>) {
    serve_once(move |mut stream| {
        let request = read_request(&mut stream);
        let _ = stream.write_all(answer);
        request
    })
}

/// Closes with a reset instead of an end: unread bytes make the kernel send RST.
pub fn reset(stream: TcpStream) {
    drop(stream);
}

/// Blobs with one in them.
pub fn blobs_with(bytes: &[u8]) -> (Arc<MemoryBlobs>, ContentRef) {
    let blobs = Arc::new(MemoryBlobs::new());
    let digest = blobs.put(bytes);
    (blobs, ContentRef { digest, size: bytes.len() as u64, media_type: "application/pdf".into() })
}
