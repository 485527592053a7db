//! `mail` against a small relay on loopback that can break at every step.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use drehscheibe_channels::{RelayConfig, Security, SmtpMailer};
use drehscheibe_model::ids::{DeliveryId, MessageId};
use drehscheibe_model::ports::{MailError, MailPart, Mailer, OutboundBody, OutboundMail};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;
use support::{MemoryBlobs, blobs_with, serve_once};

/// What the relay does when it comes to a step.
#[derive(Clone, Copy)]
enum Act {
    Answer(&'static str),
    /// Closes the connection.
    Close,
    /// Says nothing until the client is gone.
    Silence,
}

const STEPS: [(&str, &str); 5] =
    [("EHLO", "250 relay"), ("MAIL", "250 ok"), ("RCPT", "250 ok"), ("DATA", "354 go on"), ("QUIT", "221 bye")];

/// A relay that follows the protocol but for one step. Returns the content it was given.
fn relay(at: &'static str, act: Act) -> (SocketAddr, Receiver<String>) {
    serve_once(move |stream| {
        let mut writer = stream.try_clone().unwrap();
        let mut lines = BufReader::new(stream);
        let mut content = String::new();
        let mut step = |name: &str, usual: &str, lines: &mut BufReader<_>| -> bool {
            match act {
                Act::Answer(text) if name == at => writer.write_all(format!("{text}\r\n").as_bytes()).is_ok(),
                Act::Close if name == at => false,
                Act::Silence if name == at => {
                    let _ = lines.read_line(&mut String::new());
                    false
                }
                _ => writer.write_all(format!("{usual}\r\n").as_bytes()).is_ok(),
            }
        };
        if !step("greeting", "220 relay", &mut lines) {
            return content;
        }
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap_or(0) == 0 {
                return content;
            }
            let verb = line.get(..4).unwrap_or_default().to_uppercase();
            let usual = STEPS.iter().find(|step| step.0 == verb).map_or("500 what?", |step| step.1);
            if !step(&verb, usual, &mut lines) {
                return content;
            }
            if verb == "DATA" && at != "DATA" {
                loop {
                    let mut line = String::new();
                    if lines.read_line(&mut line).unwrap_or(0) == 0 || line == ".\r\n" {
                        break;
                    }
                    content.push_str(&line);
                }
                if !step("content", "250 taken", &mut lines) {
                    return content;
                }
            }
        }
    })
}

fn mailer(port: u16) -> SmtpMailer {
    mailer_with(port, Arc::new(MemoryBlobs::default()), RelayConfig::DEFAULT_MAXIMUM_BYTES)
}

fn mailer_with(port: u16, blobs: Arc<MemoryBlobs>, maximum_bytes: u64) -> SmtpMailer {
    let config = RelayConfig {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
        credentials: None,
        from: "hub@stadt.example".into(),
        hello_name: Some("hub.stadt.example".into()),
        maximum_bytes,
        root_certificate: None,
    };
    SmtpMailer::new(config, blobs).unwrap()
}

fn delivery() -> DeliveryId {
    DeliveryId { message: MessageId::generate(), number: 2 }
}

fn mail<'a>(to: &'a [String], subject: &'a str, parts: Vec<MailPart<'a>>) -> OutboundMail<'a> {
    OutboundMail { delivery: delivery(), to, subject, text: "Guten Tag", parts, timeout: Duration::from_secs(20) }
}

fn steueramt() -> Vec<String> {
    vec!["steueramt@stadt.example".into()]
}

#[test]
fn a_mail_arrives_whole_with_its_message_id() {
    let (address, seen) = relay("", Act::Close);
    let to = steueramt();
    let (blobs, content) = blobs_with(b"%PDF-1.7 content");
    let parts = vec![
        MailPart {
            file_name: "antrag.xml",
            media_type: "application/xml",
            content: OutboundBody::Bytes(b"<a>\xc3\xbc</a>"),
        },
        MailPart { file_name: "anlage.pdf", media_type: "application/pdf", content: OutboundBody::Blob(&content) },
    ];
    let mail = mail(&to, "Anmeldung Hündin", parts);
    mailer_with(address.port(), blobs, 1_000).send(&mail).unwrap();
    let text = seen.recv().unwrap();
    assert!(text.contains(&format!("Message-ID: <{}@stadt.example>", mail.delivery)), "{text}");
    assert!(text.contains("To: steueramt@stadt.example") && text.contains("From: hub@stadt.example"), "{text}");
    assert!(text.contains("antrag.xml") && text.contains("anlage.pdf") && text.contains("Date: "), "{text}");
    assert!(text.is_ascii());
}

