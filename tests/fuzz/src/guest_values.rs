//! Values that a guest returns. A guest here returns as its result the very bytes it was given as its
//! document: a document is therefore whatever a guest could have left in its memory, lengths, pointers
//! and variants included.

use super::component::Bench;
use super::text::assert_readable;
use drehscheibe_model::call::{
    CallContext, DeliverInput, DeliveryFailure, Grants, Output, RecogniseInput, Recognition, RuleFailure, Stop,
    SubmissionInput,
};
use drehscheibe_model::content::{Digest, Document};
use drehscheibe_model::envelope::Envelope;
use drehscheibe_model::finding::{Finding, Location};
use drehscheibe_model::ids::{DeliveryId, MessageId, ProcedureId, RecipientId, SourceId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::Rules;
use drehscheibe_runtime::conformance::component_from_module;
use jiff::Timestamp;
use std::sync::LazyLock;

/// Where the document lies in the guest's memory, and the result with it.
const IMAGE: usize = 65_536;
/// Length of the document: longer than anything else that enters the guest.
const LENGTH: usize = 16 << 10;

const WORLD: &str = "package drehscheibe:fuzz; world puppet {
    include drehscheibe:rule/rule@0.1.0; include drehscheibe:rule/recogniser@0.1.0; include drehscheibe:rule/adapter@0.1.0; }";

/// Everything of the document's length goes to one place, everything else behind it.
const GUEST: &str = r#"(module
  (memory (export "memory") 4)
  (global $heap (mut i32) (i32.const 131072))
  (data (i32.const 1024) "{}")
  (data (i32.const 1032) "\00\04\00\00\02\00\00\00")
  (func (export "cabi_realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (if (i32.ge_u (local.get $size) (i32.const 16384)) (then (return (i32.const 65536))))
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 15)) (i32.const -16)))
    (global.set $heap (i32.add (local.get $at) (local.get $size)))
    (local.get $at))
  (func (export "drehscheibe:rule/configuration@0.1.0#settings-schema") (result i32) i32.const 1032)
  (func (export "drehscheibe:rule/configuration@0.1.0#check-settings") (param i32 i32) (result i32) i32.const 1040)
  (func (export "drehscheibe:rule/recognition@0.1.0#recognise") (param i32) (result i32) i32.const 65536)
  (func (export "drehscheibe:rule/validation@0.1.0#validate") (param i32) (result i32) i32.const 65536)
  (func (export "drehscheibe:rule/transformation@0.1.0#transform") (param i32) (result i32) i32.const 65536)
  (func (export "drehscheibe:rule/delivering@0.1.0#deliver") (param i32) (result i32) i32.const 65536)
)"#;

static PUPPET: LazyLock<(Bench, Digest)> = LazyLock::new(|| {
    let bench = Bench::new();
    let digest = bench.blobs.put(component_from_module(WORLD, "puppet", wat::parse_str(GUEST).unwrap()).unwrap());
    bench.runtime.precompile(&digest).unwrap();
    (bench, digest)
});

