//! The numbers.

use crate::blocking::blocking;
use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;

/// For Prometheus (OpenMetrics text).
#[utoipa::path(get, path = "/metrics", tag = "hub", security(("key" = [])),
    responses((status = 200, body = String, content_type = "application/openmetrics-text")))]
pub(crate) async fn metrics(State(state): State<AppState>) -> Result<impl IntoResponse, Problem> {
    let store = state.ports.store.clone();
    let counts = blocking(move || store.counts()).await??;
    let text = state.metrics.render(&counts).map_err(|error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text))
}
