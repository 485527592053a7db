//! A certification authority of the test's own, servers with its certificates, and a mail relay's part
//! of a conversation.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

/// An authority that nobody knows but who is given its certificate.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate in PEM.
    pub pem: String,
}

/// A server's side of a connection.
pub type TlsStream = StreamOwned<ServerConnection, TcpStream>;

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A server with a certificate for these names and addresses, valid until a year.
    pub fn server(&self, names: &[&str], until_year: i32) -> Arc<ServerConfig> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(until_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        Arc::new(config)
    }
}

/// Speaks TLS from here on.
pub fn wrap(config: &Arc<ServerConfig>, stream: TcpStream) -> TlsStream {
    StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream)
}

/// Reads until the bytes end so; what was read, and whether they did.
pub fn read_to(stream: &mut impl Read, end: &[u8]) -> (Vec<u8>, bool) {
    let (mut bytes, mut byte) = (Vec::new(), [0]);
    while !bytes.ends_with(end) {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return (bytes, false);
        }
        bytes.push(byte[0]);
    }
    (bytes, true)
}

/// Lines that the relay got, each with whether it came through TLS.
pub type Said = Vec<(bool, String)>;

/// Talks until the content was taken or the client is gone.
pub fn converse(stream: &mut (impl Read + Write), encrypted: bool, starttls: bool, said: &mut Said) -> bool {
    loop {
        let (line, whole) = read_to(stream, b"\r\n");
        if !whole {
            return false;
        }
        let line = String::from_utf8(line).unwrap().trim_end().to_owned();
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        said.push((encrypted, line));
        let answer: &[u8] = match verb.as_str() {
            "EHLO" if starttls => b"250-relay\r\n250 STARTTLS\r\n",
            "EHLO" => b"250-relay\r\n250 AUTH PLAIN\r\n",
            "STARTTLS" => b"220 go\r\n",
            "AUTH" => b"235 welcome\r\n",
            "DATA" => b"354 go on\r\n",
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        if stream.write_all(answer).is_err() {
            return false;
        }
        if verb == "DATA" {
            let (content, whole) = read_to(stream, b"\r\n.\r\n");
            said.push((encrypted, String::from_utf8(content).unwrap()));
            if !whole || stream.write_all(b"250 taken\r\n").is_err() {
                return false;
            }
        }
        if matches!(verb.as_str(), "STARTTLS" | "QUIT") {
            return verb == "STARTTLS";
        }
    }
}
