//! Uploading blobs: at once, in one piece, in many, or from a neighbour repository.

use super::address::digested;
use super::error::OciError;
use super::{Call, empty, receive};
use crate::blocking::blocking;
use crate::depot::access::Act;
use axum::body::Body;
use axum::extract::Query;
use axum::response::Response;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Piece, RepositoryName, Upload};
use drehscheibe_model::ports::RegistryError;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;

/// Parameters of uploads; clients add others of their own.
#[derive(Debug, Default, Deserialize)]
struct Parameters {
    digest: Option<String>,
    mount: Option<String>,
    from: Option<String>,
}

fn parameters(call: &Call<'_>) -> Result<Parameters, OciError> {
    let wrong = |error: axum::extract::rejection::QueryRejection| {
        OciError::new(StatusCode::BAD_REQUEST, "BLOB_UPLOAD_INVALID", error.body_text())
    };
    Query::try_from_uri(call.uri()).map(|Query(value)| value).map_err(wrong)
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}

/// An upload that goes on.
fn going_on(status: StatusCode, upload: &Upload) -> Response {
    let mut response = empty(status);
    let last = upload.offset().saturating_sub(1);
    set(&mut response, header::LOCATION, &format!("/v2/{}/blobs/uploads/{}", upload.repository, upload.id));
    set(&mut response, header::RANGE, &format!("0-{last}"));
    set(&mut response, HeaderName::from_static("docker-upload-uuid"), &upload.id);
    response
}

/// A blob that is here.
fn here(name: &RepositoryName, digest: &Digest) -> Response {
    let mut response = empty(StatusCode::CREATED);
    set(&mut response, header::LOCATION, &format!("/v2/{name}/blobs/{digest}"));
    set(&mut response, HeaderName::from_static("docker-content-digest"), &digest.to_string());
    response
}

/// `POST`: an empty upload; with `digest` a whole blob; with `mount` one of another repository.
pub(super) async fn start(call: &Call<'_>, name: RepositoryName, body: Body) -> Result<Response, OciError> {
    let asked = parameters(call)?;
    if let Some(mount) = &asked.mount
        && let Some(response) = mounted(call, &name, digested(mount)?, asked.from.as_deref()).await?
    {
        return Ok(response);
    }
    let (registry, who) = (call.state.ports.registry.clone(), call.who());
    let whole = match asked.digest.as_deref().filter(|_| asked.mount.is_none()) {
        Some(digest) => {
            let limit = registry.limits().blob_bytes;
            Some((digested(digest)?, receive::piece(call.state, body, limit).await?))
        }
        None => None,
    };
    let upload = {
        let (registry, name) = (registry.clone(), name.clone());
        blocking(move || registry.start_upload(&name, &who)).await??
    };
    match whole {
        Some((digest, piece)) => complete(call, upload, None, piece, digest).await,
        None => Ok(going_on(StatusCode::ACCEPTED, &upload)),
    }
}

