//! What is counted and added for every answer, whatever route it came from.

use crate::problem::Code;
use crate::state::AppState;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, header};
use std::time::Instant;

/// Counts and times the request by its route, never by its address, and keeps answers out of caches.
pub(crate) async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The portal has a policy of its own.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'; sandbox"));
    let code = response.extensions().get::<Code>().map(|code| code.0);
    state.metrics.request(&method, &route, response.status(), code, begun.elapsed());
    tracing::debug!(%method, route, status = response.status().as_u16(), code, "answered");
    response
}
