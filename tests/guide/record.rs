//! `plugin test --record`: a real target answers once, after that the plan plays it back.

use super::fixtures::drehscheibe;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;

const PLAN: &str = r#"format = "drehscheibe-test-plan/v0"
name = "Aufnahme"
plugin = "webservice"
procedure = "hundesteuer-anmeldung"
received_at = "2026-03-02T09:15:00+01:00"

[[requirements]]
id = "R"
text = "Das Dokument kommt an."
"#;

fn case(port: u16) -> String {
    format!(
        r#"title = "Das Testsystem nimmt an"
operation = "deliver"
requirements = ["R"]

[input]
file = "dokument.json"
media_type = "application/json"

[settings]
url = "http://127.0.0.1:{port}/eingang"
kopfzeilen = {{ Authorization = "Bearer {{{{secret:zugang}}}}" }}

[secrets]
zugang = "s3cret"

[delivery]
grants = {{ http = [{{ origin = "http://127.0.0.1:{port}", methods = ["POST"], secrets = ["zugang"], private_network = true }}] }}

[expect]
outcome = "ok"

[expect.receipt]
reference = "/vorgang/7"
"#
    )
}

/// Answers one request and gives it.
fn answer_once(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    let request = read_request(&mut stream);
    stream
        .write_all(b"HTTP/1.1 201 Created\r\nLocation: /vorgang/7\r\nX-Trace: 4711\r\nContent-Length: 0\r\n\r\n")
        .unwrap();
    request
}

fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if text.contains("\r\n\r\n") && text.ends_with("{\"a\":1}") {
            return text;
        }
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "the request ends early: {text}");
        request.extend_from_slice(&piece[..read]);
    }
}

fn test(folder: &Path, record: bool) -> (bool, String) {
    let folder = folder.display().to_string();
    let component = "tests/fixtures/components/webservice-0.1.0.wasm";
    let mut arguments = vec!["plugin", "test", &folder, "--component", component];
    arguments.extend(record.then_some("--record"));
    drehscheibe(&arguments)
}

#[test]
fn what_a_test_system_answers_is_recorded_once_and_played_back() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("plan/cases/annahme");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(folder.path().join("plan/plan.toml"), PLAN).unwrap();
    std::fs::write(place.join("case.toml"), case(port)).unwrap();
    std::fs::write(place.join("dokument.json"), r#"{"a":1}"#).unwrap();

    // Nothing is sent unless that is asked for.
    let (passed, said) = test(folder.path(), false);
    assert!(!passed && said.contains("calls.http[1]"), "{said}");

    let target = std::thread::spawn(move || answer_once(&listener));
    let (passed, said) = test(folder.path(), true);
    assert!(passed, "{said}");
    let request = target.join().unwrap();
    assert!(request.to_lowercase().contains("authorization: bearer s3cret"), "{request}");

    // Neither the secret nor what no plugin looks at is kept; the target is gone, and the plan passes.
    let written = std::fs::read_to_string(place.join("case.toml")).unwrap();
    let (_, recorded) = written.split_once("[[calls.http]]").unwrap();
    assert!(recorded.contains("/vorgang/7") && recorded.contains("idempotency-key"), "{recorded}");
    assert!(!recorded.contains("s3cret") && !recorded.contains("4711"), "{recorded}");
    for record in [false, true] {
        let (passed, said) = test(folder.path(), record);
        assert!(passed, "{said}");
    }
    assert_eq!(std::fs::read_to_string(place.join("case.toml")).unwrap(), written);
}
