//! Manifests.

use super::error::OciError;
use super::{Call, empty};
use crate::blocking::blocking;
use crate::depot::access::pushes;
use crate::intake::transfer::Transfer;
use axum::body::Body;
use axum::response::Response;
use drehscheibe_model::depot::artifact_type::MANIFEST;
use drehscheibe_model::depot::{Reference, RepositoryName};
use drehscheibe_model::ports::{Kept, Pushed};
use http::{HeaderName, HeaderValue, StatusCode, header};

/// Longest text of one warning, in bytes.
const WARNING: usize = 512;
/// Most warnings of one answer.
const WARNINGS: usize = 8;

const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// `GET` and `HEAD`.
pub(super) async fn get(call: &Call<'_>, name: RepositoryName, reference: Reference) -> Result<Response, OciError> {
    let registry = call.state.ports.registry.clone();
    let (record, bytes) = blocking(move || registry.manifest(&name, &reference)).await??;
    let length = bytes.len() as u64;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, length.into());
    if let Ok(value) = HeaderValue::try_from(record.media_type) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    if let Ok(value) = HeaderValue::try_from(record.digest.to_string()) {
        headers.insert(CONTENT_DIGEST, value);
    }
    Ok(response)
}

/// `PUT`. What the depot misses before the package's next step comes as warnings.
pub(super) async fn put(
    call: &Call<'_>,
    name: RepositoryName,
    reference: Reference,
    body: Body,
) -> Result<Response, OciError> {
    let allowed = call.principal.caller().and_then(|caller| pushes(caller, &name));
    let allowed =
        allowed.ok_or_else(|| OciError::new(StatusCode::FORBIDDEN, "DENIED", "this key may not push here"))?;
    let media_type = match call.parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) {
        Some(Ok(text)) => text.split(';').next().unwrap_or(text).trim().to_owned(),
        Some(Err(_)) => String::new(),
        None => MANIFEST.to_owned(),
    };
    let registry = call.state.ports.registry.clone();
    let body = Transfer::new(body, registry.limits().manifest_bytes, &call.state.limits).all().await?;
    let (repository, by) = (name.clone(), call.who());
    let put = blocking(move || {
        let pushed = Pushed {
            repository: &repository,
            reference: &reference,
            media_type: &media_type,
            body: &body,
            by: &by,
            allowed,
        };
        registry.put_manifest(pushed)
    });
    let Kept { record, remarks } = put.await??;
    let mut response = empty(StatusCode::CREATED);
    let headers = response.headers_mut();
    let digest = record.digest.to_string();
    if let Ok(value) = HeaderValue::try_from(format!("/v2/{name}/manifests/{digest}")) {
        headers.insert(header::LOCATION, value);
    }
    if let Ok(value) = HeaderValue::try_from(digest) {
        headers.insert(CONTENT_DIGEST, value);
    }
    if let Some(Ok(value)) = record.subject.map(|subject| HeaderValue::try_from(subject.to_string())) {
        headers.insert(HeaderName::from_static("oci-subject"), value);
    }
    for remark in remarks.iter().take(WARNINGS) {
        if let Ok(value) = HeaderValue::try_from(format!("299 - \"{}\"", plain(remark))) {
            headers.append(header::WARNING, value);
        }
    }
    Ok(response)
}

/// Text that may stand in a quoted header.
fn plain(text: &str) -> String {
    let keep = |c: char| if c.is_ascii_graphic() || c == ' ' { c } else { '?' };
    let text = text.replace('"', "'").replace('\\', "/");
    text.chars().map(keep).take(WARNING).collect()
}
