//! `POST /api/v1/messages`.

use super::accept::accept;
use super::envelope::SubmissionRequest;
use super::media::MediaType;
use super::{headers, json_body, multipart, raw};
use crate::access::Caller;
use crate::messages::receipt::ReceiptView;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Submits a message. The answer comes when it is durable.
///
/// - `application/json`: envelope and document in one object.
/// - `multipart/form-data`: the parts `envelope` (JSON: `procedure`, `messageType`, `area`, `caseId`,
///   `properties`, `attachments`), `document`, and one part per attachment, named by its id. A part may
///   carry a `Content-Digest` (RFC 9530).
/// - Any other accepted type: the body is the document; the envelope stands in the headers
///   `Drehscheibe-Procedure`, `-Message-Type`, `-Area`, `-Case-Id` and `-Property: name=value`.
///
/// With an `Idempotency-Key` the same submission can be sent any number of times and is accepted once;
/// a repetition gets the first receipt and `Idempotency-Replayed: true`.
#[utoipa::path(post, path = "/api/v1/messages", tag = "messages", security(("key" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable ASCII characters")),
    request_body(content = SubmissionRequest, description = "One of three shapes, see above"),
    responses(
        (status = 202, body = ReceiptView, description = "Accepted, durably"),
        (status = 400, description = "`multipart-invalid`, `body-incomplete`, `idempotency-key-invalid`"),
        (status = 408, description = "`body-timeout`"),
        (status = 413, description = "`body-too-large`, `document-too-large`, `attachment-too-large`, `too-many-attachments`"),
        (status = 415, description = "`media-type-unsupported`"),
        (status = 422, description = "The submission is not acceptable; the code says why"),
        (status = 503, description = "`storage-full`, `storage-unavailable`, `not-configured`; with `Retry-After`"),
    ))]
pub(crate) async fn submit(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    head: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let source = caller.source.ok_or_else(|| Problem::new(&kinds::FORBIDDEN, "This key speaks for no source."))?;
    let key = headers::idempotency_key(&head)?;
    let media_type = headers::content_type(&head).and_then(MediaType::parse);
    let draft = match media_type.as_ref().map(MediaType::essence) {
        Some("application/json") => json_body::read(&state, &head, body).await?,
        Some("multipart/form-data") => multipart::read(&state, &head, body).await?,
        _ => raw::read(&state, &head, body).await?,
    };
    let accepted = accept(&state, source, key, draft).await?;
    let location = HeaderValue::from_str(accepted.receipt.location()).map_err(|error| Problem::internal(&error))?;
    let mut response = (StatusCode::ACCEPTED, [(header::LOCATION, location)], Json(accepted.receipt)).into_response();
    if accepted.replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}
