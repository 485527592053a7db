//! Style sheets, fonts and scripts, embedded in the binary.
//!
//! Ours lie in `assets/`; foreign ones come into `assets/vendor/` with `make portal-assets` and are
//! not in the repository. Without them the portal works, in the browser's own clothes.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use drehscheibe_model::content::Digest;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "assets"]
struct Assets;

/// Whether the foreign assets were there when this binary was built.
pub(crate) fn complete() -> bool {
    Assets::get("vendor/kern.min.css").is_some() && Assets::get("vendor/htmx.min.js").is_some()
}

/// The address of an asset with the digest of its content, if it is there.
pub(crate) fn href(path: &str) -> Option<String> {
    let hash = Assets::get(path)?.metadata.sha256_hash();
    Some(format!("/portal/assets/{path}?v={}", &Digest(hash).to_hex().get(..12).unwrap_or_default()))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

/// `GET /portal/assets/{*path}`
pub(crate) async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let tag = format!("\"{}\"", Digest(file.metadata.sha256_hash()).to_hex());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { file.data.into_owned().into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=604800"));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
