//! The guests of the suite, by what they attack.

use super::component;
use super::guest::{Entry, Guest, Source, http_grant};
use crate::options::Mode;
use drehscheibe_model::limits::Limits;

macro_rules! text {
    ($world:literal, $file:literal) => {
        Source::Text($world, include_str!(concat!("../../../../tests/hostile/", $file, ".wat")))
    };
}

pub(crate) const WELL_BEHAVED: Source = text!("validator", "well-behaved");
pub(crate) const TRAP_ON_DEMAND: Source = text!("validator", "trap-on-demand");
pub(crate) const MEMORY_OF_THE_LAST: Source = text!("validator", "memory-of-the-last");
pub(crate) const LOOP_IN_CALL: Source = text!("validator", "loop-in-call");
pub(crate) const LONG_LOOP: Source = text!("validator", "long-loop");

/// The bytes of a component.
pub(crate) fn bytes(source: Source) -> Result<Vec<u8>, String> {
    match source {
        Source::Text(world, text) => component::component(world, text),
        Source::Made(make) => make(),
    }
}

pub(crate) fn all() -> Vec<Guest> {
    [time(), space(), floods(), results(), capabilities(), components()].into_iter().flatten().collect()
}

fn time() -> Vec<Guest> {
    use Entry::{CheckSettings, Deliver, Validate};
    // A loop never gets through: with its limit lifted, it runs on until the watchdog.
    let ever = |name, entry, source| {
        Guest::new(name, "wall_time_ms", "DeadlineExceeded", entry, source)
            .held(|setting| setting.limits.wall_time_ms = 50)
            .lifted(|setting| setting.limits.wall_time_ms = 300)
    };
    vec![
        ever("loop-in-call", Validate, LOOP_IN_CALL),
        ever("loop-in-start", Validate, text!("validator", "loop-in-start")),
        ever("loop-in-check-settings", CheckSettings, text!("validator", "loop-in-check-settings")),
        Guest::new("long-loop", "fuel", "FuelExhausted", Validate, LONG_LOOP)
            .both(|setting| setting.mode = Mode::Certification)
            .held(|setting| setting.limits.fuel = 1_000_000),
        Guest::new("sleeping-host-call", "wall_time_ms", "DeadlineExceeded", Deliver, text!("adapter", "send-request"))
            .both(|setting| {
                setting.settings = "slow.invalid".into();
                setting.grants.http = vec![http_grant("https://slow.invalid", &["token"], false)];
            })
            .held(|setting| setting.limits.wall_time_ms = 50),
    ]
}

fn space() -> Vec<Guest> {
    use Entry::Validate;
    let memory = |name, source| {
        Guest::new(name, "memory_bytes", "MemoryDenied", Validate, source)
            .lifted(|setting| setting.limits.memory_bytes = 128 << 20)
    };
    vec![
        memory("memory-bomb", text!("validator", "memory-bomb")),
        memory("memory-bomb-in-two", text!("validator", "memory-bomb-in-two")),
        memory("memory-at-start", text!("validator", "memory-at-start")),
        Guest::new("table-bomb", "table_elements", "TableDenied", Validate, text!("validator", "table-bomb"))
            .lifted(|setting| setting.limits.table_elements = 100_000),
        Guest::new("many-instances", "instances", "InstanceDenied", Validate, text!("validator", "log-flood"))
            .both(|setting| setting.limits.log_bytes = 1 << 20)
            .held(|setting| setting.limits.instances = 1),
        Guest::new("deep-recursion", "stack_bytes", "StackExhausted", Validate, text!("validator", "deep-recursion"))
            .lifted(|setting| setting.limits.stack_bytes = Limits::MAXIMUM.stack_bytes),
    ]
}

