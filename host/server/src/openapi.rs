//! The API's description, made from the code.

use crate::router;
use axum::Extension;
use axum::response::IntoResponse;
use http::header;
use std::sync::Arc;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

/// The description as text.
#[derive(Clone)]
pub(crate) struct Rendered(pub(crate) Arc<str>);

/// What stands around the paths.
pub(crate) fn frame() -> OpenApi {
    #[derive(utoipa::OpenApi)]
    #[openapi(info(
        title = "Drehscheibe",
        description = "Submit messages to municipalities and see what becomes of them. Every error is a problem \
                       (RFC 9457) with a stable `code`."
    ))]
    struct Frame;
    let mut document = <Frame as utoipa::OpenApi>::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").into();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("dsk_<id>_<secret>").build();
    document.components.get_or_insert_with(Default::default).add_security_scheme("key", SecurityScheme::Http(bearer));
    document
}

/// The OpenAPI 3.1 document.
pub fn document() -> OpenApi {
    router::routes().split_for_parts().1
}

/// This description (OpenAPI 3.1).
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "hub", responses((status = 200, body = Object)))]
pub(crate) async fn openapi(Extension(document): Extension<Rendered>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document.0.to_string())
}
