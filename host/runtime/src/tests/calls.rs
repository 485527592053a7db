//! Rules: what goes in, what comes out.

use super::Bench;
use drehscheibe_model::call::{RecogniseInput, RuleFailure, Stop, World};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::finding::{Location, Severity};
use drehscheibe_model::ports::Rules;

/// Returns one finding; its German text is the document.
const ECHO: &str = r#"(module
  (memory (export "memory") 2)
  (data (i32.const 256) "HUND-03X002de/hund")
  ;; text: language, content (filled in)
  (data (i32.const 320) "\0b\01\00\00\02\00\00\00")
  ;; finding: rule id, severity `warning`, JSON pointer, reason code, texts
  (data (i32.const 384) "\00\01\00\00\07\00\00\00\01\00\00\00\01\00\00\00\00\00\00\00\0d\01\00\00\05\00\00\00\07\01\00\00\04\00\00\00\40\01\00\00\01\00\00\00")
  (data (i32.const 516) "\80\01\00\00\01\00\00\00")
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
    (i32.store (i32.const 328) (i32.load offset=80 (local.get $submission)))
    (i32.store (i32.const 332) (i32.load offset=84 (local.get $submission)))
    i32.const 512)
)"#;

#[test]
fn a_finding_comes_out_with_everything_in_its_place() {
    let mut bench = Bench::new();
    bench.document.body = "Hund fehlt, ä".into();
    let plugin = bench.guest("validator", ECHO);
    let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
    let findings = called.result.unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule_id, "HUND-03");
    assert_eq!(findings[0].severity, Severity::Warning);
    assert_eq!(findings[0].location, Some(Location::JsonPointer("/hund".into())));
    assert_eq!(findings[0].reason_code, "X002");
    assert_eq!(findings[0].texts.get("de").unwrap(), "Hund fehlt, ä");
    assert!(called.usage.memory_bytes >= 2 << 16 && called.usage.input_bytes > 14 && called.usage.output_bytes > 14);
    assert_eq!(called.usage.fuel, None);
}

#[test]
fn facts_name_worlds_imports_version_and_schema() {
    let bench = Bench::new();
    let plugin = bench.guest("validator", include_str!("../../../../tests/hostile/log-flood.wat"));
    let facts = bench.runtime.facts(&plugin).unwrap();
    assert_eq!(facts.worlds, [World::Validator]);
    assert!(facts.imports.contains(&"drehscheibe:rule/host@0.1.0".to_owned()), "{:?}", facts.imports);
    assert_eq!(facts.wit_version, "0.1.0");
    assert_eq!(facts.settings_schema, serde_json::json!({}));
    assert!(facts.size > 0);
}

#[test]
fn a_schema_that_is_not_json_does_not_fit_the_contract() {
    let bench = Bench::new();
    let plugin = bench.guest(
        "validator",
        r#"(module
          (memory (export "memory") 2)
          (data (i32.const 256) "{{")
          (data (i32.const 320) "\00\01\00\00\02\00\00\00")
          (func (export "drehscheibe:rule/configuration@0.1.0#settings-schema") (result i32) i32.const 320)
          (func (export "drehscheibe:rule/validation@0.1.0#validate") (param i32) (result i32) i32.const 512)
        )"#,
    );
    let Err(Stop::AbiMismatch { reason }) = bench.runtime.facts(&plugin) else { panic!("it was taken") };
    assert!(reason.contains("not JSON"), "{reason}");
}

#[test]
fn the_guest_sees_its_settings_the_receipt_time_and_the_offset_of_berlin() {
    // Traps unless the settings begin with `{"x` and the offset is two hours.
    let text = r#"(module
      (import "drehscheibe:rule/host@0.1.0" "settings" (func $settings (param i32)))
      (import "drehscheibe:rule/host@0.1.0" "now" (func $now (param i32)))
      (memory (export "memory") 2)
      (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
        (call $settings (i32.const 1024))
        (if (i32.ne (i32.and (i32.load (i32.load (i32.const 1024))) (i32.const 0xffffff)) (i32.const 0x78227b))
          (then unreachable))
        (call $now (i32.const 2048))
        (if (i64.ne (i64.load (i32.const 2048)) (i64.const 1782900000)) (then unreachable))
        (if (i32.ne (i32.load offset=12 (i32.const 2048)) (i32.const 7200)) (then unreachable))
        i32.const 512)
    )"#;
    let mut bench = Bench::new();
    bench.settings = r#"{"x":1}"#.into();
    let plugin = bench.guest("validator", text);
    let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
    assert_eq!(called.result, Ok(vec![]));
    assert_eq!(called.usage.host_calls, 2);
}

