//! The receipt: what was taken, and when. It is the same at any time.

use super::address::Address;
use super::find::find;
use super::view::{AttachmentView, ContentView, Links};
use crate::access::Caller;
use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::State;
use axum::{Extension, Json};
use drehscheibe_model::content::ContentRef;
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::ids::{MessageId, SourceId};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// The hub has durably taken the message (Eingangsbestätigung).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReceiptView {
    #[schema(value_type = String)]
    id: MessageId,
    /// First receipt; a redirect keeps it (SGB I § 16 paragraph 2).
    received_at: String,
    /// Always `accepted`: what became of it since stands in the status.
    state: &'static str,
    source: String,
    document: ContentView,
    attachments: Vec<AttachmentView>,
    links: Links,
}

impl ReceiptView {
    pub(crate) fn of(
        id: MessageId,
        received_at: Timestamp,
        source: &SourceId,
        document: &ContentRef,
        attachments: &[Attachment],
        content: bool,
    ) -> Self {
        Self {
            id,
            received_at: received_at.to_string(),
            state: "accepted",
            source: source.to_string(),
            document: document.into(),
            attachments: attachments.iter().map(|a| AttachmentView::of(a, content)).collect(),
            links: Links::of(id),
        }
    }
    pub(crate) fn location(&self) -> &str {
        self.links.this()
    }
}

/// The receipt that was given when the message was accepted.
#[utoipa::path(get, path = "/api/v1/messages/{id}/receipt", tag = "messages", security(("key" = [])),
    params(("id" = String, Path, description = "Message id")),
    responses((status = 200, body = ReceiptView), (status = 404, description = "`message-not-found`")))]
pub(crate) async fn receipt(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address(id): Address<String>,
) -> Result<Json<ReceiptView>, Problem> {
    let m = find(&state, &caller, &id).await?;
    let content = caller.sees_content();
    Ok(Json(ReceiptView::of(m.id, m.received_at, &m.envelope.source, &m.document, &m.attachments, content)))
}
