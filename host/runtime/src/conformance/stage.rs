//! Where a guest is let loose: a runtime, a folder, and the call.

use super::guest::{Entry, Setting};
use super::guests;
use super::ports::{Destinations, MemoryBlobs, NoCodeLists, OneSecret, Relay};
use super::{ConformanceError, ConformanceOptions};
use crate::options::{RuntimeOptions, RuntimePorts};
use crate::runtime::Runtime;
use drehscheibe_model::call::{
    CallContext, Called, DeliverInput, DeliveryFailure, Grants, RuleFailure, Stop, SubmissionInput, Usage,
};
use drehscheibe_model::content::{ContentRef, Digest, Document};
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::ids::{DeliveryId, MessageId, ProcedureId, RecipientId, SourceId, TenantId};
use drehscheibe_model::ports::Rules;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) outcome: String,
    pub(crate) after: Duration,
    /// The usage as the runtime measured it.
    pub(crate) usage: Usage,
}

/// The outcome of a guest that nothing stopped.
pub(crate) const THROUGH: &str = "through";
/// The outcome of a guest that left its folder, whatever it says itself.
const ESCAPED: &str = "escaped";

/// A place of its own for one run.
pub(crate) struct Stage {
    pub(crate) runtime: Runtime,
    pub(crate) blobs: Arc<MemoryBlobs>,
    pub(crate) plugin: Digest,
    directory: TempDir,
}

impl Stage {
    pub(crate) fn new(options: &ConformanceOptions, setting: &Setting) -> Result<Self, ConformanceError> {
        let directory = match &options.scratch_dir {
            Some(path) => TempDir::new_in(path),
            None => TempDir::new(),
        };
        let directory = directory.map_err(ConformanceError::Scratch)?;
        let blobs = Arc::new(MemoryBlobs::default());
        let plugin = blobs.put(guests::bytes(setting.source).map_err(ConformanceError::Guest)?);
        let runtime = Self::runtime(options, setting, &directory, &blobs)?;
        prepare(directory.path()).map_err(ConformanceError::Scratch)?;
        Ok(Self { runtime, blobs, plugin, directory })
    }

    fn runtime(
        options: &ConformanceOptions,
        setting: &Setting,
        directory: &TempDir,
        blobs: &Arc<MemoryBlobs>,
    ) -> Result<Runtime, ConformanceError> {
        let runtime = RuntimeOptions {
            concurrent_calls: 2,
            mode: setting.mode,
            component_bytes: setting.component_bytes,
            compile_worker: options.compile_worker.clone(),
            ..RuntimeOptions::new(directory.path().join("cache"), [7; 32])
        };
        let ports = RuntimePorts {
            blobs: blobs.clone(),
            http: Arc::new(Destinations),
            mailer: Arc::new(Relay),
            secrets: Arc::new(OneSecret),
            code_lists: Arc::new(NoCodeLists),
        };
        Runtime::with_lifted(runtime, ports, setting.lifted).map_err(ConformanceError::Runtime)
    }

    /// Another runtime beside the same blobs and the same cache.
    pub(crate) fn again(&mut self, options: &ConformanceOptions, setting: &Setting) -> Result<(), ConformanceError> {
        self.runtime = Self::runtime(options, setting, &self.directory, &self.blobs)?;
        Ok(())
    }

    fn folder(&self) -> PathBuf {
        self.directory.path().join("folder")
    }

    /// Calls the guest and looks whether it left its folder.
    pub(crate) fn call(&self, entry: Entry, setting: &Setting) -> Ending {
        // Loading is not the guest's time.
        let loaded = self.runtime.precompile(&self.plugin);
        let started = Instant::now();
        let (outcome, usage) = match loaded {
            Err(stop) => (stop.name().to_owned(), Usage::default()),
            Ok(()) => self.run(entry, setting),
        };
        let after = started.elapsed();
        let outcome = if self.escaped() && !setting.lifted.paths { ESCAPED.to_owned() } else { outcome };
        Ending { outcome, after, usage }
    }

    fn run(&self, entry: Entry, setting: &Setting) -> (String, Usage) {
        let document = Document { media_type: "application/json".into(), body: vec![b'x'; setting.document_bytes] };
        let settings = setting.settings.replace("/@", &self.directory.path().to_string_lossy());
        let grants = Grants {
            folder: setting.grants.folder.as_ref().map(|_| self.folder().to_string_lossy().into_owned()),
            ..setting.grants.clone()
        };
        self.with_context(setting, &settings, &grants, |context, names| match entry {
            Entry::CheckSettings => {
                let called = self.runtime.check_settings(&self.plugin, &settings, &setting.limits);
                (name(&called, Stop::name), called.usage)
            }
            Entry::Validate => {
                let called = self.runtime.validate(context, &names.submission(&document));
                (name(&called, rule), called.usage)
            }
            Entry::Transform => {
                let called = self.runtime.transform(context, &names.submission(&document));
                (name(&called, rule), called.usage)
            }
            Entry::Deliver => {
                let called = self.runtime.deliver(context, &names.delivery(context, &document));
                let outcome = match &called.result {
                    Ok(_) => THROUGH.to_owned(),
                    Err(DeliveryFailure::Stopped { stop, .. }) => stop.name().to_owned(),
                    Err(DeliveryFailure::Permanent(code)) => format!("CapabilityDenied({})", error_name(setting, code)),
                    Err(other) => format!("{other:?}"),
                };
                (outcome, called.usage)
            }
        })
    }

