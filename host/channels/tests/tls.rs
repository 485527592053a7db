//! HTTPS and mail over TLS against servers with certificates of an authority of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;
#[path = "../../../tests/support/tls.rs"]
mod tls;

use drehscheibe_channels::{HttpClient, RelayConfig, Roots, Security, SmtpMailer};
use drehscheibe_model::ids::{DeliveryId, MessageId};
use drehscheibe_model::ports::{
    HttpError, MailError, Mailer, OutboundBody, OutboundHttp, OutboundMail, OutboundRequest, OutboundResponse,
};
use rustls::ServerConfig;
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;
use support::{MemoryBlobs, serve_once};
use tls::{Authority, Said, converse, read_to, wrap};

const LATER: i32 = 2100;

/// An HTTPS server for one request; what it read, decrypted.
fn https(config: Arc<ServerConfig>) -> (SocketAddr, Receiver<String>) {
    serve_once(move |stream| {
        let mut stream = wrap(&config, stream);
        let (bytes, whole) = read_to(&mut stream, b"<antrag/>");
        if whole {
            stream.write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nok").unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
        }
        String::from_utf8(bytes).unwrap()
    })
}

fn post(roots: &Roots, authority: &str) -> Result<OutboundResponse, HttpError> {
    HttpClient::new(Arc::new(MemoryBlobs::default()), roots).unwrap().send(&OutboundRequest {
        method: "POST",
        scheme: "https",
        authority,
        path_with_query: "/eingang",
        headers: &[("authorization".into(), "Bearer geheim".into())],
        body: OutboundBody::Bytes(b"<antrag/>"),
        timeout: Duration::from_secs(20),
        private_network: true,
        response_limit: 1 << 20,
    })
}

fn and(authority: &Authority) -> Roots {
    Roots::PublicAnd(authority.pem.clone().into_bytes())
}

#[test]
fn a_request_goes_to_a_server_whose_authority_the_operator_named() {
    let authority = Authority::new();
    for name in ["localhost", "127.0.0.1"] {
        let (address, seen) = https(authority.server(&["localhost", "127.0.0.1"], LATER));
        let answer = post(&and(&authority), &format!("{name}:{}", address.port())).unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (201, &b"ok"[..]));
        let seen = seen.recv().unwrap();
        assert!(seen.starts_with("POST /eingang HTTP/1.1\r\n") && seen.ends_with("\r\n\r\n<antrag/>"), "{seen}");
    }
    // Several authorities in one text are all believed.
    let other = Authority::new();
    let both = Roots::PublicAnd(format!("{}{}", other.pem, authority.pem).into_bytes());
    let (address, _seen) = https(authority.server(&["localhost"], LATER));
    assert_eq!(post(&both, &format!("localhost:{}", address.port())).unwrap().status, 201);
}

#[test]
fn a_certificate_that_proves_nothing_ends_the_handshake_and_the_server_sees_no_request() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (what, config, roots) in [
        ("an authority that only the server knows", authority.server(&["localhost"], LATER), Roots::Public),
        ("another authority", stranger.server(&["localhost"], LATER), and(&authority)),
        ("another name", authority.server(&["anders.example"], LATER), and(&authority)),
        ("expired", authority.server(&["localhost"], 2021), and(&authority)),
    ] {
        let (address, seen) = https(config);
        let error = post(&roots, &format!("localhost:{}", address.port())).unwrap_err();
        assert!(matches!(error, HttpError::Tls(_)) && error.before_sending(), "{what}: {error:?}");
        assert_eq!(seen.recv().unwrap(), "", "{what}");
    }
}

