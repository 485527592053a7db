//! Taking a message back: asks first.

use super::find::{self, short};
use super::reasoned::Asked;
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::form::{Errors, Values, reason};
use crate::portal::kit::Page;
use crate::portal::texts as t;
use drehscheibe_model::message::MessageRecord;

fn page(ask: &Ask, message: &MessageRecord, errors: &Errors, values: &Values) -> Page {
    let here = format!("/portal/nachrichten/{}", message.id);
    let title = t::fill(t::message::TITLE, &[("nummer", &short(message.id))]);
    let asked = Asked {
        title: t::withdraw::TITLE,
        lead: t::withdraw::LEAD,
        submit: t::withdraw::SUBMIT,
        warning: t::withdraw::WARNING,
        action: format!("{here}/zurueckziehen"),
        hidden: Vec::new(),
        way: [("/portal/nachrichten".into(), t::messages::TITLE.into()), (here, title)],
    };
    asked.page(ask, errors, values)
}

/// `GET /portal/nachrichten/{id}/zurueckziehen`
pub(crate) fn show(ask: &Ask) -> Answer {
    let message = find::message(ask, Act::MessageWithdraw)?;
    Ok(Reply::Page(page(ask, &message, &Errors::default(), &Values::default())))
}

/// `POST /portal/nachrichten/{id}/zurueckziehen`
pub(crate) fn act(ask: &Ask) -> Answer {
    let message = find::message(ask, Act::MessageWithdraw)?;
    let mut errors = Errors::default();
    let why = reason(&ask.form, &mut errors);
    if !errors.is_empty() {
        return Ok(Reply::Again(page(ask, &message, &errors, &ask.form)));
    }
    ask.state.ports.operations.withdraw(message.id, ask.me().as_str(), &why)?;
    ask.record(Act::MessageWithdraw, Some(&message.tenant), message.id.to_string(), &why)?;
    Ok(Reply::Go(format!("/portal/nachrichten/{}", message.id)))
}
