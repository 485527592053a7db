//! Reading blobs, whole or in part.

use super::Call;
use super::error::OciError;
use crate::blocking::blocking;
use axum::body::{Body, Bytes};
use axum::response::Response;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::RepositoryName;
use drehscheibe_model::ports::Blobs;
use futures_util::stream;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use std::sync::Arc;

/// Read at a time.
const CHUNK: u64 = 256 << 10;

/// `GET` and `HEAD`.
pub(super) async fn get(call: &Call<'_>, name: RepositoryName, digest: Digest) -> Result<Response, OciError> {
    let registry = call.state.ports.registry.clone();
    let size = blocking(move || registry.blob_size(&name, &digest)).await??;
    let range = match call.parts.headers.get(header::RANGE).and_then(|value| value.to_str().ok()) {
        Some(text) if call.parts.method == Method::GET => Some(range(text, size)?).flatten(),
        _ => None,
    };
    let (from, to) = range.unwrap_or((0, size));
    let body = if call.parts.method == Method::GET {
        let blobs = call.state.ports.blobs.clone();
        Body::from_stream(stream::try_unfold(from, move |offset| next(blobs.clone(), digest, offset, to)))
    } else {
        Body::empty()
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, to.saturating_sub(from).into());
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(value) = HeaderValue::try_from(digest.to_string()) {
        headers.insert(HeaderName::from_static("docker-content-digest"), value);
    }
    if range.is_some() {
        if let Ok(value) = HeaderValue::try_from(format!("bytes {from}-{}/{size}", to.saturating_sub(1))) {
            headers.insert(header::CONTENT_RANGE, value);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

async fn next(blobs: Arc<dyn Blobs>, digest: Digest, offset: u64, end: u64) -> std::io::Result<Option<(Bytes, u64)>> {
    let length = end.saturating_sub(offset).min(CHUNK);
    if length == 0 {
        return Ok(None);
    }
    let read =
        tokio::task::spawn_blocking(move || blobs.read_at(&digest, offset, usize::try_from(length).unwrap_or(0)));
    let bytes = read.await.map_err(std::io::Error::other)?.map_err(std::io::Error::other)?;
    if bytes.is_empty() {
        return Err(std::io::Error::other("the blob is shorter than it was"));
    }
    let after = offset.saturating_add(bytes.len() as u64);
    Ok(Some((Bytes::from(bytes), after)))
}

/// One range of bytes as first and end; none if it is of a kind that is ignored.
fn range(text: &str, size: u64) -> Result<Option<(u64, u64)>, OciError> {
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    if last.contains(',') {
        return Ok(None);
    }
    let unsatisfiable = || {
        OciError::new(StatusCode::RANGE_NOT_SATISFIABLE, "SIZE_INVALID", format!("the blob has {size} bytes"))
            .header(header::CONTENT_RANGE, format!("bytes */{size}"))
    };
    let (from, to) = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(from), Ok(last)) => (from, last.saturating_add(1).min(size)),
        (Ok(from), Err(_)) if last.is_empty() => (from, size),
        (Err(_), Ok(count)) if first.is_empty() => (size.saturating_sub(count), size),
        _ => return Ok(None),
    };
    if from < to { Ok(Some((from, to))) } else { Err(unsatisfiable()) }
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_cut_to_the_blob() {
        let of = |text| range(text, 10).map_err(|_| ());
        assert_eq!(of("bytes=0-3"), Ok(Some((0, 4))));
        assert_eq!(of("bytes=4-"), Ok(Some((4, 10))));
        assert_eq!(of("bytes=-3"), Ok(Some((7, 10))));
        assert_eq!(of("bytes=8-99"), Ok(Some((8, 10))));
        assert_eq!(of("bytes=0-1,4-5"), Ok(None));
        assert_eq!(of("lines=1-2"), Ok(None));
        for wrong in ["bytes=10-", "bytes=5-4", "bytes=-0"] {
            assert_eq!(of(wrong), Err(()), "{wrong}");
        }
    }
}
