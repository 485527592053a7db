//! A line-of-business application that takes documents by HTTP. It is busy the first time.

use super::read_line;
use std::io::{BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// A document it took.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The `Idempotency-Key` it came with.
    pub delivery: String,
    pub body: Vec<u8>,
    /// The number it gave.
    pub reference: String,
}

#[derive(Debug, Default)]
struct State {
    taken: Vec<Taken>,
    refusals_left: u32,
}

/// The running application.
#[derive(Debug, Clone)]
pub struct WebService {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

/// It takes no larger documents.
const LARGEST_BODY: usize = 16 << 20;

impl WebService {
    /// Listens on a free port of loopback; answers `503` with `Retry-After: 1` so many times first.
    pub fn start(refusals: u32) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let state = Arc::new(Mutex::new(State { taken: Vec::new(), refusals_left: refusals }));
        let service = Self { address: listener.local_addr()?, state };
        let server = service.clone();
        std::thread::Builder::new().name("web-service".into()).spawn(move || {
            for stream in listener.incoming().flatten() {
                // A caller that breaks off is its own problem.
                let _ = server.answer(stream);
            }
        })?;
        Ok(service)
    }

    /// What it took so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).taken.clone()
    }

    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let (mut length, mut delivery) = (0, String::new());
        while let Some(line) = read_line(&mut reader)? {
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0).min(LARGEST_BODY),
                "idempotency-key" => value.trim().clone_into(&mut delivery),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let (status, headers, text) = self.take(delivery, body);
        let mut stream = stream;
        write!(
            stream,
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}content-length: {}\r\n\r\n{text}",
            text.len()
        )
    }

    fn take(&self, delivery: String, body: Vec<u8>) -> (&'static str, String, String) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.refusals_left > 0 {
            state.refusals_left -= 1;
            return ("503 Service Unavailable", "retry-after: 1\r\n".into(), "{}".into());
        }
        let known = state.taken.iter().find(|taken| taken.delivery == delivery);
        let reference = match known {
            Some(taken) => taken.reference.clone(),
            None => {
                let reference = format!("KZ-{:05}", 70_001 + state.taken.len());
                state.taken.push(Taken { delivery, body, reference: reference.clone() });
                reference
            }
        };
        let text = format!("{{\"kassenzeichen\":\"{reference}\"}}");
        ("201 Created", format!("location: /vorgang/{reference}\r\n"), text)
    }
}
