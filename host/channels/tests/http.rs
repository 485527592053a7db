//! `outbound-http` against real servers on loopback, most of them ill-behaved.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use drehscheibe_channels::{HttpClient, Roots};
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::ports::{HttpError, OutboundBody, OutboundHttp, OutboundRequest, OutboundResponse};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use support::{MemoryBlobs, answering, blobs_with, read_request, serve_once};

fn client() -> HttpClient {
    HttpClient::new(Arc::new(MemoryBlobs::default()), &Roots::Public).unwrap()
}

struct Call<'a> {
    method: &'a str,
    scheme: &'a str,
    body: OutboundBody<'a>,
    headers: &'a [(String, String)],
    timeout: Duration,
    private_network: bool,
    response_limit: u64,
}

impl Default for Call<'_> {
    fn default() -> Self {
        Self {
            method: "POST",
            scheme: "http",
            body: OutboundBody::Bytes(b"<antrag/>"),
            headers: &[],
            timeout: Duration::from_secs(20),
            private_network: true,
            response_limit: 1 << 20,
        }
    }
}

fn send_to(client: &HttpClient, authority: &str, call: Call<'_>) -> Result<OutboundResponse, HttpError> {
    client.send(&OutboundRequest {
        method: call.method,
        scheme: call.scheme,
        authority,
        path_with_query: "/eingang?art=1",
        headers: call.headers,
        body: call.body,
        timeout: call.timeout,
        private_network: call.private_network,
        response_limit: call.response_limit,
    })
}

fn send(address: SocketAddr, call: Call<'_>) -> Result<OutboundResponse, HttpError> {
    send_to(&client(), &address.to_string(), call)
}

#[test]
fn a_request_arrives_as_given_and_the_answer_comes_back() {
    let (address, seen) = answering(b"HTTP/1.1 201 Created\r\nx-ref: 4711\r\ncontent-length: 2\r\n\r\nok");
    let headers = [("x-token".to_owned(), "t".to_owned())];
    let response = send(address, Call { headers: &headers, ..Call::default() }).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (201, &b"ok"[..]));
    assert!(response.headers.contains(&("x-ref".into(), "4711".into())));
    let (head, body) = seen.recv().unwrap();
    assert!(head.starts_with("POST /eingang?art=1 HTTP/1.1\r\n"), "{head}");
    let lower = head.to_lowercase();
    assert!(lower.contains("x-token: t\r\n") && lower.contains("content-length: 9\r\n"), "{head}");
    assert!(!lower.contains("transfer-encoding"), "{head}");
    assert_eq!(body, b"<antrag/>");
}

#[test]
fn an_empty_post_announces_no_bytes_and_a_get_no_body() {
    let (address, seen) = answering(b"HTTP/1.1 204 No Content\r\n\r\n");
    send(address, Call { body: OutboundBody::Empty, ..Call::default() }).unwrap();
    assert!(seen.recv().unwrap().0.to_lowercase().contains("content-length: 0\r\n"));
    for method in ["GET", "HEAD", "DELETE"] {
        let (address, seen) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        send(address, Call { method, body: OutboundBody::Empty, ..Call::default() }).unwrap();
        let (head, _) = seen.recv().unwrap();
        assert!(head.starts_with(method) && !head.to_lowercase().contains("content-length"), "{head}");
    }
}

#[test]
fn an_attachment_is_streamed_with_its_length() {
    let bytes: Vec<u8> = (0..3_000_000u32).map(|n| n.to_le_bytes()[0]).collect();
    let (blobs, content) = blobs_with(&bytes);
    let client = HttpClient::new(blobs, &Roots::Public).unwrap();
    let (address, seen) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    let call = Call { body: OutboundBody::Blob(&content), ..Call::default() };
    send_to(&client, &address.to_string(), call).unwrap();
    let (head, body) = seen.recv().unwrap();
    assert!(head.to_lowercase().contains("content-length: 3000000\r\n"), "{head}");
    assert!(body == bytes);
}