/// A relay for one connection. `offers`: it offers STARTTLS; else it speaks TLS at once if `at_once`.
fn relay(config: Arc<ServerConfig>, at_once: bool, offers: bool) -> (SocketAddr, Receiver<Said>) {
    serve_once(move |mut stream: TcpStream| {
        let mut said = Said::new();
        if at_once {
            let mut stream = wrap(&config, stream);
            if stream.write_all(b"220 relay\r\n").is_ok() {
                converse(&mut stream, true, false, &mut said);
            }
        } else {
            stream.write_all(b"220 relay\r\n").unwrap();
            if converse(&mut stream, false, offers, &mut said) {
                converse(&mut wrap(&config, stream), true, false, &mut said);
            }
        }
        said
    })
}

fn send(security: Security, port: u16, root: Option<&Authority>) -> Result<(), MailError> {
    let config = RelayConfig {
        host: "localhost".into(),
        port,
        security,
        credentials: Some(("hub".into(), "geheim".into())),
        from: "hub@stadt.example".into(),
        hello_name: Some("hub.stadt.example".into()),
        maximum_bytes: RelayConfig::DEFAULT_MAXIMUM_BYTES,
        root_certificate: root.map(|authority| authority.pem.clone().into_bytes()),
    };
    SmtpMailer::new(config, Arc::new(MemoryBlobs::default())).unwrap().send(&OutboundMail {
        delivery: DeliveryId { message: MessageId::generate(), number: 1 },
        to: &["steueramt@stadt.example".into()],
        subject: "Antrag",
        text: "Guten Tag",
        parts: Vec::new(),
        timeout: Duration::from_secs(20),
    })
}

#[test]
fn a_mail_goes_to_the_relay_through_tls_and_nothing_of_it_before() {
    let authority = Authority::new();
    for security in [Security::StartTls, Security::Tls] {
        let config = authority.server(&["localhost"], LATER);
        let (address, said) = relay(config, security == Security::Tls, true);
        send(security, address.port(), Some(&authority)).unwrap();
        let said = said.recv().unwrap();
        let plain: Vec<_> = said.iter().filter(|(encrypted, _)| !encrypted).map(|(_, line)| line.as_str()).collect();
        let expected: &[&str] = match security {
            Security::StartTls => &["EHLO hub.stadt.example", "STARTTLS"],
            _ => &[],
        };
        assert_eq!(plain, expected);
        let encrypted = |start: &str| said.iter().any(|(encrypted, line)| *encrypted && line.starts_with(start));
        for start in ["EHLO hub", "AUTH PLAIN", "MAIL FROM:<hub@stadt.example>", "RCPT TO:<steueramt@stadt.example>"] {
            assert!(encrypted(start), "{start}: {said:?}");
        }
        assert!(said.iter().any(|(_, text)| text.contains("Guten Tag")), "{said:?}");
    }
}

#[test]
fn without_a_relay_that_proves_who_it_is_nothing_leaves() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (what, config, root) in [
        ("no root", authority.server(&["localhost"], LATER), None),
        ("another authority", stranger.server(&["localhost"], LATER), Some(&authority)),
        ("another name", authority.server(&["relay.example"], LATER), Some(&authority)),
        ("expired", authority.server(&["localhost"], 2021), Some(&authority)),
    ] {
        for security in [Security::StartTls, Security::Tls] {
            let (address, said) = relay(Arc::clone(&config), security == Security::Tls, true);
            let error = send(security, address.port(), root).unwrap_err();
            assert!(matches!(error, MailError::Unavailable(_)), "{what}: {error:?}");
            assert!(said.recv().unwrap().iter().all(|(encrypted, _)| !encrypted), "{what}");
        }
    }
    // A relay that offers no STARTTLS, or somebody on the way who takes the offer out.
    let (address, said) = relay(authority.server(&["localhost"], LATER), false, false);
    assert!(matches!(send(Security::StartTls, address.port(), Some(&authority)), Err(MailError::Unavailable(_))));
    let said = said.recv().unwrap();
    assert!(said.iter().all(|(_, line)| !line.starts_with("AUTH") && !line.starts_with("MAIL")), "{said:?}");
}
