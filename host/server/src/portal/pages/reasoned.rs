//! An act that cannot simply be taken back: the page asks first, and for a reason.

use crate::portal::ask::Ask;
use crate::portal::form::{Errors, Values};
use crate::portal::kit::{Block, Field, Form, Page, link};
use crate::portal::texts as t;

/// The field for the reason, with what was typed and what is wrong with it.
pub(crate) fn field(errors: &Errors, values: &Values) -> Field {
    let field = Field::text("grund", t::form::REASON).hint(t::form::REASON_HINT).required();
    field.value(values.get("grund")).error(errors.of("grund"))
}

/// What is asked.
pub(super) struct Asked<'a> {
    pub(super) title: &'a str,
    pub(super) lead: &'a str,
    pub(super) submit: &'a str,
    pub(super) warning: &'a str,
    /// Where the form goes.
    pub(super) action: String,
    pub(super) hidden: Vec<(&'static str, String)>,
    /// The way to the thing the act is about, which is also where “cancel” leads: address and title.
    pub(super) way: [(String, String); 2],
}

impl Asked<'_> {
    pub(super) fn page(&self, ask: &Ask, errors: &Errors, values: &Values) -> Page {
        let mut form = Form::post(ask.csrf(), self.action.as_str(), self.submit);
        for (name, value) in &self.hidden {
            form = form.field(Field::hidden(name, value.as_str()));
        }
        let [(list, list_title), (back, title)] = &self.way;
        Page::new(self.title)
            .under(list, list_title)
            .under(back, title)
            .lead(self.lead)
            .with(Block::Form(form.field(field(errors, values)).warning(self.warning)))
            .with(Block::Actions(vec![link(back.as_str(), t::form::CANCEL)]))
    }
}