#[test]
fn a_missing_attachment_stops_the_request_before_anything_is_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let content = ContentRef { digest: Digest::of(b"nowhere"), size: 7, media_type: "text/plain".into() };
    let error = send(address, Call { body: OutboundBody::Blob(&content), ..Call::default() }).unwrap_err();
    assert!(matches!(error, HttpError::RequestDenied(_)) && error.before_sending(), "{error:?}");
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn an_attachment_shorter_than_announced_is_never_a_whole_request() {
    let (blobs, mut content) = blobs_with(b"only this");
    content.size = 100;
    let client = HttpClient::new(blobs, &Roots::Public).unwrap();
    let (address, seen) = serve_once(|mut stream| {
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        String::from_utf8_lossy(&all).into_owned()
    });
    let call = Call { body: OutboundBody::Blob(&content), ..Call::default() };
    let error = send_to(&client, &address.to_string(), call).unwrap_err();
    assert!(!error.before_sending(), "{error:?}");
    let seen = seen.recv().unwrap();
    assert!(seen.contains("content-length: 100") && seen.ends_with("only this"), "{seen}");
}

#[test]
fn loopback_is_refused_without_the_grant_by_address_and_by_name() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "[::1]"] {
        let call = Call { private_network: false, ..Call::default() };
        let error = send_to(&client(), &format!("{host}:{port}"), call).unwrap_err();
        assert!(matches!(error, HttpError::AddressProhibited(_)), "{host}: {error:?}");
        assert!(error.before_sending());
    }
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn the_metadata_address_is_refused_even_with_the_grant() {
    let error = send_to(&client(), "169.254.169.254", Call::default()).unwrap_err();
    assert!(matches!(error, HttpError::AddressProhibited(_)), "{error:?}");
}

#[test]
fn a_name_that_does_not_exist_sends_nothing() {
    let error = send_to(&client(), "niemand.invalid", Call::default()).unwrap_err();
    assert!(matches!(error, HttpError::Dns(_) | HttpError::DestinationNotFound), "{error:?}");
    assert!(error.before_sending());
}

#[test]
fn nobody_listens() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = send(address, Call::default()).unwrap_err();
    assert_eq!(error, HttpError::ConnectionRefused);
    assert!(error.before_sending());
}

#[test]
fn closed_after_the_request_means_it_may_have_been_sent() {
    let (address, _seen) = serve_once(|mut stream| {
        read_request(&mut stream);
    });
    let error = send(address, Call::default()).unwrap_err();
    assert!(!error.before_sending(), "{error:?}");
    assert!(matches!(error, HttpError::ConnectionTerminated | HttpError::Protocol(_)), "{error:?}");
}

#[test]
fn reset_with_the_request_unread_means_it_may_have_been_sent() {
    let (address, _seen) = serve_once(|stream| {
        // Something must lie unread in the buffer for the close to become a reset.
        let mut byte = [0];
        stream.peek(&mut byte).unwrap();
        support::reset(stream);
    });
    let error = send(address, Call::default()).unwrap_err();
    assert_eq!(error, HttpError::ConnectionTerminated);
    assert!(!error.before_sending());
}

#[test]
fn garbage_is_a_protocol_error() {
    for answer in
        [&b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n"[..], b"HTTP/1.1 abc\r\n\r\n", b"\x16\x03\x01\x02\x00\x00\xff\r\n\r\n"]
    {
        let (address, _seen) = answering(answer);
        let error = send(address, Call::default()).unwrap_err();
        assert!(matches!(error, HttpError::Protocol(_)), "{answer:?}: {error:?}");
        assert!(!error.before_sending());
    }
}

#[test]
fn a_head_without_end_is_cut_off() {
    let (address, _seen) = serve_once(|mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(b"x-more: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n").is_ok() {}
    });
    let error = send(address, Call::default()).unwrap_err();
    assert!(matches!(error, HttpError::Protocol(_)), "{error:?}");
}

