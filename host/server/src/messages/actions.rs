//! What people do to a message.

use super::address::Address;
use super::find::find;
use super::view::MessageView;
use crate::access::Caller;
use crate::blocking::blocking;
use crate::intake::json;
use crate::intake::transfer::Transfer;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::{Extension, Json};
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::ports::{OperationError, Operations};
use serde::Deserialize;
use utoipa::ToSchema;

/// Bytes of the body of an action.
const BODY_BYTES: u64 = 16 << 10;
const REASON_CHARACTERS: std::ops::RangeInclusive<usize> = 3..=500;

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActionRequest {
    /// 3 to 500 characters, kept in the journal: no names or data of persons.
    reason: String,
}

type Action = fn(&dyn Operations, MessageId, &str, &str) -> Result<(), OperationError>;

async fn act(
    state: &AppState,
    caller: &Caller,
    id: &str,
    body: Body,
    action: Action,
) -> Result<Json<MessageView>, Problem> {
    let message = find(state, caller, id).await?;
    let bytes = Transfer::new(body, BODY_BYTES, &state.limits).all().await?;
    let request: ActionRequest =
        json::parse(&bytes)?.map_err(|error| Problem::new(&kinds::REASON_INVALID, error.to_string()))?;
    let reason = request.reason.trim().to_owned();
    let length = reason.chars().count();
    if !REASON_CHARACTERS.contains(&length) || reason.chars().any(char::is_control) {
        return Err(Problem::new(
            &kinds::REASON_INVALID,
            format!(
                "The reason has {length} characters; {} to {} without control characters.",
                REASON_CHARACTERS.start(),
                REASON_CHARACTERS.end()
            ),
        ));
    }
    let (operations, by) = (state.ports.operations.clone(), caller.key_id.clone());
    blocking(move || action(operations.as_ref(), message.id, &by, &reason)).await??;
    let store = state.ports.store.clone();
    let message = blocking(move || store.message(message.id)).await??;
    let message =
        message.ok_or_else(|| Problem::new(&kinds::MESSAGE_NOT_FOUND, "The message was wiped in the meantime."))?;
    Ok(Json(MessageView::of(&message, caller)))
}

/// Takes a message back that has not reached every target yet.
#[utoipa::path(post, path = "/api/v1/messages/{id}/withdraw", tag = "messages", security(("key" = [])),
    params(("id" = String, Path, description = "Message id")), request_body = ActionRequest,
    responses((status = 200, body = MessageView), (status = 404, description = "`message-not-found`"),
        (status = 409, description = "`not-possible`, `message-changed`"), (status = 422, description = "`reason-invalid`")))]
pub(crate) async fn withdraw(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address(id): Address<String>,
    body: Body,
) -> Result<Json<MessageView>, Problem> {
    act(&state, &caller, &id, body, |operations, id, by, reason| operations.withdraw(id, by, reason)).await
}

/// Sends a parked message on its way again, on the current configuration.
#[utoipa::path(post, path = "/api/v1/messages/{id}/replay", tag = "messages", security(("key" = [])),
    params(("id" = String, Path, description = "Message id")), request_body = ActionRequest,
    responses((status = 200, body = MessageView), (status = 404, description = "`message-not-found`"),
        (status = 409, description = "`not-possible`, `message-changed`"), (status = 422, description = "`reason-invalid`")))]
pub(crate) async fn replay(
    State(state): State<AppState>,
    Extension(caller): Extension<Caller>,
    Address(id): Address<String>,
    body: Body,
) -> Result<Json<MessageView>, Problem> {
    act(&state, &caller, &id, body, |operations, id, by, reason| operations.replay(id, by, reason)).await
}
