//! From the model into the guest, borrowed: documents are copied once, into the guest's memory.

use crate::bindings::drehscheibe::rule::types::{AreaParam, Attachment, Delivery, DocumentParam, Envelope, Submission};
use drehscheibe_model::call::{DeliverInput, RecogniseInput, SubmissionInput};
use drehscheibe_model::content::Document;
use drehscheibe_model::envelope::Attachment as ModelAttachment;
use drehscheibe_model::ids::{CaseId, DeliveryId, MessageId};

/// Texts that the contract wants and the model keeps in another form.
pub(crate) struct Attachments<'a> {
    digests: Vec<String>,
    attachments: &'a [ModelAttachment],
}

impl<'a> Attachments<'a> {
    pub(crate) fn new(attachments: &'a [ModelAttachment]) -> Self {
        let digests = attachments.iter().map(|attachment| attachment.content.digest.to_hex()).collect();
        Self { digests, attachments }
    }

    pub(crate) fn list(&self) -> Vec<Attachment<'_>> {
        self.attachments
            .iter()
            .zip(&self.digests)
            .map(|(attachment, sha256)| Attachment {
                id: &attachment.id,
                file_name: &attachment.file_name,
                media_type: &attachment.content.media_type,
                size: attachment.content.size,
                sha256,
            })
            .collect()
    }

    fn bytes(&self) -> u64 {
        let texts = |attachment: &ModelAttachment| {
            attachment.id.len() + attachment.file_name.len() + attachment.content.media_type.len() + 112
        };
        self.attachments.iter().map(texts).sum::<usize>() as u64
    }
}

fn document(document: &Document) -> DocumentParam<'_> {
    DocumentParam { media_type: &document.media_type, body: &document.body }
}

/// Bytes of fixed-size fields and of the short names.
const FRAME_BYTES: u64 = 512;

fn size(document: &Document, attachments: &Attachments<'_>) -> u64 {
    FRAME_BYTES + document.body.len() as u64 + document.media_type.len() as u64 + attachments.bytes()
}

/// The bytes that an envelope takes.
pub(crate) fn envelope_bytes(input: &RecogniseInput<'_>, attachments: &Attachments<'_>) -> u64 {
    let properties: usize = input.envelope.properties.iter().map(|(name, value)| name.len() + value.len() + 16).sum();
    size(input.document, attachments) + properties as u64
}

pub(crate) fn submission_bytes(input: &SubmissionInput<'_>, attachments: &Attachments<'_>) -> u64 {
    size(input.document, attachments)
}

pub(crate) fn delivery_bytes(input: &DeliverInput<'_>, attachments: &Attachments<'_>) -> u64 {
    size(input.document, attachments)
}

pub(crate) fn properties<'a>(input: &'a RecogniseInput<'_>) -> Vec<(&'a str, &'a str)> {
    input.envelope.properties.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

pub(crate) fn envelope<'a>(
    message_id: &'a str,
    input: &'a RecogniseInput<'_>,
    properties: &'a [(&'a str, &'a str)],
    attachments: &'a [Attachment<'a>],
) -> Envelope<'a> {
    let area = input.envelope.area.as_deref();
    let of_length = |length| area.filter(|area| area.len() == length);
    Envelope {
        message_id,
        source: input.envelope.source.as_str(),
        procedure: input.envelope.procedure.as_deref(),
        message_type: input.envelope.message_type.as_deref(),
        area: AreaParam { ags: of_length(8), ars: of_length(12) },
        case_id: input.envelope.case_id.as_ref().map(CaseId::as_str),
        properties,
        document: document(input.document),
        attachments,
    }
}

pub(crate) fn submission<'a>(
    message_id: &'a str,
    input: &'a SubmissionInput<'_>,
    attachments: &'a [Attachment<'a>],
) -> Submission<'a> {
    Submission {
        message_id,
        source: input.source.as_str(),
        procedure: input.procedure.as_str(),
        message_type: input.message_type,
        area: AreaParam { ags: input.ags.as_deref(), ars: input.ars.as_deref() },
        case_id: input.case_id.map(CaseId::as_str),
        document: document(input.document),
        attachments,
    }
}

/// Ids in the form in which the guest sees them.
pub(crate) struct DeliveryIds {
    pub(crate) delivery: String,
    pub(crate) message: String,
}

impl DeliveryIds {
    pub(crate) fn new(delivery: DeliveryId, message: MessageId) -> Self {
        Self { delivery: delivery.to_string(), message: message.to_string() }
    }
}

pub(crate) fn delivery<'a>(
    ids: &'a DeliveryIds,
    input: &'a DeliverInput<'_>,
    attachments: &'a [Attachment<'a>],
) -> Delivery<'a> {
    Delivery {
        delivery_id: &ids.delivery,
        message_id: &ids.message,
        attempt: input.attempt,
        procedure: input.procedure.as_str(),
        message_type: input.message_type,
        area: AreaParam { ags: input.ags.as_deref(), ars: input.ars.as_deref() },
        case_id: input.case_id.map(CaseId::as_str),
        recipient: input.recipient.as_str(),
        document: document(input.document),
        file_name: input.file_name,
        attachments,
    }
}
