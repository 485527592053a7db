//! A submission whose body is the document alone.

use super::draft::Draft;
use super::media::MediaType;
use super::spool::{Part, Spool};
use super::transfer::Transfer;
use super::{digest, headers};
use crate::problem::Problem;
use crate::state::AppState;
use axum::body::Body;
use http::HeaderMap;

pub(super) async fn read(state: &AppState, head: &HeaderMap, body: Body) -> Result<Draft, Problem> {
    let media_type = MediaType::for_document(headers::content_type(head), "the body")?;
    let envelope = headers::envelope(head)?;
    let announced = digest::announced(head, "the body")?;
    let limit = state.limits.document_bytes;
    let mut transfer = Transfer::new(body, state.limits.body_bytes, &state.limits);
    let mut spool = Spool::new(state.ports.blobs.clone(), Part::Document, "The document".into(), limit);
    while let Some(piece) = transfer.next().await? {
        spool.push(&piece).await?;
    }
    let document = spool.finish(media_type.as_str()).await?;
    digest::compare(announced, document.content.digest, "The document")?;
    Ok(Draft { envelope, document, media_type, attachments: Vec::new() })
}
