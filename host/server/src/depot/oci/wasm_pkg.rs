//! What `wkg` asks first, and how clients reach the hub.

use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::{HeaderMap, header};
use serde_json::{Value, json};

/// How this client reaches the hub, without a `/` at the end.
pub(super) fn base(state: &AppState, headers: &HeaderMap) -> String {
    if let Some(url) = &state.depot.public_url {
        return url.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let host = if host.bytes().all(sound) { host } else { "localhost" };
    format!("http://{host}")
}

/// `/.well-known/wasm-pkg/registry.json`
pub(super) async fn registry(State(state): State<AppState>, headers: HeaderMap) -> Json<Value> {
    let base = base(&state, &headers);
    let host = base.split_once("://").map_or(base.as_str(), |(_, host)| host);
    Json(json!({"preferredProtocol": "oci", "oci": {"registry": host}}))
}