/// None if the blob is not there, or not for this caller: then it is uploaded.
async fn mounted(
    call: &Call<'_>,
    name: &RepositoryName,
    digest: Digest,
    from: Option<&str>,
) -> Result<Option<Response>, OciError> {
    let Some(from) = from.and_then(|from| RepositoryName::new(from).ok()) else { return Ok(None) };
    if !call.principal.may(call.state, Act::Pull, &from) {
        return Ok(None);
    }
    let (registry, to) = (call.state.ports.registry.clone(), name.clone());
    match blocking(move || registry.mount(&from, &to, &digest)).await? {
        Ok(_) => Ok(Some(here(name, &digest))),
        Err(RegistryError::BlobUnknown { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn find(call: &Call<'_>, name: RepositoryName, id: String) -> Result<Upload, OciError> {
    let (registry, who) = (call.state.ports.registry.clone(), call.who());
    Ok(blocking(move || registry.upload(&name, &id, &who)).await??)
}

/// `GET`: how much has arrived.
pub(super) async fn status(call: &Call<'_>, name: RepositoryName, id: String) -> Result<Response, OciError> {
    Ok(going_on(StatusCode::NO_CONTENT, &find(call, name, id).await?))
}

/// `PATCH`: one more piece.
pub(super) async fn patch(call: &Call<'_>, name: RepositoryName, id: String, body: Body) -> Result<Response, OciError> {
    let upload = find(call, name, id).await?;
    let offset = begins_at(&call.parts.headers, &upload)?;
    let left = call.state.ports.registry.limits().blob_bytes.saturating_sub(upload.offset());
    let Some(piece) = receive::piece(call.state, body, left).await? else {
        return Ok(going_on(StatusCode::ACCEPTED, &upload));
    };
    Ok(going_on(StatusCode::ACCEPTED, &add(call, upload, offset, piece).await?))
}

/// `PUT`: the last piece, or none, and the digest of all.
pub(super) async fn finish(
    call: &Call<'_>,
    name: RepositoryName,
    id: String,
    body: Body,
) -> Result<Response, OciError> {
    let digest = parameters(call)?.digest;
    let missing = || OciError::new(StatusCode::BAD_REQUEST, "DIGEST_INVALID", "the parameter `digest` is missing");
    let digest = digested(&digest.ok_or_else(missing)?)?;
    let upload = find(call, name, id).await?;
    let offset = begins_at(&call.parts.headers, &upload)?;
    let left = call.state.ports.registry.limits().blob_bytes.saturating_sub(upload.offset());
    let piece = receive::piece(call.state, body, left).await?;
    complete(call, upload, offset, piece, digest).await
}

/// `DELETE`: forgets it.
pub(super) async fn cancel(call: &Call<'_>, name: RepositoryName, id: String) -> Result<Response, OciError> {
    let upload = find(call, name, id).await?;
    let registry = call.state.ports.registry.clone();
    blocking(move || registry.cancel_upload(&upload)).await??;
    Ok(empty(StatusCode::NO_CONTENT))
}

async fn add(call: &Call<'_>, upload: Upload, offset: Option<u64>, piece: Piece) -> Result<Upload, OciError> {
    let registry = call.state.ports.registry.clone();
    Ok(blocking(move || registry.add_piece(&upload, offset, piece)).await??)
}

async fn complete(
    call: &Call<'_>,
    upload: Upload,
    offset: Option<u64>,
    piece: Option<Piece>,
    digest: Digest,
) -> Result<Response, OciError> {
    let upload = match piece {
        Some(piece) => add(call, upload, offset, piece).await?,
        None => upload,
    };
    let (registry, name) = (call.state.ports.registry.clone(), upload.repository.clone());
    blocking(move || registry.finish_upload(&upload, &digest)).await??;
    Ok(here(&name, &digest))
}

/// Where the piece begins, says the client; refused at once if that is not where the last one ended.
fn begins_at(headers: &HeaderMap, upload: &Upload) -> Result<Option<u64>, OciError> {
    let Some(value) = headers.get(header::CONTENT_RANGE) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim_start_matches("bytes ").trim();
    let range = text.split('/').next().and_then(|range| range.split_once('-'));
    let numbers = range.and_then(|(from, to)| Some((from.parse::<u64>().ok()?, to.parse::<u64>().ok()?)));
    let arrived = upload.offset();
    match numbers {
        Some((from, to)) if from == arrived && to >= from => Ok(Some(from)),
        // What the specification's clients send with an empty last piece.
        Some((from, _)) if from == arrived => Ok(None),
        _ => {
            let error = OciError::from(RegistryError::UploadRange { offset: arrived });
            Err(error
                .header(header::RANGE, format!("0-{}", arrived.saturating_sub(1)))
                .header(header::LOCATION, format!("/v2/{}/blobs/uploads/{}", upload.repository, upload.id)))
        }
    }
}
