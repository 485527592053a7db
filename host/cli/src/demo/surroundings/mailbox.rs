//! The mail box of an office: takes every mail and keeps it.

use super::read_line;
use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// The running mail box.
#[derive(Debug, Clone)]
pub struct Mailbox {
    pub address: SocketAddr,
    mails: Arc<Mutex<Vec<String>>>,
}

impl Mailbox {
    /// Listens on a free port of loopback.
    pub fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let mailbox = Self { address: listener.local_addr()?, mails: Arc::default() };
        let server = mailbox.clone();
        std::thread::Builder::new().name("mailbox".into()).spawn(move || {
            for stream in listener.incoming().flatten() {
                // A sender that breaks off has not sent a mail.
                let _ = server.talk(stream);
            }
        })?;
        Ok(mailbox)
    }

    /// The mails so far, as they came.
    pub fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn talk(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        stream.write_all(b"220 demo\r\n")?;
        while let Some(line) = read_line(&mut reader)? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer: &[u8] = match verb.as_str() {
                "EHLO" | "HELO" => b"250 demo\r\n",
                "DATA" => {
                    stream.write_all(b"354 go on\r\n")?;
                    let mut mail = String::new();
                    while let Some(line) = read_line(&mut reader)?.filter(|line| line != ".") {
                        mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                        mail.push('\n');
                    }
                    self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
                    b"250 kept\r\n"
                }
                "QUIT" => {
                    return stream.write_all(b"221 bye\r\n");
                }
                _ => b"250 ok\r\n",
            };
            stream.write_all(answer)?;
        }
        Ok(())
    }
}
