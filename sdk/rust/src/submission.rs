//! What validators and transformers get and give.

use crate::bindings::imports::drehscheibe::rule::types;
use crate::contract::{Area, Attachment, Document, Output};
use crate::document::FromDocument;
use crate::findings::Findings;

/// A submission whose document was read as `D`.
#[derive(Debug, Clone)]
pub struct Submission<D> {
    /// UUID version 7.
    pub message_id: String,
    /// The authenticated sender.
    pub source: String,
    pub procedure: String,
    pub message_type: Option<String>,
    pub area: Area,
    pub case_id: Option<String>,
    /// The document as it came, byte for byte.
    pub document: Document,
    /// The document as it was read.
    pub content: D,
    pub attachments: Vec<Attachment>,
}

impl<D: FromDocument> Submission<D> {
    /// Reads the document. What is wrong with it goes to `findings`; `None` if there is no content then.
    pub(crate) fn read(raw: types::Submission, findings: &mut Findings) -> Option<Self> {
        let content = D::from_document(&raw.document, findings)?;
        Some(Self {
            message_id: raw.message_id,
            source: raw.source,
            procedure: raw.procedure,
            message_type: raw.message_type,
            area: raw.area,
            case_id: raw.case_id,
            document: raw.document,
            content,
            attachments: raw.attachments,
        })
    }
}

impl<D> Submission<D> {
    /// The attachment with this id.
    pub fn attachment(&self, id: &str) -> Option<&Attachment> {
        self.attachments.iter().find(|attachment| attachment.id == id)
    }
}

/// The outputs of one call.
#[derive(Debug, Default)]
pub struct Outputs {
    all: Vec<Output>,
}

impl Outputs {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn push(&mut self, output: Output) {
        self.all.push(output);
    }
    pub fn iter(&self) -> impl Iterator<Item = &Output> {
        self.all.iter()
    }
    pub fn into_vec(self) -> Vec<Output> {
        self.all
    }
}
