//! A line-of-business application that takes everything at once and notes when.

use crate::{Outcome, failure};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug, Default)]
struct Taken {
    /// Documents: message id, when it had come whole, and on which path. The first counts.
    documents: Mutex<HashMap<String, (Instant, String)>>,
    changed: Condvar,
    attachment_bytes: AtomicU64,
}

/// The running application; its threads end with the process.
#[derive(Debug, Clone)]
pub struct Sink {
    pub address: SocketAddr,
    taken: Arc<Taken>,
}

impl Sink {
    pub fn start() -> Outcome<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let sink = Self { address: listener.local_addr()?, taken: Arc::default() };
        let server = sink.clone();
        std::thread::Builder::new().name("sink".into()).spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                // A caller that breaks off is its own problem.
                std::thread::spawn(move || server.serve(&stream));
            }
        })?;
        Ok(sink)
    }

    fn documents(&self) -> MutexGuard<'_, HashMap<String, (Instant, String)>> {
        self.taken.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn count(&self) -> usize {
        self.documents().len()
    }

    /// Bytes of attachments that came so far.
    pub fn attachment_bytes(&self) -> u64 {
        self.taken.attachment_bytes.load(Ordering::SeqCst)
    }

    /// When the document of this message came; waits for it.
    pub fn arrival(&self, message: &str, patience: Duration) -> Outcome<Instant> {
        Ok(self.arrived(message, patience)?.0)
    }

    /// The same, with the path on which it came.
    pub fn arrived(&self, message: &str, patience: Duration) -> Outcome<(Instant, String)> {
        let documents = self.documents();
        let (documents, _) = self
            .taken
            .changed
            .wait_timeout_while(documents, patience, |documents| !documents.contains_key(message))
            .unwrap_or_else(PoisonError::into_inner);
        documents
            .get(message)
            .cloned()
            .ok_or_else(|| failure(format!("message {message} did not arrive in {patience:?}")))
    }

    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::with_capacity(64 << 10, stream);
        loop {
            let (mut length, mut chunked, mut message, mut path) = (0_u64, false, None, String::new());
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line)? == 0 {
                    return Ok(());
                }
                let line = line.trim_end();
                if line.is_empty() {
                    break;
                }
                if path.is_empty() {
                    line.clone_into(&mut path);
                    continue;
                }
                let Some((name, value)) = line.split_once(':') else { continue };
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.trim().parse().unwrap_or(0),
                    "transfer-encoding" => chunked = true,
                    "x-message-id" => message = Some(value.trim().to_owned()),
                    _ => {}
                }
            }
            let taken = if chunked {
                skip_chunks(&mut reader)?
            } else {
                std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?
            };
            if path.contains("/anhang") {
                self.taken.attachment_bytes.fetch_add(taken, Ordering::SeqCst);
            } else if let Some(message) = message {
                let path = path.split(' ').nth(1).unwrap_or_default().to_owned();
                self.documents().entry(message).or_insert_with(|| (Instant::now(), path));
                self.taken.changed.notify_all();
            }
            (&mut &*stream).write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")?;
        }
    }
}

/// How many bytes there were.
fn skip_chunks(reader: &mut impl BufRead) -> std::io::Result<u64> {
    let mut taken = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim(), 16).unwrap_or(0);
        taken += std::io::copy(&mut reader.by_ref().take(size), &mut std::io::sink())?;
        reader.read_line(&mut line)?;
        if size == 0 {
            return Ok(taken);
        }
    }
}