fn floods() -> Vec<Guest> {
    use Entry::{Deliver, Validate};
    vec![
        Guest::new("log-flood", "log_bytes", "LogBudget", Validate, text!("validator", "log-flood"))
            .lifted(|setting| setting.limits.log_bytes = 1 << 20),
        Guest::new("empty-log-flood", "log_bytes", "LogBudget", Validate, text!("validator", "empty-log-flood"))
            .both(|setting| setting.limits.host_calls = 1_000_000)
            .lifted(|setting| setting.limits.log_bytes = 1 << 20),
        Guest::new("host-call-flood", "host_calls", "HostCallBudget", Validate, text!("validator", "host-call-flood"))
            .lifted(|setting| setting.limits.host_calls = 100_000),
        Guest::new("settings-flood", "input_bytes", "InputTooLarge", Validate, text!("validator", "settings-flood"))
            .both(|setting| setting.settings = format!("{{\"x\":\"{}\"}}", "x".repeat(64 << 10)))
            .lifted(|setting| setting.limits.input_bytes = 64 << 20),
        Guest::new("large-document", "input_bytes", "InputTooLarge", Validate, WELL_BEHAVED)
            .both(|setting| setting.document_bytes = 17 << 20)
            .lifted(|setting| setting.limits.input_bytes = 64 << 20),
        Guest::new(
            "attachment-flood",
            "attachment_bytes",
            "AttachmentBudget",
            Validate,
            text!("validator", "attachment-flood"),
        )
        .held(|setting| setting.limits.attachment_bytes = 1 << 20),
        Guest::new("write-flood", "outbound_calls", "OutboundBudget", Deliver, text!("adapter", "write-flood"))
            .lifted(|setting| setting.limits.outbound_calls = 100),
        Guest::new(
            "write-flood-of-bytes",
            "outbound_bytes",
            "OutboundBudget",
            Deliver,
            text!("adapter", "write-flood"),
        )
        .both(|setting| setting.limits.outbound_calls = 100)
        .held(|setting| setting.limits.outbound_bytes = 1_000),
    ]
}

fn results() -> Vec<Guest> {
    use Entry::{Transform, Validate};
    vec![
        Guest::new("finding-flood", "output_items", "OutputTooLarge", Validate, text!("validator", "finding-flood"))
            .lifted(|setting| setting.limits.output_items = 10_000),
        Guest::new("finding-huge", "output_bytes", "OutputTooLarge", Validate, text!("validator", "finding-huge"))
            .both(|setting| {
                setting.limits.memory_bytes = 256 << 20;
                setting.lifted.results = true;
                setting.lifted.maximum = true;
            })
            .lifted(|setting| setting.limits.output_bytes = 256 << 20),
        Guest::new(
            "nested-list-bomb",
            "output_bytes",
            "OutputTooLarge",
            Validate,
            text!("validator", "nested-list-bomb"),
        )
        .both(|setting| setting.lifted.results = true)
        .lifted(|setting| setting.limits.output_bytes = 64 << 20),
        Guest::new("output-bomb", "output_bytes", "OutputTooLarge", Transform, text!("transformer", "output-bomb"))
            .lifted(|setting| setting.limits.output_bytes = 64 << 20),
        Guest::new(
            "empty-strings-bomb",
            "output_bytes",
            "OutputTooLarge",
            Transform,
            text!("transformer", "empty-strings-bomb"),
        )
        .both(|setting| setting.lifted.results = true)
        .lifted(|setting| setting.limits.output_bytes = 64 << 20),
        Guest::new("wrong-finding", "result check", "AbiMismatch", Validate, text!("validator", "wrong-finding"))
            .lifted(|setting| setting.lifted.results = true),
        Guest::new(
            "wrong-file-name",
            "result check",
            "AbiMismatch",
            Transform,
            text!("transformer", "wrong-file-name"),
        )
        .lifted(|setting| setting.lifted.results = true),
    ]
}

