//! Adapters: what leaves, and what is said about it afterwards.

use super::{Bench, Sent};
use crate::conformance::guest::http_grant;
use drehscheibe_model::call::{DeliveryFailure, Grants, Stop};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{HttpError, Rules};
use std::time::Duration;

const SEND: &str = include_str!("../../../../tests/hostile/send-request.wat");
const WRITE: &str = include_str!("../../../../tests/hostile/write-file.wat");
const WRITE_THEN_TRAP: &str = include_str!("../../../../tests/hostile/write-then-trap.wat");
const MAIL: &str = include_str!("../../../../tests/hostile/send-mail.wat");

/// Copies the attachment `a` into the folder.
const COPY: &str = r#"(module
  (import "drehscheibe:rule/drop-folder@0.1.0" "write" (func $write (param i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 2)
  (data (i32.const 256) "copya")
  (func (export "drehscheibe:rule/delivering@0.1.0#deliver") (param i32) (result i32)
    (call $write (i32.const 256) (i32.const 4) (i32.const 1) (i32.const 260) (i32.const 1) (i32.const 2048))
    (if (i32.load8_u (i32.const 2048)) (then unreachable))
    i32.const 512)
)"#;

/// Sends and then traps.
fn send_then_trap() -> String {
    SEND.replace("(if (i32.load8_u (i32.const 2048))", "unreachable (if (i32.load8_u (i32.const 2048))")
}

#[test]
fn a_secret_goes_into_the_header_only_on_the_way_out() {
    let mut bench = Bench::new();
    bench.settings = "target.example".into();
    bench.limits.wall_time_ms = 5_000;
    bench.grants.http = vec![http_grant("https://target.example", &["token"], false)];
    let plugin = bench.guest("adapter", SEND);
    bench.runtime.deliver(&bench.context(plugin), &bench.delivery()).result.unwrap();
    let sent = bench.recorder.sent.lock().unwrap().clone();
    assert_eq!(sent.len(), 1);
    let Sent { authority, headers, timeout, blob } = &sent[0];
    assert_eq!((authority.as_str(), *blob), ("target.example", false));
    assert_eq!(headers, &[("authorization".to_owned(), "Bearer conformance".to_owned())]);
    // The rest of the call's wall time, not more.
    assert!(*timeout <= Duration::from_millis(5_000) && *timeout > Duration::ZERO);
}

#[test]
fn what_is_denied_never_reaches_the_port() {
    let mut bench = Bench::new();
    bench.settings = "other.example".into();
    bench.grants.http = vec![http_grant("https://target.example", &["token"], false)];
    let plugin = bench.guest("adapter", SEND);
    let called = bench.runtime.deliver(&bench.context(plugin), &bench.delivery());
    assert!(matches!(called.result, Err(DeliveryFailure::Permanent(_))), "{:?}", called.result);
    assert!(bench.recorder.sent.lock().unwrap().is_empty());
    bench.settings = "someone@other.example".into();
    bench.grants.mail = vec!["@target.example".into()];
    let plugin = bench.guest("adapter", MAIL);
    assert!(bench.runtime.deliver(&bench.context(plugin), &bench.delivery()).result.is_err());
    assert!(bench.recorder.mails.lock().unwrap().is_empty());
    bench.grants.mail = vec!["@other.example".into()];
    bench.runtime.deliver(&bench.context(plugin), &bench.delivery()).result.unwrap();
    assert_eq!(*bench.recorder.mails.lock().unwrap(), [["someone@other.example"]]);
}

#[test]
fn a_trap_after_something_left_says_so_and_one_before_does_not() {
    let mut bench = Bench::new();
    bench.settings = "target.example".into();
    bench.grants.http = vec![http_grant("https://target.example", &["token"], false)];
    let plugin = bench.guest("adapter", &send_then_trap());
    for (answer, left) in [
        (None, true),
        (Some(HttpError::ResponseTimeout), true),
        (Some(HttpError::ConnectionTerminated), true),
        (Some(HttpError::ConnectionRefused), false),
        (Some(HttpError::AddressProhibited("10.0.0.1".parse().unwrap())), false),
    ] {
        *bench.recorder.answer.lock().unwrap() = answer.clone();
        let called = bench.runtime.deliver(&bench.context(plugin), &bench.delivery());
        let Err(DeliveryFailure::Stopped { stop: Stop::Trap { .. }, sent }) = called.result else {
            panic!("{called:?}")
        };
        assert_eq!(sent, left, "{answer:?}");
    }
}

#[test]
fn a_file_that_was_written_before_a_trap_has_left() {
    let mut bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    bench.grants = Grants { folder: Some(folder.path().to_string_lossy().into()), ..Grants::default() };
    let plugin = bench.guest("adapter", WRITE_THEN_TRAP);
    let called = bench.runtime.deliver(&bench.context(plugin), &bench.delivery());
    assert!(matches!(called.result, Err(DeliveryFailure::Stopped { sent: true, .. })), "{:?}", called.result);
    bench.grants.folder = None;
    let called = bench.runtime.deliver(&bench.context(plugin), &bench.delivery());
    assert!(matches!(called.result, Err(DeliveryFailure::Stopped { sent: false, .. })), "{:?}", called.result);
}

#[test]
fn a_repeated_delivery_of_the_same_file_succeeds_and_an_attachment_is_copied() {
    let mut bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    bench.settings = "akte/antrag.txt".into();
    bench.grants = Grants { folder: Some(folder.path().to_string_lossy().into()), ..Grants::default() };
    let write = bench.guest("adapter", WRITE);
    for _ in 0..2 {
        bench.runtime.deliver(&bench.context(write), &bench.delivery()).result.unwrap();
    }
    assert_eq!(std::fs::read(folder.path().join("akte/antrag.txt")).unwrap(), b"content");
    let copy = bench.guest("adapter", COPY);
    let called = bench.runtime.deliver(&bench.context(copy), &bench.delivery());
    called.result.unwrap();
    assert_eq!(std::fs::read(folder.path().join("copy")).unwrap(), b"attached");
    // Its bytes never entered the guest, but they left the hub.
    assert_eq!((called.usage.attachment_bytes, called.usage.outbound_bytes), (0, 8));
}

#[test]
fn an_adapter_reaches_the_attachments_of_its_delivery_and_no_other() {
    let mut bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    bench.grants = Grants { folder: Some(folder.path().to_string_lossy().into()), ..Grants::default() };
    let copy = bench.guest("adapter", COPY);
    let mut delivery = bench.delivery();
    delivery.attachments = &[];
    let called = bench.runtime.deliver(&bench.context(copy), &delivery);
    assert!(matches!(called.result, Err(DeliveryFailure::Stopped { sent: false, .. })), "{:?}", called.result);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_first_write_over_the_budget_is_an_error_value() {
    let mut bench = Bench::new();
    let folder = tempfile::tempdir().unwrap();
    bench.settings = "a".into();
    bench.limits = Limits { outbound_bytes: 3, ..bench.limits };
    bench.grants = Grants { folder: Some(folder.path().to_string_lossy().into()), ..Grants::default() };
    let plugin = bench.guest("adapter", WRITE);
    let called = bench.runtime.deliver(&bench.context(plugin), &bench.delivery());
    // `insufficient-space` is the fourth case.
    assert_eq!(called.result, Err(DeliveryFailure::Permanent("3".into())));
}
