//! A target on loopback that takes documents by HTTP, remembers what arrived, and can misbehave.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// A document that arrived as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The `Idempotency-Key`: the id of the delivery.
    pub delivery: String,
    /// The `X-Message-Id`.
    pub message: String,
    pub path: String,
    pub body: Vec<u8>,
}

/// What the target does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// 201.
    Take,
    /// Another status, with further header lines.
    Status(u16, &'static str),
    /// Takes the document, then writes these bytes as they are and closes.
    Raw(&'static str),
    /// Resets the connection when it has the head.
    Reset,
    /// Takes the document and closes without an answer.
    Silence,
    /// Takes the document and answers only when [`Sink::release`] is called.
    Hold,
}

type Behaviour = Box<dyn Fn(&Arrival, usize) -> Reply + Send + Sync>;

struct State {
    behaviour: Mutex<Behaviour>,
    arrivals: Mutex<Vec<Arrival>>,
    requests: Mutex<usize>,
    released: Arc<(Mutex<bool>, std::sync::Condvar)>,
    stopped: AtomicBool,
}

/// The target. It stops when dropped.
#[derive(Clone)]
pub struct Sink {
    pub address: SocketAddr,
    state: Arc<State>,
}

impl Sink {
    /// Takes everything.
    pub fn start() -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), |_, _| Reply::Take)
    }

    /// `behaviour` gets a request without its body yet, and how many requests came before.
    pub fn with(behaviour: impl Fn(&Arrival, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)), behaviour)
    }

    pub fn at(address: SocketAddr, behaviour: impl Fn(&Arrival, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let state = State {
            behaviour: Mutex::new(Box::new(behaviour)),
            arrivals: Mutex::default(),
            requests: Mutex::default(),
            released: Arc::default(),
            stopped: AtomicBool::new(false),
        };
        let sink = Self { address: listener.local_addr().unwrap(), state: Arc::new(state) };
        let server = sink.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if server.state.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let server = server.clone();
                // Whoever breaks off has not delivered.
                std::thread::spawn(move || stream.and_then(|stream| server.answer(stream)));
            }
        });
        sink
    }

    pub fn behave(&self, behaviour: impl Fn(&Arrival, usize) -> Reply + Send + Sync + 'static) {
        *self.state.behaviour.lock().unwrap() = Box::new(behaviour);
    }

    /// What arrived so far, in order.
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.state.arrivals.lock().unwrap().clone()
    }

    pub fn requests(&self) -> usize {
        *self.state.requests.lock().unwrap()
    }

    /// Lets those go who are held, now and from now on.
    pub fn release(&self) {
        *self.state.released.0.lock().unwrap() = true;
        self.state.released.1.notify_all();
    }

    /// Nobody listens any more when this returns.
    pub fn stop(self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // The one that is waited for; the thread ends with it.
        let _ = TcpStream::connect(self.address);
        super::until("the target stops listening", || TcpStream::connect(self.address).is_err().then_some(()));
    }

    fn answer(&self, stream: TcpStream) -> std::io::Result<()> {
        // One byte at a time, so that a body nobody wants stays in the socket.
        let mut reader = BufReader::with_capacity(1, stream.try_clone()?);
        let mut arrival =
            Arrival { delivery: String::new(), message: String::new(), path: String::new(), body: Vec::new() };
        let mut length = 0;
        let mut line = String::new();
        reader.read_line(&mut line)?;
        line.split(' ').nth(1).unwrap_or_default().clone_into(&mut arrival.path);
        loop {
            line.clear();
            // A sender that dies within the head has delivered nothing.
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if line.trim().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "idempotency-key" => value.trim().clone_into(&mut arrival.delivery),
                "x-message-id" => value.trim().clone_into(&mut arrival.message),
                _ => {}
            }
        }
        let number = {
            let mut requests = self.state.requests.lock().unwrap();
            *requests += 1;
            *requests - 1
        };
        let reply = (self.state.behaviour.lock().unwrap())(&arrival, number);
        if reply == Reply::Reset {
            // Closing while bytes wait to be read resets the connection.
            let mut one = [0];
            reader.read_exact(&mut one)?;
            return Ok(());
        }
        arrival.body = vec![0; length];
        reader.read_exact(&mut arrival.body)?;
        if !matches!(reply, Reply::Status(..)) {
            self.state.arrivals.lock().unwrap().push(arrival);
        }
        let mut stream = stream;
        match reply {
            Reply::Raw(text) => stream.write_all(text.as_bytes()),
            Reply::Reset | Reply::Silence => Ok(()),
            Reply::Status(status, headers) => {
                write!(stream, "HTTP/1.1 {status} X\r\n{headers}content-length: 0\r\nconnection: close\r\n\r\n")
            }
            Reply::Hold | Reply::Take => {
                if reply == Reply::Hold {
                    let (released, changed) = &*self.state.released;
                    drop(changed.wait_while(released.lock().unwrap(), |released| !*released).unwrap());
                }
                stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            }
        }
    }
}
