//! The last step: everything is checked, the message becomes the hub's.

use super::attachments;
use super::draft::Draft;
use super::{area, document};
use crate::blocking::blocking;
use crate::messages::receipt::ReceiptView;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::envelope::{Attachment, Envelope};
use drehscheibe_model::flow::german_day;
use drehscheibe_model::ids::{MessageId, SourceId, TenantId};
use drehscheibe_model::work::{IdempotencyKey, NewMessage};
use serde::Serialize;

/// A receipt, and whether it was given before.
pub(super) struct Accepted {
    pub(super) receipt: ReceiptView,
    pub(super) replayed: bool,
}

/// What makes two submissions the same.
#[derive(Serialize)]
struct Fingerprint<'a> {
    envelope: &'a Envelope,
    document: &'a ContentRef,
    attachments: &'a [Attachment],
}

fn fingerprint(envelope: &Envelope, document: &ContentRef, attachments: &[Attachment]) -> Result<Digest, Problem> {
    serde_json::to_vec(&Fingerprint { envelope, document, attachments })
        .map(|bytes| Digest::of(&bytes))
        .map_err(|error| Problem::internal(&error))
}

/// Checks a draft and accepts it. When this returns a receipt, the message is durable.
pub(super) async fn accept(
    state: &AppState,
    source: SourceId,
    key: Option<String>,
    draft: Draft,
) -> Result<Accepted, Problem> {
    let ports = state.ports.clone();
    let received_at = ports.clock.now();
    let mut request = draft.envelope;
    let announced = request.attachments.take();
    let envelope = request.check(source)?;
    let tenant = match &envelope.area {
        Some(text) => {
            let municipality = area::check(ports.areas.as_ref(), text, german_day(received_at))?;
            TenantId::new(municipality.ars.as_str()).map_err(|error| Problem::internal(&error))?
        }
        None => TenantId::intake(&envelope.source),
    };
    let attachments = attachments::settle(announced, draft.attachments)?;
    let document = document::check(&ports.blobs, draft.document, &draft.media_type).await?;
    let revision = {
        let operations = ports.operations.clone();
        blocking(move || operations.current_revision()).await?
    };
    let revision = revision.ok_or_else(|| Problem::new(&kinds::NOT_CONFIGURED, "There is no configuration yet."))?;
    let idempotency = match key {
        None => None,
        Some(key) => {
            Some(IdempotencyKey { key, fingerprint: fingerprint(&envelope, &document.content, &attachments)? })
        }
    };
    let source = envelope.source.clone();
    let message = NewMessage {
        id: MessageId::generate(),
        received_at,
        tenant,
        envelope,
        document: document.content.clone(),
        inline_document: document.inline,
        attachments: attachments.clone(),
        revision,
        idempotency,
    };
    let acceptance = blocking(move || ports.store.accept(message)).await??;
    state.metrics.submission(acceptance.replayed);
    let receipt =
        ReceiptView::of(acceptance.message, acceptance.received_at, &source, &document.content, &attachments, true);
    Ok(Accepted { receipt, replayed: acceptance.replayed })
}