    /// The context of a call, and one attachment `a` of 64 KiB.
    pub(crate) fn with_context<T>(
        &self,
        setting: &Setting,
        settings: &str,
        grants: &Grants,
        body: impl FnOnce(&CallContext<'_>, &Names) -> T,
    ) -> T {
        let content = vec![b'a'; 64 << 10];
        let attachment = Attachment {
            id: "a".into(),
            file_name: "a.txt".into(),
            content: ContentRef {
                digest: Digest::of(&content),
                size: content.len() as u64,
                media_type: "text/plain".into(),
            },
        };
        self.blobs.put(content);
        let names = Names::default();
        let context = CallContext {
            plugin: self.plugin,
            tenant: &names.tenant,
            message: names.message,
            received_at: Timestamp::UNIX_EPOCH,
            settings,
            limits: &setting.limits,
            grants,
            attachments: std::slice::from_ref(&attachment),
        };
        body(&context, &names)
    }

    /// Whether anything lies beside the folder that was not there before.
    fn escaped(&self) -> bool {
        let outside = self.directory.path().join("outside");
        let beside = ["escaped", "absolute"].iter().any(|name| self.directory.path().join(name).exists());
        beside
            || outside.join("escaped").exists()
            || std::fs::read(outside.join("file")).is_ok_and(|content| content != b"untouched")
    }
}

/// A folder with links out of it.
fn prepare(directory: &Path) -> std::io::Result<()> {
    let (folder, outside) = (directory.join("folder"), directory.join("outside"));
    std::fs::create_dir_all(folder.join("inside"))?;
    std::fs::create_dir(&outside)?;
    std::fs::write(outside.join("file"), "untouched")?;
    std::os::unix::fs::symlink(&outside, folder.join("link"))?;
    std::os::unix::fs::symlink(outside.join("file"), folder.join("link-to-file"))
}

fn name<T, E>(called: &Called<T, E>, of: impl Fn(&E) -> &'static str) -> String {
    called.result.as_ref().err().map_or(THROUGH, of).to_owned()
}

fn rule(failure: &RuleFailure) -> &'static str {
    match failure {
        RuleFailure::Stopped(stop) => stop.name(),
        RuleFailure::Rejected(_) => "rejected",
        RuleFailure::Transient(_) => "transient",
        RuleFailure::Permanent(_) => "permanent",
    }
}

/// The error that a guest saw; it tells us by its number.
fn error_name(setting: &Setting, code: &str) -> &'static str {
    const FOLDER: [&str; 5] = ["not-granted", "not-permitted", "exist", "insufficient-space", "io"];
    const MAIL: [&str; 6] = ["not-granted", "recipient-denied", "invalid", "unavailable", "refused", "unknown"];
    const HTTP: [&str; 15] = [
        "dns-error",
        "destination-not-found",
        "destination-unavailable",
        "destination-ip-prohibited",
        "connection-refused",
        "connection-terminated",
        "connection-timeout",
        "tls-error",
        "http-request-denied",
        "http-request-body-size",
        "http-response-body-size",
        "http-response-timeout",
        "http-protocol-error",
        "outbound-budget",
        "internal-error",
    ];
    let number = code.bytes().next().unwrap_or_default().saturating_sub(b'0');
    let names: &[&str] = match setting.source {
        super::guest::Source::Text(_, text) if text.contains("rule/mail") => &MAIL,
        super::guest::Source::Text(_, text) if text.contains("outbound-http") => &HTTP,
        _ => &FOLDER,
    };
    names.get(usize::from(number)).copied().unwrap_or("another error")
}

/// Names that a call needs and no guest looks at.
pub(crate) struct Names {
    tenant: TenantId,
    source: SourceId,
    procedure: ProcedureId,
    recipient: RecipientId,
    message: MessageId,
}

impl Default for Names {
    fn default() -> Self {
        let source = SourceId::try_from("conformance".to_owned());
        let procedure = ProcedureId::try_from("conformance".to_owned());
        let (Ok(source), Ok(procedure)) = (source, procedure) else { unreachable!("a plain word is a name") };
        Self {
            tenant: TenantId::intake(&source),
            source,
            procedure,
            recipient: RecipientId::default_recipient(),
            message: MessageId::generate(),
        }
    }
}

impl Names {
    pub(crate) fn submission<'a>(&'a self, document: &'a Document) -> SubmissionInput<'a> {
        SubmissionInput {
            source: &self.source,
            procedure: &self.procedure,
            message_type: None,
            ags: Some("14612000".into()),
            ars: None,
            case_id: None,
            document,
        }
    }

    pub(crate) fn delivery<'a>(&'a self, context: &CallContext<'a>, document: &'a Document) -> DeliverInput<'a> {
        DeliverInput {
            delivery: DeliveryId { message: self.message, number: 1 },
            attempt: 1,
            procedure: &self.procedure,
            message_type: None,
            ags: Some("14612000".into()),
            ars: None,
            case_id: None,
            recipient: &self.recipient,
            document,
            file_name: None,
            attachments: context.attachments,
        }
    }
}