#[test]
fn log_lines_are_kept_even_if_the_call_fails() {
    let text = r#"(module
      (import "drehscheibe:rule/host@0.1.0" "log" (func $log (param i32 i32 i32)))
      (memory (export "memory") 2)
      (data (i32.const 256) "so far")
      (func (export "drehscheibe:rule/validation@0.1.0#validate") (param $submission i32) (result i32)
        (call $log (i32.const 2) (i32.const 256) (i32.const 6))
        unreachable)
    )"#;
    let bench = Bench::new();
    let plugin = bench.guest("validator", text);
    let called = bench.runtime.validate(&bench.context(plugin), &bench.submission());
    assert!(matches!(called.result, Err(RuleFailure::Stopped(Stop::Trap { .. }))), "{:?}", called.result);
    assert_eq!((called.log[0].level.as_str(), called.log[0].text.as_str()), ("warn", "so far"));
}

#[test]
fn a_plugin_without_the_export_and_an_unknown_digest_are_said_to_be_so() {
    let bench = Bench::new();
    let plugin = bench.guest("validator", ECHO);
    let called = bench.runtime.transform(&bench.context(plugin), &bench.submission());
    let Err(RuleFailure::Stopped(Stop::AbiMismatch { reason })) = called.result else { panic!("it ran") };
    assert!(reason.contains("transformation"), "{reason}");
    let nowhere = drehscheibe_model::content::Digest::of(b"nowhere");
    assert_eq!(bench.runtime.facts(&nowhere).unwrap_err(), Stop::NotFound { digest: nowhere });
}

#[test]
fn a_recogniser_gets_the_envelope_and_an_attachment_that_does_not_exist_is_refused() {
    // The procedure is the source.
    let text = r#"(module
      (memory (export "memory") 2)
      (func (export "drehscheibe:rule/recognition@0.1.0#recognise") (param $envelope i32) (result i32)
        (i32.store8 (i32.const 516) (i32.const 1))
        (i32.store (i32.const 520) (i32.load offset=8 (local.get $envelope)))
        (i32.store (i32.const 524) (i32.load offset=12 (local.get $envelope)))
        i32.const 512)
    )"#;
    let bench = Bench::new();
    let plugin = bench.guest("recogniser", text);
    let envelope = Envelope {
        source: bench.source.clone(),
        channel: "http".into(),
        procedure: None,
        message_type: None,
        area: Some("14612000".into()),
        case_id: None,
        properties: [("name".to_owned(), "value".to_owned())].into(),
    };
    let input = RecogniseInput { envelope: &envelope, document: &bench.document };
    let recognition = bench.runtime.recognise(&bench.context(plugin), &input).result.unwrap();
    assert_eq!(recognition.procedure.as_deref(), Some("portal"));

    let output = r#"(module
      (memory (export "memory") 2)
      (data (i32.const 256) "defaulttext/plainmissing")
      (data (i32.const 320) "\11\01\00\00\07\00\00\00")
      (data (i32.const 384) "\00\01\00\00\07\00\00\00\07\01\00\00\0a\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\40\01\00\00\01\00\00\00")
      (data (i32.const 516) "\80\01\00\00\01\00\00\00")
      (func (export "drehscheibe:rule/transformation@0.1.0#transform") (param i32) (result i32) i32.const 512)
    )"#;
    let plugin = bench.guest("transformer", output);
    let called = bench.runtime.transform(&bench.context(plugin), &bench.submission());
    let Err(RuleFailure::Stopped(Stop::AbiMismatch { reason })) = called.result else { panic!("{called:?}") };
    assert!(reason.contains("no attachment `missing`"), "{reason}");
}
