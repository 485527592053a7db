//! From the id in an address to a message that exists for the caller.

use crate::access::Caller;
use crate::blocking::blocking;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::message::MessageRecord;

fn nothing() -> Problem {
    Problem::new(&kinds::MESSAGE_NOT_FOUND, "There is no message with this id that this key may see.")
}

/// The message, or 404: whether it is malformed, unknown or somebody else's makes no difference.
pub(crate) async fn find(state: &AppState, caller: &Caller, id: &str) -> Result<MessageRecord, Problem> {
    let id: MessageId = id.parse().map_err(|_| nothing())?;
    let store = state.ports.store.clone();
    blocking(move || store.message(id)).await??.filter(|message| caller.sees(message)).ok_or_else(nothing)
}
