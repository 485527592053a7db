//! A runtime with nothing around it, and the components of the stock plugins.

use crate::{Outcome, failure};
use drehscheibe_model::call::{CallContext, Grants, SubmissionInput};
use drehscheibe_model::content::{Digest, Document};
use drehscheibe_model::ids::{MessageId, ProcedureId, SourceId, TenantId};
use drehscheibe_model::limits::Limits;
use drehscheibe_model::ports::{
    CodeLists, CodeLookup, HttpError, MailError, Mailer, OutboundHttp, OutboundMail, OutboundRequest, OutboundResponse,
    Rules, Secrets,
};
use drehscheibe_runtime::{Runtime, RuntimeOptions, RuntimePorts};
use drehscheibe_store::MemoryBlobs;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// The folder of the stock plugins.
pub fn plugins() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../plugins"))
}

/// A stock plugin, as `make plugins` builds it.
pub fn component(name: &str) -> Outcome<Vec<u8>> {
    let path = plugins().join("target/components").join(format!("{name}.wasm"));
    std::fs::read(&path)
        .map_err(|error| failure(format!("the component `{name}` is missing, run `make plugins`: {error}")))
}

/// Everything a guest may ask for is refused.
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

/// One plugin in a runtime of its own.
pub struct Guest {
    _directory: tempfile::TempDir,
    pub runtime: Runtime,
    pub digest: Digest,
}

impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guest").field("digest", &self.digest).finish_non_exhaustive()
    }
}

impl Guest {
    pub fn new(component: &[u8]) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let blobs = Arc::new(MemoryBlobs::default());
        let digest = blobs.put(component);
        let nothing = Arc::new(Nothing);
        let ports = RuntimePorts {
            blobs,
            http: nothing.clone(),
            mailer: nothing.clone(),
            secrets: nothing.clone(),
            code_lists: nothing,
        };
        let runtime = Runtime::new(RuntimeOptions::new(directory.path().join("cache"), [7; 32]), ports)?;
        runtime.precompile(&digest)?;
        Ok(Self { _directory: directory, runtime, digest })
    }

    /// A function that validates the document once; it fails if there is anything to find.
    pub fn validator(
        &self,
        document: Vec<u8>,
        settings: &str,
        received: &str,
    ) -> Outcome<impl Fn() -> Outcome<()> + '_> {
        let tenant: TenantId = "146270210210".parse()?;
        let source: SourceId = "portal".parse()?;
        let procedure: ProcedureId = "hundesteuer-anmeldung".parse()?;
        let received_at: Timestamp = received.parse()?;
        let document = Document { media_type: "application/json".into(), body: document };
        let settings = settings.to_owned();
        let (limits, grants, message) = (Limits::DEFAULT, Grants::default(), MessageId::generate());
        Ok(move || {
            let context = CallContext {
                plugin: self.digest,
                tenant: &tenant,
                message,
                received_at,
                settings: &settings,
                limits: &limits,
                grants: &grants,
                attachments: &[],
            };
            let input = SubmissionInput {
                source: &source,
                procedure: &procedure,
                message_type: None,
                ags: Some("14627021".into()),
                ars: Some("146270210210".into()),
                case_id: None,
                document: &document,
            };
            match self.runtime.validate(&context, &input).result {
                Ok(findings) if findings.is_empty() => Ok(()),
                other => Err(failure(format!("the validator said {other:?}"))),
            }
        })
    }
}