/// The first byte says which function is called, the rest is what the guest returns. What reaches the
/// hub keeps what the contract promises; everything else is a stop whose reason can be read.
pub fn run(input: &[u8]) {
    let Some((function, image)) = input.split_first() else { return };
    let mut body = image[..image.len().min(LENGTH)].to_vec();
    body.resize(LENGTH, 0);
    let document = Document { media_type: "application/octet-stream".into(), body };
    let (bench, plugin) = &*PUPPET;
    let tenant: TenantId = "146285229270".parse().unwrap();
    let source: SourceId = "portal".parse().unwrap();
    let procedure: ProcedureId = "hundesteuer".parse().unwrap();
    let recipient = RecipientId::default_recipient();
    let message = MessageId(uuid::Uuid::nil());
    let context = CallContext {
        plugin: *plugin,
        tenant: &tenant,
        message,
        received_at: Timestamp::UNIX_EPOCH,
        settings: "{}",
        limits: &Limits { wall_time_ms: 20_000, ..Limits::DEFAULT },
        grants: &Grants::default(),
        attachments: &[],
    };
    let submission = SubmissionInput {
        source: &source,
        procedure: &procedure,
        message_type: None,
        ags: None,
        ars: None,
        case_id: None,
        document: &document,
    };
    match function % 4 {
        0 => match bench.runtime.validate(&context, &submission).result {
            Ok(found) => findings(&found),
            Err(failure) => rule(failure),
        },
        1 => match bench.runtime.transform(&context, &submission).result {
            Ok(outputs) => outputs.iter().for_each(output),
            Err(failure) => rule(failure),
        },
        2 => {
            let envelope = Envelope {
                source: source.clone(),
                channel: "http".into(),
                procedure: None,
                message_type: None,
                area: None,
                case_id: None,
                properties: Default::default(),
            };
            match bench.runtime.recognise(&context, &RecogniseInput { envelope: &envelope, document: &document }).result
            {
                Ok(found) => recognition(&found),
                Err(failure) => rule(failure),
            }
        }
        _ => {
            let delivery = DeliverInput {
                delivery: DeliveryId { message, number: 1 },
                attempt: 1,
                procedure: &procedure,
                message_type: None,
                ags: None,
                ars: None,
                case_id: None,
                recipient: &recipient,
                document: &document,
                file_name: None,
                attachments: &[],
            };
            match bench.runtime.deliver(&context, &delivery).result {
                Ok(receipt) => {
                    assert!(receipt.reference.is_none_or(|text| line(&text, 256)));
                    assert!(receipt.answer.is_none_or(|answer| media_type(&answer.media_type)));
                }
                Err(DeliveryFailure::Rejected(found)) => findings(&found),
                Err(DeliveryFailure::Stopped { stop, sent }) => {
                    assert!(!sent, "nothing was sent");
                    stopped(&stop);
                }
                Err(DeliveryFailure::Transient { text, .. })
                | Err(DeliveryFailure::Permanent(text) | DeliveryFailure::InDoubt(text)) => reason(&text),
            }
        }
    }
}

fn line(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count()) && !text.contains(char::is_control)
}

fn media_type(text: &str) -> bool {
    text.len() <= 255 && text.contains('/') && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// `types.wit`, record `finding`.
fn findings(found: &[Finding]) {
    assert!(found.len() <= Limits::DEFAULT.output_items as usize);
    for finding in found {
        assert!(line(&finding.rule_id, 64) && line(&finding.reason_code, 16), "{finding:?}");
        match &finding.location {
            Some(Location::JsonPointer(text)) => assert!(text.is_empty() || text.starts_with('/')),
            Some(Location::Xpath(text)) => assert!(line(text, 2_048)),
            None => {}
        }
        assert!(finding.texts.contains_key("de"), "{finding:?}");
        assert!(finding.texts.values().all(|text| (1..=2_000).contains(&text.chars().count())));
    }
}

fn output(output: &Output) {
    assert!(media_type(&output.document.media_type));
    let inside = |name: &String| line(name, 128) && !name.contains(['/', '\\']) && name != "..";
    assert!(output.file_name.as_ref().is_none_or(inside), "{:?}", output.file_name);
    assert!(output.attachments.is_empty(), "the message has none");
    assert!(output.legal_basis.as_ref().is_none_or(|text| line(text, 500)));
}

fn recognition(found: &Recognition) {
    let texts = [(&found.procedure, 64), (&found.message_type, 128), (&found.area, 12), (&found.case_id, 128)];
    for (text, most) in texts {
        assert!(text.as_ref().is_none_or(|text| line(text, most)), "{found:?}");
    }
}

fn rule(failure: RuleFailure) {
    match failure {
        RuleFailure::Rejected(found) => findings(&found),
        RuleFailure::Transient(text) | RuleFailure::Permanent(text) => reason(&text),
        RuleFailure::Stopped(stop) => stopped(&stop),
    }
}

fn reason(text: &str) {
    assert!(text.chars().count() <= 2_000 && !text.contains(|c: char| c.is_control() && c != '\n'));
}

fn stopped(stop: &Stop) {
    assert_readable(&stop.to_string(), 4_000);
    // The guest itself does nothing: only its values can be wrong.
    let expected = matches!(stop, Stop::AbiMismatch { .. } | Stop::OutputTooLarge { .. } | Stop::Trap { .. });
    assert!(expected, "{stop:?}");
}

/// Keeps the two in step: a seed's pointers count from here.
const _: () = assert!(IMAGE == 65_536 && LENGTH == 16_384);
