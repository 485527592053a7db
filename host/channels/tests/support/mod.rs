//! Servers on loopback that behave as badly as a test wants, and blobs in memory.
#![allow(dead_code)]

use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::ports::{BlobError, BlobWriter, Blobs};
use std::collections::HashMap;
use std::io::{Cursor, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
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

#[derive(Default)]
pub struct MemoryBlobs(Mutex<HashMap<Digest, Vec<u8>>>);

impl MemoryBlobs {
    pub fn with(bytes: &[u8]) -> (Arc<Self>, ContentRef) {
        let content =
            ContentRef { digest: Digest::of(bytes), size: bytes.len() as u64, media_type: "application/pdf".into() };
        let blobs = Self::default();
        blobs.0.lock().unwrap().insert(content.digest, bytes.to_vec());
        (Arc::new(blobs), content)
    }
}

impl Blobs for MemoryBlobs {
    fn create(&self) -> Result<Box<dyn BlobWriter>, BlobError> {
        unimplemented!("nothing is written here")
    }
    fn open(&self, digest: &Digest) -> Result<Box<dyn Read + Send>, BlobError> {
        let bytes = self.0.lock().unwrap().get(digest).cloned().ok_or(BlobError::NotFound(*digest))?;
        Ok(Box::new(Cursor::new(bytes)))
    }
    fn read_at(&self, _: &Digest, _: u64, _: usize) -> Result<Vec<u8>, BlobError> {
        unimplemented!("only whole blobs leave")
    }
    fn size(&self, digest: &Digest) -> Result<Option<u64>, BlobError> {
        Ok(self.0.lock().unwrap().get(digest).map(|bytes| bytes.len() as u64))
    }
    fn verify(&self, _: &Digest) -> Result<(), BlobError> {
        Ok(())
    }
    fn sweep(&self, _: &[Digest], _: Duration) -> Result<u64, BlobError> {
        Ok(0)
    }
}
