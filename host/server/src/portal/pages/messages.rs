//! `/portal/nachrichten`: messages with filters, newest first, page by page.

use super::find::short;
use crate::portal::access::{Act, Thing};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, address};
use crate::portal::format;
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Table, code, link, plain, text, when};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::ids::{CaseId, MessageId, ProcedureId};
use drehscheibe_model::message::MessageRecord;
use drehscheibe_model::work::{MessageFilter, MessagePage};
use jiff::Timestamp;
use jiff::ToSpan;

const STATES: [&str; 6] = ["accepted", "delivering", "delivered", "rejected", "parked", "withdrawn"];
/// Rows of a page.
pub(crate) const ROWS: u32 = 50;

/// The filter that the values ask for, narrowed to what the account may see.
fn filter(ask: &Ask, values: &Values, errors: &mut Errors) -> Result<MessageFilter, Failure> {
    let mut filter = MessageFilter { limit: ROWS, tenants: ask.tenants(), ..MessageFilter::default() };
    filter.before = values.get("vor").parse().ok();
    if STATES.contains(&values.get("zustand")) {
        filter.state = Some(values.get("zustand").to_owned());
    }
    filter.procedure = ProcedureId::new(values.get("verfahren")).ok();
    if let Some(tenant) = values.tenant("stelle") {
        ask.check(Act::MessagesView, &Thing::of(&tenant))?;
        filter.tenants = vec![tenant];
    }
    let mut day = |name: &str, next: bool| -> Option<Timestamp> {
        let given = values.get(name);
        if given.is_empty() {
            return None;
        }
        let day = format::parse_date(given);
        let day = if next { day.and_then(|day| day.checked_add(1.day()).ok()) } else { day };
        let at = day.and_then(format::midnight);
        if at.is_none() {
            errors.add(name, t::form::DATE_WRONG);
        }
        at
    };
    filter.received_from = day("von", false);
    filter.received_until = day("bis", true);
    if ask.may(Act::MessagesContent) && !values.get("fall").is_empty() {
        match CaseId::new(values.get("fall")) {
            Ok(case) => filter.case_id = Some(case),
            Err(_) => errors.add("fall", t::messages::CASE_WRONG),
        }
    }
    Ok(filter)
}

fn search(ask: &Ask, values: &Values, errors: &Errors) -> Result<Form, Failure> {
    let chosen = |name: &str, value: &str| values.get(name) == value;
    let mut states = vec![Choice::new("", t::form::ANY, chosen("zustand", ""))];
    states.extend(STATES.map(|state| Choice::new(state, words::state_name(state), chosen("zustand", state))));
    let (_, configuration) = ask.portal.in_force.get(ask)?;
    let mut procedures = vec![Choice::new("", t::form::ANY, chosen("verfahren", ""))];
    procedures.extend(
        configuration
            .procedures
            .iter()
            .map(|(id, procedure)| Choice::new(id.as_str(), procedure.name.as_str(), chosen("verfahren", id.as_str()))),
    );
    let mut form = Form::search("/portal/nachrichten", t::messages::SEARCH)
        .field(Field::new("zustand", t::messages::STATE, Input::Select(states)))
        .field(Field::new("verfahren", t::messages::PROCEDURE, Input::Select(procedures)));
    let own = ask.tenants();
    if own.len() != 1 {
        let known: Vec<_> = if own.is_empty() { configuration.authorities.keys().cloned().collect() } else { own };
        let mut places: Vec<_> = known.iter().take(600).map(|one| (places::name(ask, one), one.to_string())).collect();
        places.sort();
        let mut choices = vec![Choice::new("", t::form::ANY, chosen("stelle", ""))];
        choices.extend(places.into_iter().map(|(name, key)| {
            let chosen = chosen("stelle", &key);
            Choice::new(key, name, chosen)
        }));
        form = form.field(Field::new("stelle", t::messages::TENANT, Input::Select(choices)));
    }
    let date = |name: &str, label: &str| {
        Field::new(name, label, Input::Date).value(values.get(name)).hint(t::form::DATE_HINT).error(errors.of(name))
    };
    form = form.field(date("von", t::messages::FROM)).field(date("bis", t::messages::UNTIL));
    form = form.field(
        Field::text("nummer", t::messages::ID)
            .value(values.get("nummer"))
            .hint(t::messages::ID_HINT)
            .error(errors.of("nummer")),
    );
    if ask.may(Act::MessagesContent) {
        form = form.field(Field::text("fall", t::messages::CASE).value(values.get("fall")).error(errors.of("fall")));
    }
    Ok(form)
}

/// A row of a list of messages.
pub(crate) fn row(ask: &Ask, message: &MessageRecord) -> Vec<crate::portal::kit::Cell> {
    let procedure = message.resolution.as_ref().map(|resolution| resolution.procedure.as_str());
    let procedure = procedure.or(message.envelope.procedure.as_deref());
    let procedure = procedure.map_or_else(|| t::messages::NO_PROCEDURE.to_owned(), |key| places::procedure(ask, key));
    vec![
        vec![link(format!("/portal/nachrichten/{}", message.id), format!("{procedure} · {}", short(message.id)))],
        vec![when(message.received_at)],
        text(places::name(ask, &message.tenant)),
        vec![words::state_badge(message.state)],
    ]
}

fn results(ask: &Ask, page: &MessagePage) -> Table {
    let mut table = Table::new(t::messages::CAPTION, t::messages::CAPTION_COLUMNS, t::messages::NONE);
    for message in page.messages.iter().filter(|message| ask.may_with(Act::MessagesView, &message.tenant)) {
        table.row(row(ask, message));
    }
    table
}

/// `GET /portal/nachrichten`
pub(crate) fn list(ask: &Ask) -> Answer {
    let (values, mut errors) = (&ask.query, Errors::default());
    if !values.get("nummer").is_empty() {
        let id: Option<MessageId> = values.get("nummer").parse().ok();
        match id.map(|id| ask.state.ports.store.message(id)).transpose()?.flatten() {
            Some(message) => return Ok(Reply::Go(format!("/portal/nachrichten/{}", message.id))),
            None => errors.add("nummer", t::messages::ID_UNKNOWN),
        }
    }
    let filter = filter(ask, values, &mut errors)?;
    let form = Block::Form(search(ask, values, &errors)?);
    let mut page = Page::new(t::messages::TITLE).lead(t::messages::LEAD).with(form);
    if !errors.is_empty() {
        return Ok(Reply::Again(page));
    }
    let found = ask.state.ports.store.messages(&filter)?;
    page.add(Block::Table(results(ask, &found)));
    let with = |before: &str| {
        let mut pairs: Vec<(&str, &str)> = values.iter().filter(|(name, _)| *name != "vor").collect();
        pairs.push(("vor", before));
        address("/portal/nachrichten", &pairs)
    };
    let next = found.next.map(|next| with(&next.to_string())).unwrap_or_default();
    let first = if filter.before.is_some() { with("") } else { String::new() };
    page.add(Block::Pager { first, next });
    if let Some(case) = &filter.case_id {
        page.blocks.insert(1, Block::Pieces(vec![plain(t::messages::OF_CASE), code(case.as_str())]));
    }
    Ok(Reply::Page(page))
}
