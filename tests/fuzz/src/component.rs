//! What a vendor hands in as a component, up to and including its compilation.

use super::text::assert_readable;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::ports::{
    Blobs, CodeLists, CodeLookup, HttpError, MailError, Mailer, OutboundHttp, OutboundMail, OutboundRequest,
    OutboundResponse, Secrets,
};
use drehscheibe_runtime::{Runtime, RuntimeOptions, RuntimePorts};
use drehscheibe_store::MemoryBlobs;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tempfile::TempDir;

/// A world with nothing in it.
struct Nothing;

impl OutboundHttp for Nothing {
    fn send(&self, _: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError> {
        Err(HttpError::DestinationNotFound)
    }
}
impl Mailer for Nothing {
    fn send(&self, _: &OutboundMail<'_>) -> Result<(), MailError> {
        Err(MailError::NotConfigured)
    }
}
impl Secrets for Nothing {
    fn secret(&self, _: &TenantId, _: &str) -> Option<String> {
        None
    }
}
impl CodeLists for Nothing {
    fn look_up(&self, _: &str, _: Option<&str>, _: &str) -> CodeLookup {
        CodeLookup::NoSuchList
    }
}

/// A runtime with blobs of its own.
pub(super) struct Bench {
    pub runtime: Runtime,
    pub blobs: MemoryBlobs,
    _directory: TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let blobs = MemoryBlobs::new();
        let options = RuntimeOptions {
            concurrent_calls: 1,
            component_bytes: 256 << 10,
            ..RuntimeOptions::new(directory.path(), [7; 32])
        };
        let ports = RuntimePorts {
            blobs: Arc::new(blobs.clone()),
            http: Arc::new(Nothing),
            mailer: Arc::new(Nothing),
            secrets: Arc::new(Nothing),
            code_lists: Arc::new(Nothing),
        };
        Self { runtime: Runtime::new(options, ports).unwrap(), blobs, _directory: directory }
    }
}

static BENCH: LazyLock<Bench> = LazyLock::new(Bench::new);

/// The binary form of a component in WebAssembly's text format: seeds can be read, and what is changed
/// is the binary.
pub fn binary(input: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(input).ok().filter(|text| text.trim_start().starts_with(['(', ';']))?;
    wat::parse_str(text).ok()
}

/// The component is loaded, or refused with a text that a vendor can read.
pub fn run(input: &[u8]) {
    let digest = BENCH.blobs.put(binary(input).as_deref().unwrap_or(input));
    if let Err(stop) = BENCH.runtime.precompile(&digest) {
        assert_readable(&stop.to_string(), 1 << 20);
    }
    BENCH.runtime.forget(&digest);
    BENCH.blobs.sweep(&[], Duration::ZERO).unwrap();
}