fn capabilities() -> Vec<Guest> {
    use Entry::Deliver;
    let path = |name, path: &'static str| {
        Guest::new(name, "drop-folder path", "CapabilityDenied(not-permitted)", Deliver, text!("adapter", "write-file"))
            .both(move |setting| setting.settings = path.into())
            .lifted(|setting| setting.lifted.paths = true)
    };
    let http = |name, expected, authority: &'static str| {
        Guest::new(name, "outbound-http grant", expected, Deliver, text!("adapter", "send-request"))
            .both(move |setting| setting.settings = authority.into())
    };
    vec![
        path("path-to-the-parent", "../escaped"),
        path("path-through-the-parent", "inside/../../escaped"),
        path("path-absolute", "/@/absolute"),
        path("path-through-a-link", "link/escaped"),
        path("path-onto-a-link", "link-to-file"),
        path("path-hidden", ".hidden"),
        path("path-with-an-empty-part", "inside//file"),
        path("path-with-a-control-character", "line\nbreak"),
        Guest::new(
            "folder-not-granted",
            "drop-folder grant",
            "CapabilityDenied(not-granted)",
            Deliver,
            text!("adapter", "write-file"),
        )
        .both(|setting| setting.settings = "file-granted".into())
        .held(|setting| setting.grants.folder = None),
        http("host-not-granted", "CapabilityDenied(http-request-denied)", "elsewhere.invalid")
            .both(|setting| setting.grants.http = vec![http_grant("https://target.invalid", &["token"], false)])
            .lifted(|setting| setting.lifted.destinations = true),
        http("address-not-granted", "CapabilityDenied(destination-ip-prohibited)", "inside.invalid")
            .held(|setting| setting.grants.http = vec![http_grant("https://inside.invalid", &["token"], false)])
            .lifted(|setting| setting.grants.http = vec![http_grant("https://inside.invalid", &["token"], true)]),
        http("secret-toward-another-host", "CapabilityDenied(http-request-denied)", "other.invalid")
            .both(|setting| {
                setting.grants.http = vec![
                    http_grant("https://target.invalid", &["token"], false),
                    http_grant("https://other.invalid", &[], false),
                ];
            })
            .lifted(|setting| setting.lifted.destinations = true),
        http("large-response", "CapabilityDenied(http-response-body-size)", "large.invalid")
            .both(|setting| setting.grants.http = vec![http_grant("https://large.invalid", &["token"], false)])
            .held(|setting| setting.limits.outbound_response_bytes = 1 << 20),
        Guest::new(
            "recipient-not-granted",
            "mail grant",
            "CapabilityDenied(recipient-denied)",
            Deliver,
            text!("adapter", "send-mail"),
        )
        .both(|setting| {
            setting.settings = "someone@elsewhere.invalid".into();
            setting.grants.mail = vec!["@authority.invalid".into()];
        })
        .lifted(|setting| setting.lifted.recipients = true),
    ]
}

fn components() -> Vec<Guest> {
    use Entry::Validate;
    let gate = |name, source| Guest::new(name, "component check", "AbiMismatch", Validate, source);
    let intact = |setting: &mut super::guest::Setting| setting.source = WELL_BEHAVED;
    vec![
        gate("import-wasi", text!("validator-with-wasi", "import-wasi"))
            .lifted(|setting| setting.lifted.imports = true),
        gate("import-capability", text!("validator-with-folder", "import-capability"))
            .lifted(|setting| setting.lifted.imports = true),
        gate("component-truncated", Source::Made(truncated)).lifted(intact),
        gate("component-random", Source::Made(random)).lifted(intact),
        gate("core-module", Source::Made(core_module)).lifted(intact),
        gate("component-huge", Source::Made(huge))
            .held(|setting| setting.component_bytes = 1 << 20)
            .lifted(|setting| setting.component_bytes = 8 << 20),
    ]
}

fn truncated() -> Result<Vec<u8>, String> {
    let mut bytes = bytes(WELL_BEHAVED)?;
    bytes.truncate(bytes.len() * 2 / 3);
    Ok(bytes)
}

/// The same 4 KiB everywhere.
fn random() -> Result<Vec<u8>, String> {
    let mut state = 0x9e37_79b9_u32;
    Ok(std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()
    })
    .take(1_024)
    .flatten()
    .collect())
}

fn core_module() -> Result<Vec<u8>, String> {
    match WELL_BEHAVED {
        Source::Text(_, text) => component::core_module(text),
        Source::Made(make) => make(),
    }
}

/// A component with a custom section of 2 MiB.
fn huge() -> Result<Vec<u8>, String> {
    const SECTION: u32 = 2 << 20;
    let mut bytes = bytes(WELL_BEHAVED)?;
    bytes.push(0);
    let mut size = SECTION;
    while size >= 0x80 {
        bytes.push((size & 0x7f) as u8 | 0x80);
        size >>= 7;
    }
    bytes.push(size as u8);
    bytes.push(4);
    bytes.extend_from_slice(b"huge");
    bytes.resize(bytes.len() + SECTION as usize - 5, 0);
    Ok(bytes)
}
