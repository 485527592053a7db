//! The port `Rules`, with real guests and ports in memory.

mod aot;
mod calls;
mod delivering;
mod running;
mod starting;

use crate::conformance::component;
use crate::conformance::ports::{MemoryBlobs, NoCodeLists, OneSecret};
use crate::{Mode, Runtime, RuntimeOptions, RuntimePorts};
use drehscheibe_model::call::{CallContext, DeliverInput, Grants, SubmissionInput};
use drehscheibe_model::content::{ContentRef, Digest, Document};
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::ids::{DeliveryId, MessageId, ProcedureId, RecipientId, SourceId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{
    HttpError, MailError, Mailer, OutboundBody, OutboundHttp, OutboundMail, OutboundRequest, OutboundResponse,
};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// What left through HTTP: authority, headers, whether the body was an attachment, timeout.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sent {
    authority: String,
    headers: Vec<(String, String)>,
    blob: bool,
    timeout: Duration,
}

/// Answers what it was told to, and keeps what it was asked.
#[derive(Debug, Default)]
struct Recorder {
    sent: Mutex<Vec<Sent>>,
    mails: Mutex<Vec<Vec<String>>>,
    answer: Mutex<Option<HttpError>>,
}

impl OutboundHttp for Recorder {
    fn send(&self, request: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError> {
        self.sent.lock().unwrap().push(Sent {
            authority: request.authority.into(),
            headers: request.headers.to_vec(),
            blob: matches!(request.body, OutboundBody::Blob(_)),
            timeout: request.timeout,
        });
        match self.answer.lock().unwrap().clone() {
            Some(error) => Err(error),
            None => Ok(OutboundResponse { status: 200, headers: Vec::new(), body: Vec::new() }),
        }
    }
}

impl Mailer for Recorder {
    fn send(&self, mail: &OutboundMail<'_>) -> Result<(), MailError> {
        self.mails.lock().unwrap().push(mail.to.to_vec());
        Ok(())
    }
}

/// A runtime in a directory of its own.
struct Bench {
    runtime: Runtime,
    blobs: Arc<MemoryBlobs>,
    recorder: Arc<Recorder>,
    directory: TempDir,
    limits: Limits,
    grants: Grants,
    settings: String,
    attachments: Vec<Attachment>,
    document: Document,
    tenant: TenantId,
    source: SourceId,
    procedure: ProcedureId,
    recipient: RecipientId,
    message: MessageId,
}

impl Bench {
    fn new() -> Self {
        Self::with(|_| ())
    }

    fn with(change: impl FnOnce(&mut RuntimeOptions)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut options = RuntimeOptions { concurrent_calls: 2, ..RuntimeOptions::new(directory.path(), [1; 32]) };
        change(&mut options);
        let blobs = Arc::new(MemoryBlobs::default());
        let recorder = Arc::new(Recorder::default());
        let ports = RuntimePorts {
            blobs: blobs.clone(),
            http: recorder.clone(),
            mailer: recorder.clone(),
            secrets: Arc::new(OneSecret),
            code_lists: Arc::new(NoCodeLists),
        };
        let content = b"attached".to_vec();
        let attachments = vec![Attachment {
            id: "a".into(),
            file_name: "a.txt".into(),
            content: ContentRef { digest: Digest::of(&content), size: 8, media_type: "text/plain".into() },
        }];
        blobs.put(content);
        Self {
            runtime: Runtime::new(options, ports).unwrap(),
            blobs,
            recorder,
            directory,
            limits: Limits { wall_time_ms: 10_000, ..Limits::DEFAULT },
            grants: Grants::default(),
            settings: "{}".into(),
            attachments,
            document: Document { media_type: "text/plain".into(), body: b"document".to_vec() },
            tenant: "146120000000".parse().unwrap(),
            source: "portal".parse().unwrap(),
            procedure: "hundesteuer".parse().unwrap(),
            recipient: RecipientId::default_recipient(),
            message: MessageId::generate(),
        }
    }

    /// A guest of the world, from its text.
    fn guest(&self, world: &str, text: &str) -> Digest {
        self.blobs.put(component::component(world, text).unwrap())
    }

    fn context(&self, plugin: Digest) -> CallContext<'_> {
        CallContext {
            plugin,
            tenant: &self.tenant,
            message: self.message,
            received_at: "2026-07-01T10:00:00Z".parse().unwrap(),
            settings: &self.settings,
            limits: &self.limits,
            grants: &self.grants,
            attachments: &self.attachments,
        }
    }

    fn submission(&self) -> SubmissionInput<'_> {
        SubmissionInput {
            source: &self.source,
            procedure: &self.procedure,
            message_type: None,
            ags: Some("14612000".into()),
            ars: Some("146120000000".into()),
            case_id: None,
            document: &self.document,
        }
    }

    fn delivery(&self) -> DeliverInput<'_> {
        DeliverInput {
            delivery: DeliveryId { message: self.message, number: 1 },
            attempt: 1,
            procedure: &self.procedure,
            message_type: None,
            ags: None,
            ars: None,
            case_id: None,
            recipient: &self.recipient,
            document: &self.document,
            file_name: None,
            attachments: &self.attachments,
        }
    }
}

fn certification(options: &mut RuntimeOptions) {
    options.mode = Mode::Certification;
}
