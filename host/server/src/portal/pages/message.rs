//! `/portal/nachrichten/{id}`: one message, its way, and what can be done with it.

use super::find;
use super::timeline::Way;
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, address};
use crate::portal::format;
use crate::portal::kit::{Block, Cell, Page, Piece, Table, Tone, code, link, text, when};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::delivery::{DeliveryRecord, DeliveryState};
use drehscheibe_model::message::{MessageRecord, MessageState};

fn facts(ask: &Ask, message: &MessageRecord, content: bool) -> Vec<(String, Cell)> {
    let resolution = message.resolution.as_ref();
    let procedure =
        resolution.map(|resolution| resolution.procedure.as_str()).or(message.envelope.procedure.as_deref());
    let mut facts = vec![
        (t::messages::STATE.to_owned(), vec![words::state_badge(message.state)]),
        (t::message::ID.to_owned(), vec![code(message.id.to_string())]),
        (t::message::RECEIVED.to_owned(), vec![when(message.received_at)]),
        (t::message::SOURCE.to_owned(), text(places::source(ask, &message.envelope.source))),
        (
            t::messages::PROCEDURE.to_owned(),
            text(procedure.map_or_else(|| t::messages::NO_PROCEDURE.to_owned(), |key| places::procedure(ask, key))),
        ),
        (t::messages::TENANT.to_owned(), text(places::name(ask, &message.tenant))),
    ];
    let case = resolution.and_then(|resolution| resolution.case_id.as_ref()).or(message.envelope.case_id.as_ref());
    if content && let Some(case) = case {
        let list = address("/portal/nachrichten", &[("fall", case.as_str())]);
        facts.push((t::messages::CASE.to_owned(), vec![link(list, case.as_str())]));
    }
    let document = format!("{}, {}", words::media(&message.document.media_type), format::bytes(message.document.size));
    facts.push((t::message::DOCUMENT.to_owned(), text(document)));
    if !message.attachments.is_empty() {
        let names: Vec<_> = message
            .attachments
            .iter()
            .map(|one| if content { one.file_name.clone() } else { format::bytes(one.content.size) })
            .collect();
        facts.push((t::message::ATTACHMENTS.to_owned(), text(names.join(", "))));
    }
    facts
}

fn findings(message: &MessageRecord, content: bool) -> Option<Block> {
    if message.findings.is_empty() {
        return None;
    }
    let mut table = Table::new(t::message::FINDINGS, t::message::FINDINGS_COLUMNS, "");
    for finding in &message.findings {
        let said = if content { finding.texts.get("de").cloned() } else { None };
        table.row(vec![
            text(said.unwrap_or_else(|| t::message::FINDING_HIDDEN.to_owned())),
            vec![code(words::place(finding.location.as_ref()))],
            text(words::severity(finding.severity)),
            vec![code(finding.rule_id.as_str())],
            text(finding.reason_code.as_str()),
        ]);
    }
    Some(Block::Table(table))
}

fn deliveries(message: &MessageRecord, records: &[DeliveryRecord], content: bool) -> Table {
    let none = if message.state.is_final() { t::message::NEVER_DELIVERED } else { t::message::NO_DELIVERIES };
    let mut table = Table::new(t::message::DELIVERIES, t::message::DELIVERIES_COLUMNS, none);
    for record in records {
        let mut state = vec![words::delivery_badge(record.state)];
        if let DeliveryState::Parked(reason) = record.state {
            state.push(crate::portal::kit::plain(words::reason(reason)));
        }
        let error = record.last_error.as_deref().filter(|_| content).unwrap_or_default();
        table.row(vec![
            text(record.id.number.to_string()),
            vec![code(record.target.as_str())],
            text(words::recipient(record.recipient.as_str())),
            state,
            text(record.attempts.to_string()),
            text(record.legal_basis.as_deref().unwrap_or(t::message::NOTHING)),
            text(error),
        ]);
    }
    table
}

