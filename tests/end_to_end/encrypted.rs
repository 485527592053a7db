//! Targets that only the operator's own certification authority vouches for.

use crate::support::stage::plugins;
use crate::support::town::procedure;
use crate::support::{Sink, Stage, message};
use crate::tls::{Authority, Said, converse, read_to, wrap};
use rustls::ServerConfig;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

const ADAPTERS: [&str; 2] = ["webservice", "mail"];

/// HTTPS in front of a target: one request per connection.
fn front(config: Arc<ServerConfig>, sink: SocketAddr) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut outside = wrap(&config, stream.unwrap());
            let (head, whole) = read_to(&mut outside, b"\r\n\r\n");
            if !whole {
                continue;
            }
            let text = String::from_utf8(head.clone()).unwrap().to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length:")).unwrap();
            let mut body = vec![0; length.trim().parse().unwrap()];
            outside.read_exact(&mut body).unwrap();
            let mut inside = TcpStream::connect(sink).unwrap();
            inside.write_all(&[head, body].concat()).unwrap();
            let mut answer = Vec::new();
            inside.read_to_end(&mut answer).unwrap();
            outside.write_all(&answer).unwrap();
            outside.conn.send_close_notify();
            outside.flush().unwrap();
        }
    });
    port
}

/// A mail relay with STARTTLS; what it was told comes at the end of each connection.
fn relay(config: Arc<ServerConfig>) -> (u16, Receiver<Said>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (done, said) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, mut said) = (stream.unwrap(), Said::new());
            stream.write_all(b"220 relay\r\n").unwrap();
            if converse(&mut stream, false, true, &mut said) {
                converse(&mut wrap(&config, stream), true, false, &mut said);
            }
            let _ = done.send(said);
        }
    });
    (port, said)
}

fn hub_part(https: u16, smtp: u16, root: bool) -> String {
    let (network, mail) = match root {
        true => ("root_certificates = [\"ca.pem\"]\n", "root_certificate = \"ca.pem\"\n"),
        false => ("", ""),
    };
    format!(
        "[network]\nprivate_origins = [\"https://localhost:{https}\"]\n{network}[mail]\nhost = \"localhost\"\n\
         port = {smtp}\nsecurity = \"starttls\"\nfrom = \"hub@stadt.example\"\n{mail}{}",
        plugins(&ADAPTERS)
    )
}

fn furnish(stage: &Stage, https: u16) {
    for id in ["meldung", "bescheid"] {
        stage.procedure(id, &procedure(id));
    }
    stage.authority(
        "markkleeberg",
        &format!(
            r#"
municipality = "147290260260"
name = "Stadt Markkleeberg"
[targets.dienst]
adapter = "webservice"
idempotent = true
settings = {{ url = "https://localhost:{https}/annahme" }}
grants = {{ http = [{{ origin = "https://localhost:{https}", methods = ["POST"] }}] }}
retry = {{ first_pause_seconds = 1, longest_pause_seconds = 1 }}
[targets.post]
adapter = "mail"
settings = {{ an = ["amt@stadt.example"], betreff = "Antrag" }}
grants = {{ mail = ["amt@stadt.example"] }}
retry = {{ first_pause_seconds = 1, longest_pause_seconds = 1 }}
[[activations]]
procedure = "meldung"
stage = 3
application = "Meldewesen"
routes = [{{ targets = ["dienst"] }}]
[[activations]]
procedure = "bescheid"
stage = 3
application = "Bescheide"
routes = [{{ targets = ["post"] }}]
"#
        ),
    );
}

#[test]
fn they_are_reached_once_the_operator_names_the_authority_and_not_before() {
    let (authority, sink) = (Authority::new(), Sink::start());
    let config = authority.server(&["localhost"], 2100);
    let https = front(Arc::clone(&config), sink.address);
    let (smtp, said) = relay(config);
    let stage = Stage::new(&hub_part(https, smtp, false));
    furnish(&stage, https);
    stage.write("ca.pem", &authority.pem);
    let client = stage.client();
    let hub = stage.serve();
    client.at(&hub);
    let (request, mail) = (client.submit(&message("meldung", 1)).id(), client.submit(&message("bescheid", 2)).id());
    for id in [&request, &mail] {
        let status = client.follow(id, "tried", |status| !status["deliveries"][0]["lastError"].is_null());
        assert_eq!(status["state"], "delivering", "{status:#}");
    }
    assert!(sink.arrivals().is_empty());
    assert!(said.recv().unwrap().iter().all(|(encrypted, _)| !encrypted));
    drop(hub);

    stage.hub_file(&hub_part(https, smtp, true));
    let hub = stage.serve();
    client.at(&hub);
    for id in [&request, &mail] {
        assert_eq!(client.settled(id)["state"], "delivered");
    }
    assert_eq!(sink.arrivals().len(), 1);
    let content = |said: Said| said.into_iter().any(|(encrypted, text)| encrypted && text.contains("Message-ID:"));
    crate::support::until("the mail", || said.try_recv().ok().map(content).filter(|found| *found));
}

#[test]
fn a_certificate_that_is_none_is_named_by_the_check() {
    let stage = Stage::new(&hub_part(1, 1, true));
    furnish(&stage, 1);
    for (content, part) in [(None, "cannot be read"), (Some("garbage"), "PEM")] {
        if let Some(content) = content {
            stage.write("ca.pem", content);
        }
        let output = stage.run(&["config", "check"]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && text.contains("ca.pem") && text.contains(part), "{output:?}");
    }
}
