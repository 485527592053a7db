//! `/portal`: on to where this account works.

use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::routes::first;

pub(crate) fn start(ask: &Ask) -> Answer {
    Ok(Reply::Go(first(&ask.visitor).to_owned()))
}
