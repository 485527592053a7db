//! A submission in one JSON body.

use super::draft::Draft;
use super::envelope::{EnvelopeRequest, SubmissionRequest};
use super::media::{Form, MediaType};
use super::spool::{Part, Spool};
use super::transfer::Transfer;
use super::{digest, headers, json};
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drehscheibe_model::content::Digest;
use http::HeaderMap;

fn missing<T>(text: &str) -> Result<T, Problem> {
    Err(Problem::new(&kinds::DOCUMENT_MISSING, text))
}

pub(super) async fn read(state: &AppState, head: &HeaderMap, body: Body) -> Result<Draft, Problem> {
    headers::no_envelope(head)?;
    let announced = digest::announced(head, "the body")?;
    let bytes = Transfer::new(body, state.limits.json_submission_bytes, &state.limits).all().await?;
    digest::compare(announced, Digest::of(&bytes), "The body")?;
    let request: SubmissionRequest =
        json::parse(&bytes)?.map_err(|error| Problem::all(&kinds::ENVELOPE_INVALID, vec![error.to_string()]))?;
    drop(bytes);
    let (document, media_type) = match (&request.document, &request.document_base64) {
        (Some(_), Some(_)) => return missing("There are `document` and `documentBase64`: one of them is enough."),
        (None, None) => return missing("There is neither `document` nor `documentBase64`."),
        (Some(raw), None) => {
            let text = request.media_type.as_deref().unwrap_or("application/json");
            let media_type = MediaType::for_document(Some(text), "the document")?;
            if media_type.form() != Form::Json {
                return Err(Problem::new(
                    &kinds::MEDIA_TYPE_UNSUPPORTED,
                    "A document that is not JSON stands in `documentBase64`.",
                ));
            }
            (raw.get().as_bytes().to_vec(), media_type)
        }
        (None, Some(text)) => {
            let media_type = MediaType::for_document(request.media_type.as_deref(), "the document (`mediaType`)")?;
            let decoded = STANDARD.decode(text).map_err(|error| {
                Problem::all(&kinds::ENVELOPE_INVALID, vec![format!("`documentBase64` is not base64: {error}")])
            })?;
            (decoded, media_type)
        }
    };
    let limit = state.limits.document_bytes;
    let mut spool = Spool::new(state.ports.blobs.clone(), Part::Document, "The document".into(), limit);
    spool.push(&document).await?;
    let document = spool.finish(media_type.as_str()).await?;
    let envelope = EnvelopeRequest {
        procedure: request.procedure,
        message_type: request.message_type,
        area: request.area,
        case_id: request.case_id,
        properties: request.properties,
        attachments: None,
    };
    Ok(Draft { envelope, document, media_type, attachments: Vec::new() })
}
