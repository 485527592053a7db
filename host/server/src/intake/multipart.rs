//! A submission in parts (RFC 7578): `envelope` (JSON, may be left out), `document`, and one part per
//! attachment, named by its id. Parts may come in any order and are written away as they come.

use super::attachments::{self, Came};
use super::draft::Draft;
use super::envelope::EnvelopeRequest;
use super::media::MediaType;
use super::spool::{Part, Spool, Spooled};
use super::transfer::{Fault, Transfer};
use super::{digest, headers, json};
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::body::Body;
use http::HeaderMap;
use multer::{Field, Multipart};

/// A fault of the transfer hides inside multer's error.
fn problem(error: multer::Error) -> Problem {
    if let multer::Error::StreamReadFailed(inner) = &error
        && let Some(fault) = inner.downcast_ref::<Fault>()
    {
        return (*fault).into();
    }
    Problem::new(&kinds::MULTIPART_INVALID, format!("{error}."))
}

#[derive(Default)]
struct Parts {
    envelope: Option<EnvelopeRequest>,
    document: Option<(Spooled, MediaType)>,
    attachments: Vec<Came>,
}

pub(super) async fn read(state: &AppState, head: &HeaderMap, body: Body) -> Result<Draft, Problem> {
    headers::no_envelope(head)?;
    if head.contains_key("content-digest") {
        return Err(Problem::new(&kinds::DIGEST_INVALID, "In multipart/form-data each part has its own digest."));
    }
    let boundary = multer::parse_boundary(headers::content_type(head).unwrap_or_default()).map_err(problem)?;
    let transfer = Transfer::new(body, state.limits.body_bytes, &state.limits);
    let mut multipart = Multipart::new(transfer.pieces(), boundary);
    let mut parts = Parts::default();
    while let Some(field) = multipart.next_field().await.map_err(problem)? {
        parts.take(state, field).await?;
    }
    let Some((document, media_type)) = parts.document else {
        return Err(Problem::new(&kinds::DOCUMENT_MISSING, "There is no part `document`."));
    };
    let envelope = parts.envelope.unwrap_or_default();
    Ok(Draft { envelope, document, media_type, attachments: parts.attachments })
}

impl Parts {
    async fn take(&mut self, state: &AppState, field: Field<'static>) -> Result<(), Problem> {
        let Some(name) = field.name().map(str::to_owned) else {
            return Err(Problem::new(&kinds::MULTIPART_INVALID, "A part has no name."));
        };
        let repeated = match name.as_str() {
            "envelope" => self.envelope.is_some(),
            "document" => self.document.is_some(),
            other => self.attachments.iter().any(|came| came.id == other),
        };
        if repeated {
            return Err(Problem::new(&kinds::PART_REPEATED, format!("The part `{name}` occurs more than once.")));
        }
        match name.as_str() {
            "envelope" => self.envelope = Some(envelope(state, field).await?),
            "document" => {
                let text = field.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
                let media_type = MediaType::for_document(text, "the part `document`")?;
                let spooled = spool(state, field, Part::Document, "The document", &media_type).await?;
                self.document = Some((spooled, media_type));
            }
            _ => self.attachments.push(self.attachment(state, name, field).await?),
        }
        Ok(())
    }

    async fn attachment(&self, state: &AppState, id: String, field: Field<'static>) -> Result<Came, Problem> {
        attachments::check_id(&id)?;
        let most = usize::try_from(state.limits.attachments).unwrap_or(usize::MAX);
        if self.attachments.len() >= most {
            return Err(Problem::new(
                &kinds::TOO_MANY_ATTACHMENTS,
                format!("At most {most} attachments are accepted."),
            ));
        }
        let text = match field.headers().get(http::header::CONTENT_TYPE) {
            Some(value) => value.to_str().ok(),
            None => Some("application/octet-stream"),
        };
        let media_type = text.and_then(MediaType::parse).ok_or_else(|| {
            Problem::new(&kinds::ATTACHMENT_INVALID, format!("The `Content-Type` of `{id}` is not a media type."))
        })?;
        let file_name = field.file_name().map(str::to_owned);
        let spooled = spool(state, field, Part::Attachment, &format!("Attachment `{id}`"), &media_type).await?;
        Ok(Came { id, file_name, spooled })
    }
}

async fn envelope(state: &AppState, mut field: Field<'static>) -> Result<EnvelopeRequest, Problem> {
    let limit = state.limits.envelope_bytes;
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(problem)? {
        bytes.extend_from_slice(&piece);
        if bytes.len() as u64 > limit {
            let text = format!("the part `envelope` has more than {limit} bytes");
            return Err(Problem::all(&kinds::ENVELOPE_INVALID, vec![text]));
        }
    }
    json::parse(&bytes)?.map_err(|error| Problem::all(&kinds::ENVELOPE_INVALID, vec![error.to_string()]))
}

async fn spool(
    state: &AppState,
    mut field: Field<'static>,
    part: Part,
    what: &str,
    media_type: &MediaType,
) -> Result<Spooled, Problem> {
    let announced = digest::announced(field.headers(), what)?;
    let limit = match part {
        Part::Document => state.limits.document_bytes,
        Part::Attachment => state.limits.attachment_bytes,
    };
    let mut spool = Spool::new(state.ports.blobs.clone(), part, what.to_owned(), limit);
    while let Some(piece) = field.chunk().await.map_err(problem)? {
        spool.push(&piece).await?;
    }
    let spooled = spool.finish(media_type.as_str()).await?;
    digest::compare(announced, spooled.content.digest, what)?;
    Ok(spooled)
}
