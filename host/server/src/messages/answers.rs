//! What comes back to the sender: findings of a rejection and answers of targets.

use super::address::Address;
use super::find::find;
use super::view::{ContentView, FindingView};
use crate::access::Caller;
use crate::blocking::blocking;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::content::ContentRef;
use drehscheibe_model::delivery::DeliveryRecord;
use drehscheibe_model::ids::{DeliveryId, MessageId};
use drehscheibe_model::message::{MessageRecord, MessageState};
use drehscheibe_model::ports::{BlobError, StoreError};
use futures_util::stream;
use http::{HeaderValue, header};
use serde::Serialize;
use std::io::Read;
use utoipa::ToSchema;

/// Answers of at most so many bytes come inside the JSON, too.
const INLINE_BYTES: u64 = 256 << 10;
/// Read from the blobs at a time.
const CHUNK: usize = 64 << 10;

/// An answer of one target.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswerView {
    delivery: String,
    recipient: String,
    target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    document: ContentView,
    /// The bytes, up to 256 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_base64: Option<String>,
    /// Where the bytes are, whatever their size.
    href: String,
}

/// All that comes back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswersView {
    #[schema(value_type = String)]
    id: MessageId,
    state: &'static str,
    /// Whether the message was sent back; the findings say why.
    rejected: bool,
    findings: Vec<FindingView>,
    answers: Vec<AnswerView>,
}

/// Findings, in German at least, and the answers of targets with their bytes.
#[utoipa::path(get, path = "/api/v1/messages/{id}/answers", tag = "messages", security(("key" = [])),
    params(("id" = String, Path, description = "Message id")),
    responses((status = 200, body = AnswersView), (status = 404, description = "`message-not-found`"),
        (status = 410, description = "`content-wiped`")))]
pub(crate) async fn answers(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address(id): Address<String>,
) -> Result<Json<AnswersView>, Problem> {
    let message = with_content(find(&state, &caller, &id).await?)?;
    let (ports, id) = (state.ports.clone(), message.id);
    let answers = blocking(move || -> Result<Vec<AnswerView>, Problem> {
        let mut answers = Vec::new();
        for delivery in ports.store.deliveries(id)? {
            let Some(content) = &delivery.answer else { continue };
            let bytes = if content.size <= INLINE_BYTES { Some(read(&ports, id, content)?) } else { None };
            answers.push(view(&delivery, content, bytes));
        }
        Ok(answers)
    })
    .await??;
    Ok(Json(AnswersView {
        id: message.id,
        state: message.state.name(),
        rejected: message.state == MessageState::Rejected,
        findings: message.findings.iter().map(|finding| FindingView::of(finding, true)).collect(),
        answers,
    }))
}

/// The bytes of the answer to one delivery, by its number.
#[utoipa::path(get, path = "/api/v1/messages/{id}/answers/{number}", tag = "messages", security(("key" = [])),
    params(("id" = String, Path, description = "Message id"), ("number" = String, Path, description = "Number of the delivery")),
    responses((status = 200, description = "The bytes, under their own media type"),
        (status = 404, description = "`message-not-found`, `not-found`"), (status = 410, description = "`content-wiped`")))]
pub(crate) async fn answer(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address((id, number)): Address<(String, String)>,
) -> Result<Response, Problem> {
    let message = with_content(find(&state, &caller, &id).await?)?;
    let nothing = || Problem::new(&kinds::NOT_FOUND, "There is no answer to a delivery with this number.");
    let number: u32 = number.parse().map_err(|_| nothing())?;
    let (ports, id) = (state.ports.clone(), message.id);
    let opened = blocking(move || -> Result<Option<(ContentRef, Opened)>, Problem> {
        let delivery = ports.store.delivery(DeliveryId { message: id, number })?;
        let Some(content) = delivery.and_then(|delivery| delivery.answer) else { return Ok(None) };
        let opened = match ports.store.content(id, &content.digest)? {
            Some(bytes) => Opened::Bytes(bytes),
            None => Opened::Blob(ports.blobs.open(&content.digest)?),
        };
        Ok(Some((content, opened)))
    })
    .await??;
    let (content, opened) = opened.ok_or_else(nothing)?;
    let body = match opened {
        Opened::Bytes(bytes) => Body::from(bytes),
        Opened::Blob(reader) => Body::from_stream(stream::try_unfold(reader, next_chunk)),
    };
    let media_type = HeaderValue::from_str(&content.media_type)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    // Never shown in place: what a target sends is not the hub's page.
    let disposition = HeaderValue::from_static("attachment");
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    response.headers_mut().insert(header::CONTENT_LENGTH, content.size.into());
    Ok(response)
}

enum Opened {
    Bytes(Vec<u8>),
    Blob(Box<dyn Read + Send>),
}

type Reader = Box<dyn Read + Send>;

async fn next_chunk(mut reader: Reader) -> std::io::Result<Option<(Bytes, Reader)>> {
    tokio::task::spawn_blocking(move || {
        let mut chunk = vec![0; CHUNK];
        let count = reader.read(&mut chunk)?;
        chunk.truncate(count);
        Ok((count > 0).then(|| (Bytes::from(chunk), reader)))
    })
    .await
    .map_err(std::io::Error::other)?
}

fn with_content(message: MessageRecord) -> Result<MessageRecord, Problem> {
    match message.content_wiped_at {
        None => Ok(message),
        Some(at) => Err(Problem::new(&kinds::CONTENT_WIPED, format!("The content was wiped at {at}."))),
    }
}

fn read(ports: &crate::state::Ports, id: MessageId, content: &ContentRef) -> Result<Vec<u8>, Problem> {
    if let Some(bytes) = ports.store.content(id, &content.digest)? {
        return Ok(bytes);
    }
    let length = usize::try_from(content.size)
        .map_err(|_| Problem::from(StoreError::Damaged { what: format!("the size of answer {}", content.digest) }))?;
    let bytes = ports.blobs.read_at(&content.digest, 0, length)?;
    if bytes.len() == length { Ok(bytes) } else { Err(BlobError::Damaged(content.digest).into()) }
}

fn view(delivery: &DeliveryRecord, content: &ContentRef, bytes: Option<Vec<u8>>) -> AnswerView {
    AnswerView {
        delivery: delivery.id.to_string(),
        recipient: delivery.recipient.to_string(),
        target: delivery.target.to_string(),
        reference: delivery.reference.clone(),
        document: content.into(),
        content_base64: bytes.map(|bytes| STANDARD.encode(bytes)),
        href: format!("/api/v1/messages/{}/answers/{}", delivery.id.message, delivery.id.number),
    }
}
