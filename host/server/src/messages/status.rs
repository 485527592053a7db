//! One message with all its steps.

use super::address::Address;
use super::find::find;
use super::view::StatusView;
use crate::access::Caller;
use crate::blocking::blocking;
use crate::problem::Problem;
use crate::state::AppState;
use axum::extract::State;
use axum::{Extension, Json};

/// Where a message stands and what happened to it, step by step.
///
/// Operators and auditors see states and evidence; case ids, file names, properties and the texts of
/// findings are shown to the sender and the municipality only.
#[utoipa::path(get, path = "/api/v1/messages/{id}", tag = "messages", security(("key" = [])),
    params(("id" = String, Path, description = "Message id")),
    responses((status = 200, body = StatusView), (status = 404, description = "`message-not-found`")))]
pub(crate) async fn status(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address(id): Address<String>,
) -> Result<Json<StatusView>, Problem> {
    let message = find(&state, &caller, &id).await?;
    let (store, id) = (state.ports.store.clone(), message.id);
    let (deliveries, journal) = blocking(move || (store.deliveries(id), store.journal(id))).await?;
    Ok(Json(StatusView::of(&message, &deliveries?, &journal?, &caller)))
}
