//! Whether the hub lives and can accept.

use crate::blocking::blocking;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// A short yes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live` or `ready`.
    status: &'static str,
}

/// The process answers. Asks nothing else, so that a full disk does not restart a hub in vain.
#[utoipa::path(get, path = "/health/live", tag = "hub", responses((status = 200, body = Health)))]
pub(crate) async fn live() -> Json<Health> {
    Json(Health { status: "live" })
}

/// A submission would be accepted now: the store takes writes and there is a configuration.
#[utoipa::path(get, path = "/health/ready", tag = "hub",
    responses((status = 200, body = Health), (status = 503, description = "Not ready; the code says why")))]
pub(crate) async fn ready(State(state): State<AppState>) -> Result<Json<Health>, Problem> {
    let ports = state.ports.clone();
    let revision = blocking(move || ports.store.check().map(|()| ports.operations.current_revision())).await?;
    match revision {
        Ok(Some(_)) => Ok(Json(Health { status: "ready" })),
        Ok(None) => Err(Problem::new(&kinds::NOT_CONFIGURED, "There is no configuration yet.")),
        Err(error) => {
            tracing::warn!(%error, "the store's check failed");
            Err(Problem::new(&kinds::NOT_READY, "The store does not take writes."))
        }
    }
}