#[test]
fn a_body_over_the_limit_is_refused_announced_or_not() {
    let (address, _seen) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n");
    let error = send(address, Call { response_limit: 10, ..Call::default() }).unwrap_err();
    assert_eq!(error, HttpError::ResponseTooLarge);
    let (address, _seen) =
        answering(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n");
    let error = send(address, Call { response_limit: 10, ..Call::default() }).unwrap_err();
    assert_eq!(error, HttpError::ResponseTooLarge);
    let (address, _seen) =
        answering(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n");
    assert_eq!(send(address, Call { response_limit: 11, ..Call::default() }).unwrap().body, b"hello world");
}

#[test]
fn a_body_that_ends_early_is_no_answer() {
    let (address, _seen) = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
    let error = send(address, Call::default()).unwrap_err();
    assert!(!error.before_sending(), "{error:?}");
}

#[test]
fn silence_and_dripping_end_at_the_timeout() {
    // Silence: the server reads the request and keeps the connection open until the client is gone.
    let (address, _seen) = serve_once(|mut stream| {
        read_request(&mut stream);
        let _ = stream.read(&mut [0]);
    });
    let short = Duration::from_millis(300);
    let error = send(address, Call { timeout: short, ..Call::default() }).unwrap_err();
    assert_eq!(error, HttpError::ResponseTimeout);
    assert!(!error.before_sending());
    // Dripping: a header byte whenever the pipe takes one, never an end.
    let (gone, stop) = channel::<()>();
    let (address, _seen) = serve_once(move |mut stream| {
        read_request(&mut stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nx-drip: ");
        while stop.recv_timeout(Duration::from_millis(20)).is_err() && stream.write_all(b"a").is_ok() {}
    });
    let error = send(address, Call { timeout: short, ..Call::default() }).unwrap_err();
    assert_eq!(error, HttpError::ResponseTimeout);
    drop(gone);
}

#[test]
fn a_second_answer_is_not_mistaken_for_anything() {
    let (address, _seen) = answering(
        b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\noneHTTP/1.1 500 Internal\r\ncontent-length: 3\r\n\r\ntwo",
    );
    let client = client();
    let response = send_to(&client, &address.to_string(), Call::default()).unwrap();
    assert_eq!((response.status, response.body.as_slice()), (200, &b"one"[..]));
    // The next request has a connection of its own and its own answer.
    let (address, _seen) = answering(b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n");
    assert_eq!(send_to(&client, &address.to_string(), Call::default()).unwrap().status, 202);
}

#[test]
fn redirects_are_handed_back_and_not_followed() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let location =
        format!("HTTP/1.1 307 See\r\nlocation: http://{}/\r\ncontent-length: 0\r\n\r\n", other.local_addr().unwrap());
    let (address, _seen) = answering(Box::leak(location.into_boxed_str()).as_bytes());
    assert_eq!(send(address, Call::default()).unwrap().status, 307);
    other.set_nonblocking(true).unwrap();
    assert_eq!(other.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_server_without_tls_fails_the_handshake_and_has_seen_no_request() {
    let (address, seen) = serve_once(|mut stream| {
        let mut first = [0; 512];
        let count = stream.read(&mut first).unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        first[..count].to_vec()
    });
    let error = send(address, Call { scheme: "https", ..Call::default() }).unwrap_err();
    assert!(matches!(error, HttpError::Tls(_)), "{error:?}");
    assert!(error.before_sending());
    let seen = seen.recv().unwrap();
    assert!(!seen.windows(6).any(|window| window == b"antrag"));
}

#[test]
fn a_connection_closed_during_the_handshake_has_seen_no_request() {
    let (address, _seen) = serve_once(|mut stream| {
        let _ = stream.read(&mut [0; 4096]);
    });
    let error = send(address, Call { scheme: "https", ..Call::default() }).unwrap_err();
    assert!(error.before_sending(), "{error:?}");
}
