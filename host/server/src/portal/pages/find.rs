//! From the id in an address to a message that this person may see.

use crate::portal::access::{Act, Thing};
use crate::portal::ask::Ask;
use crate::portal::failure::Failure;
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::message::MessageRecord;

/// The message, if the account may do this with it.
pub(crate) fn message(ask: &Ask, act: Act) -> Result<MessageRecord, Failure> {
    by_text(ask, ask.part("id"), act)
}

pub(crate) fn by_text(ask: &Ask, text: &str, act: Act) -> Result<MessageRecord, Failure> {
    let id: MessageId = text.trim().parse().map_err(|_| Failure::NotFound)?;
    let message = ask.state.ports.store.message(id)?.ok_or(Failure::NotFound)?;
    ask.check(act, &Thing::of(&message.tenant))?;
    Ok(message)
}

/// The short form of a message's id: its last block, which differs from message to message.
pub(crate) fn short(id: MessageId) -> String {
    let text = id.to_string();
    text.rsplit('-').next().unwrap_or(&text).to_owned()
}