fn actions(ask: &Ask, message: &MessageRecord) -> Vec<Piece> {
    let may = |act| ask.may_with(act, &message.tenant);
    let at = |end: &str| format!("/portal/nachrichten/{}/{end}", message.id);
    let mut links = vec![link(at("nachweis"), t::message::EVIDENCE)];
    let parked = matches!(message.state, MessageState::Parked(_));
    if parked && may(Act::ReplayPropose) {
        let href = address("/portal/wiederholen", &[("nachricht", &message.id.to_string())]);
        links.push(link(href, t::message::REPLAY));
    }
    if message.content_wiped_at.is_none() && may(Act::MessageResend) {
        links.push(link(at("neu"), t::message::RESEND));
    }
    if (parked || !message.state.is_final()) && may(Act::MessageWithdraw) {
        links.push(link(at("zurueckziehen"), t::message::WITHDRAW));
    }
    links
}

/// The page; with a note's form in which something was wrong.
pub(super) fn page(ask: &Ask, message: &MessageRecord, errors: &Errors, values: &Values) -> Result<Page, Failure> {
    let content = ask.may_with(Act::MessagesContent, &message.tenant);
    let store = &ask.state.ports.store;
    let (records, rows) = (store.deliveries(message.id)?, store.journal(message.id)?);
    let (current, in_force) = ask.portal.in_force.get(ask)?;
    let older = if current == message.revision.0 { None } else { store.revision(message.revision)? };
    let configuration = older.as_ref().map_or(in_force.as_ref(), |revision| &revision.configuration);
    let title = t::fill(t::message::TITLE, &[("nummer", &find::short(message.id))]);
    let mut page = Page::new(title).under("/portal/nachrichten", t::messages::TITLE);
    if let MessageState::Parked(reason) = message.state {
        let lines = vec![words::reason(reason).to_owned(), words::next_step(reason).to_owned()];
        page.add(Block::Note { tone: Tone::Warning, title: t::message::PARKED.into(), lines });
    }
    if let Some(at) = message.content_wiped_at {
        let title = t::fill(t::message::WIPED, &[("zeit", &format::time(at))]);
        page.add(Block::note(Tone::Info, title, ""));
    }
    page.add(Block::Facts(facts(ask, message, content)));
    page.add(Block::Actions(actions(ask, message)));
    if let Some(table) = findings(message, content) {
        page.add(Block::Heading(t::message::FINDINGS_TITLE.into()));
        page.add(table);
    }
    if matches!(message.state, MessageState::Parked(_)) && ask.may_with(Act::ParkedNote, &message.tenant) {
        page.add(Block::Heading(t::parked::NOTE_TITLE.into()));
        page.add(Block::Form(super::parked::note_form(ask, message.id, errors, values)?));
    }
    page.add(Block::Heading(t::message::DELIVERIES_TITLE.into()));
    page.add(Block::Table(deliveries(message, &records, content)));
    page.add(Block::Heading(t::message::WAY_TITLE.into()));
    page.add(Block::Text(t::message::WAY_TEXT.into()));
    let way = Way { ask, message, configuration: Some(configuration), content };
    page.add(Block::Timeline(way.steps(&rows)));
    Ok(page)
}

pub(crate) fn show(ask: &Ask) -> Answer {
    let message = find::message(ask, Act::MessagesView)?;
    Ok(Reply::Page(page(ask, &message, &Errors::default(), &Values::default())?))
}

/// `GET /portal/nachrichten/{id}/nachweis`: the file that `drehscheibe evidence verify` checks; no content.
pub(crate) fn evidence(ask: &Ask) -> Answer {
    let message = find::message(ask, Act::MessagesView)?;
    let Some(files) = &ask.portal.evidence else { return Err(Failure::NotFound) };
    let bytes = files.evidence(message.id)?;
    ask.record_as(
        "evidence-download",
        Some(&message.tenant),
        message.id.to_string(),
        drehscheibe_model::portal::Outcome::Done,
        "",
    )?;
    Ok(Reply::File { name: format!("nachweis-{}.json", message.id), media_type: "application/json".into(), bytes })
}