#[test]
fn every_step_before_the_content_is_certain() {
    let cases: [(&str, Act, bool); 14] = [
        ("greeting", Act::Answer("554 no service"), false),
        ("greeting", Act::Answer("\u{1}\u{2} garbage"), false),
        ("greeting", Act::Close, false),
        ("EHLO", Act::Answer("421 busy"), false),
        ("EHLO", Act::Close, false),
        ("MAIL", Act::Answer("450 later"), false),
        ("MAIL", Act::Answer("550 never"), true),
        ("MAIL", Act::Close, false),
        ("RCPT", Act::Answer("451 greylisted"), false),
        ("RCPT", Act::Answer("550 no such mailbox"), true),
        ("RCPT", Act::Close, false),
        ("DATA", Act::Answer("452 no room"), false),
        ("DATA", Act::Answer("554 no"), true),
        ("DATA", Act::Close, false),
    ];
    for (at, act, refused) in cases {
        let (address, seen) = relay(at, act);
        let to = steueramt();
        let error = mailer(address.port()).send(&mail(&to, "x", Vec::new())).unwrap_err();
        if refused {
            assert!(matches!(error, MailError::Refused(_)), "{at}: {error:?}");
        } else {
            assert!(matches!(error, MailError::Unavailable(_)), "{at}: {error:?}");
        }
        assert_eq!(seen.recv().unwrap(), "", "{at}");
    }
}

#[test]
fn after_the_content_only_an_answer_is_certain() {
    let to = steueramt();
    let outcome = |act| {
        let (address, _seen) = relay("content", act);
        mailer(address.port()).send(&mail(&to, "x", Vec::new()))
    };
    assert!(matches!(outcome(Act::Answer("550 spam")), Err(MailError::Refused(_))));
    assert!(matches!(outcome(Act::Answer("451 later")), Err(MailError::Unavailable(_))));
    assert!(matches!(outcome(Act::Close), Err(MailError::Unknown(_))));
    assert!(matches!(outcome(Act::Answer("hello?")), Err(MailError::Unknown(_))));
    let (address, _seen) = relay("content", Act::Silence);
    let slow = OutboundMail { timeout: Duration::from_millis(500), ..mail(&to, "x", Vec::new()) };
    assert!(matches!(mailer(address.port()).send(&slow), Err(MailError::Unknown(_))));
}

#[test]
fn a_farewell_that_breaks_takes_nothing_back() {
    let (address, seen) = relay("QUIT", Act::Close);
    let to = steueramt();
    mailer(address.port()).send(&mail(&to, "x", Vec::new())).unwrap();
    assert!(seen.recv().unwrap().contains("Guten Tag"));
}

#[test]
fn silence_and_dripping_before_the_content_end_at_the_timeout_and_are_certain() {
    let to = steueramt();
    let slow = || OutboundMail { timeout: Duration::from_millis(300), ..mail(&to, "x", Vec::new()) };
    let (address, _seen) = relay("EHLO", Act::Silence);
    assert!(matches!(mailer(address.port()).send(&slow()), Err(MailError::Unavailable(_))));
    let (address, _seen) = serve_once(|mut stream| {
        while stream.write_all(b"2").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    assert!(matches!(mailer(address.port()).send(&slow()), Err(MailError::Unavailable(_))));
}

#[test]
fn nobody_listens() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let to = steueramt();
    assert!(matches!(mailer(address.port()).send(&mail(&to, "x", Vec::new())), Err(MailError::Unavailable(_))));
}

#[test]
fn nothing_a_plugin_writes_becomes_a_header_or_a_recipient() {
    let no_relay = mailer(9);
    let bad = |to: &[&str], subject: &str, file_name: &str, media_type: &str| {
        let to: Vec<String> = to.iter().map(|text| (*text).to_owned()).collect();
        let parts = vec![MailPart { file_name, media_type, content: OutboundBody::Bytes(b"x") }];
        no_relay.send(&mail(&to, subject, parts)).unwrap_err()
    };
    let good = ["a@stadt.example"];
    for error in [
        bad(&["a@stadt.example\r\nBcc: b@stadt.example"], "x", "f", "text/plain"),
        bad(&["a@stadt.example>\r\nRCPT TO:<b@stadt.example"], "x", "f", "text/plain"),
        bad(&["kein Empfänger"], "x", "f", "text/plain"),
        bad(&["bürger@stadt.example"], "x", "f", "text/plain"),
        bad(&[], "x", "f", "text/plain"),
        bad(&good, "x\r\nBcc: b@stadt.example", "f", "text/plain"),
        bad(&good, "x\ny", "f", "text/plain"),
        bad(&good, "x", "f\r\nX: y", "text/plain"),
        bad(&good, "x", "../f", "text/plain"),
        bad(&good, "x", "", "text/plain"),
        bad(&good, "x", "f", "text/plain\r\nX: y"),
        bad(&good, "x", "f", "nonsense"),
    ] {
        assert!(matches!(error, MailError::Invalid(_)), "{error:?}");
    }
}

#[test]
fn a_mail_over_the_limit_or_with_a_missing_attachment_is_invalid() {
    let to = steueramt();
    let (blobs, content) = blobs_with(&[0; 2_000]);
    let shorter = drehscheibe_model::content::ContentRef { size: 1_999, ..content.clone() };
    let part = |content| MailPart { file_name: "f", media_type: "text/plain", content: OutboundBody::Blob(content) };
    let error = mailer_with(9, blobs.clone(), 1_000).send(&mail(&to, "x", vec![part(&content)])).unwrap_err();
    assert!(matches!(&error, MailError::Invalid(text) if text.contains("1000")), "{error:?}");
    let error = mailer_with(9, blobs, 5_000).send(&mail(&to, "x", vec![part(&shorter)])).unwrap_err();
    assert!(matches!(error, MailError::Invalid(_)), "{error:?}");
}
