//! Replaying parked messages: preview, reason, and a second person who agrees.

use super::find::{self, short};
use super::reasoned;
use crate::portal::access::{Act, Thing};
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, reason};
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Piece, Table, Tone, badge, link, text, when};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::message::{MessageRecord, MessageState, ParkReason};
use drehscheibe_model::portal::{Outcome, Proposal, ProposalState};

/// Messages of one proposal.
const MOST: usize = 500;

fn messages(ask: &Ask, ids: &[&str]) -> Result<Vec<MessageRecord>, Failure> {
    let mut found = Vec::new();
    for id in ids.iter().take(MOST) {
        let message = find::by_text(ask, id, Act::ReplayPropose)?;
        if !found.iter().any(|known: &MessageRecord| known.id == message.id) {
            found.push(message);
        }
    }
    Ok(found)
}

/// What a replay would do with a message, in words; whether it would do anything.
fn consequence(ask: &Ask, message: &MessageRecord) -> Result<(Vec<Piece>, bool), Failure> {
    let MessageState::Parked(_) = message.state else {
        return Ok((vec![badge(Tone::Info, t::replay::NOT_PARKED)], false));
    };
    if message.content_wiped_at.is_some() {
        return Ok((vec![badge(Tone::Info, t::replay::WIPED)], false));
    }
    let deliveries = ask.state.ports.store.deliveries(message.id)?;
    if deliveries.is_empty() {
        return Ok((text(t::replay::FROM_START), true));
    }
    let again: Vec<_> = deliveries
        .iter()
        .filter(|one| matches!(one.state, DeliveryState::Parked(_) | DeliveryState::Rejected))
        .collect();
    let targets: Vec<_> = again.iter().map(|one| one.target.to_string()).collect();
    let mut pieces = text(t::fill(t::replay::AGAIN_TO, &[("ziele", &targets.join(", "))]));
    if again.iter().any(|one| one.state == DeliveryState::Parked(ParkReason::InDoubt)) {
        pieces.push(badge(Tone::Warning, t::replay::MAYBE_TWICE));
    }
    Ok((pieces, true))
}

fn table(ask: &Ask, messages: &[MessageRecord]) -> Result<(Table, usize), Failure> {
    let (mut table, mut possible) = (Table::new(t::replay::CAPTION, t::replay::CAPTION_COLUMNS, t::replay::NONE), 0);
    for message in messages {
        let (pieces, does) = consequence(ask, message)?;
        possible += usize::from(does);
        let state = match message.state {
            MessageState::Parked(reason) => words::reason(reason),
            other => words::state(other),
        };
        table.row(vec![
            vec![link(format!("/portal/nachrichten/{}", message.id), short(message.id))],
            text(places::name(ask, &message.tenant)),
            text(state),
            pieces,
        ]);
    }
    Ok((table, possible))
}

fn preview_page(ask: &Ask, messages: &[MessageRecord], errors: &Errors, values: &Values) -> Result<Page, Failure> {
    let (table, possible) = table(ask, messages)?;
    let mut page = Page::new(t::replay::TITLE).under("/portal/geparkt", t::parked::TITLE).lead(t::replay::LEAD);
    page.add(Block::Table(table));
    if possible == 0 {
        page.add(Block::Actions(vec![link("/portal/geparkt", t::replay::BACK)]));
        return Ok(page);
    }
    let mut form = Form::post(ask.csrf(), "/portal/wiederholen", t::replay::SUBMIT).warning(t::replay::FOUR_EYES);
    for message in messages {
        form = form.field(Field::hidden("nachricht", message.id.to_string()));
    }
    page.add(Block::Form(form.field(reasoned::field(errors, values))));
    Ok(page)
}

/// `GET /portal/wiederholen?nachricht=…`
pub(crate) fn preview(ask: &Ask) -> Answer {
    let messages = messages(ask, &ask.query.all("nachricht"))?;
    Ok(Reply::Page(preview_page(ask, &messages, &Errors::default(), &Values::default())?))
}

/// `POST /portal/wiederholen`
pub(crate) fn propose(ask: &Ask) -> Answer {
    let messages = messages(ask, &ask.form.all("nachricht"))?;
    let mut errors = Errors::default();
    let why = reason(&ask.form, &mut errors);
    if messages.is_empty() {
        return Ok(Reply::Go("/portal/geparkt".into()));
    }
    if !errors.is_empty() {
        return Ok(Reply::Again(preview_page(ask, &messages, &errors, &ask.form)?));
    }
    let mut tenants: Vec<_> = messages.iter().map(|message| message.tenant.clone()).collect();
    tenants.sort();
    tenants.dedup();
    let ids: Vec<_> = messages.iter().map(|message| message.id).collect();
    ask.record(Act::ReplayPropose, None, t::count("1", "{n}", ids.len() as u64), &why)?;
    let number = ask.portal.store.add_proposal(Proposal {
        number: 0,
        messages: ids,
        tenants,
        reason: why,
        by: ask.me().clone(),
        at: ask.now(),
        state: ProposalState::Open,
        decided_by: None,
        decided_at: None,
        outcome: Vec::new(),
    })?;
    Ok(Reply::Go(format!("/portal/vorschlaege/{number}")))
}

fn state(proposal: &Proposal) -> Piece {
    match proposal.state {
        ProposalState::Open => badge(Tone::Info, t::replay::OPEN),
        ProposalState::Approved => badge(Tone::Good, t::replay::APPROVED),
        ProposalState::Declined => badge(Tone::Warning, t::replay::DECLINED),
    }
}

fn thing(proposal: &Proposal) -> Thing {
    Thing { tenants: proposal.tenants.clone(), by: String::new() }
}

/// `GET /portal/vorschlaege`
pub(crate) fn list(ask: &Ask) -> Answer {
    let mut table = Table::new(t::replay::LIST, t::replay::LIST_COLUMNS, t::replay::LIST_NONE);
    for proposal in ask.portal.store.proposals(false, 100)? {
        if ask.check(Act::ReplayPropose, &thing(&proposal)).is_err() {
            continue;
        }
        let title = t::fill(t::replay::NUMBER, &[("nummer", &proposal.number.to_string())]);
        table.row(vec![
            vec![link(format!("/portal/vorschlaege/{}", proposal.number), title)],
            text(proposal.messages.len().to_string()),
            text(proposal.reason.as_str()),
            text(proposal.by.as_str()),
            vec![when(proposal.at)],
            vec![state(&proposal)],
        ]);
    }
    Ok(Reply::Page(Page::new(t::replay::LIST_TITLE).lead(t::replay::LIST_LEAD).with(Block::Table(table))))
}

fn find_one(ask: &Ask) -> Result<Proposal, Failure> {
    let number = ask.part("nummer").parse().map_err(|_| Failure::NotFound)?;
    let proposal = ask.portal.store.proposal(number)?.ok_or(Failure::NotFound)?;
    ask.check(Act::ReplayPropose, &thing(&proposal))?;
    Ok(proposal)
}

fn one_page(ask: &Ask, proposal: &Proposal, errors: &Errors, values: &Values) -> Result<Page, Failure> {
    let title = t::fill(t::replay::NUMBER, &[("nummer", &proposal.number.to_string())]);
    let mut page = Page::new(title).under("/portal/vorschlaege", t::replay::LIST_TITLE);
    let mut facts = vec![
        (t::replay::STATE.to_owned(), vec![state(proposal)]),
        (t::form::REASON.to_owned(), text(proposal.reason.as_str())),
        (t::replay::BY.to_owned(), text(proposal.by.as_str())),
        (t::replay::AT.to_owned(), vec![when(proposal.at)]),
    ];
    if let (Some(by), Some(at)) = (&proposal.decided_by, proposal.decided_at) {
        facts.push((t::replay::DECIDED_BY.to_owned(), text(by.as_str())));
        facts.push((t::replay::DECIDED_AT.to_owned(), vec![when(at)]));
    }
    page.add(Block::Facts(facts));
    if proposal.state == ProposalState::Approved {
        let note = if proposal.outcome.is_empty() {
            Block::note(Tone::Good, t::replay::ALL_SENT, "")
        } else {
            Block::Note { tone: Tone::Warning, title: t::replay::SOME_FAILED.into(), lines: proposal.outcome.clone() }
        };
        page.add(note);
    }
    let mut known = Vec::new();
    for id in &proposal.messages {
        known.extend(ask.state.ports.store.message(*id)?);
    }
    page.add(Block::Table(table(ask, &known)?.0));
    if proposal.state != ProposalState::Open {
        return Ok(page);
    }
    let whole = Thing { by: proposal.by.to_string(), ..thing(proposal) };
    if let Err(Failure::Denied(why)) = ask.check(Act::ReplayDecide, &whole) {
        page.add(Block::note(Tone::Info, why, t::replay::WAITS));
        return Ok(page);
    }
    page.add(Block::Heading(t::replay::DECIDE.into()));
    let choices = vec![
        Choice::new("ja", t::replay::YES, values.get("entscheidung") == "ja"),
        Choice::new("nein", t::replay::NO, values.get("entscheidung") == "nein"),
    ];
    let decision = Field::new("entscheidung", t::replay::DECISION, Input::Radios(choices)).required();
    let form = Form::post(ask.csrf(), format!("/portal/vorschlaege/{}", proposal.number), t::replay::DECIDE_SUBMIT)
        .field(decision.error(errors.of("entscheidung")))
        .field(reasoned::field(errors, values))
        .warning(t::replay::DECIDE_WARNING);
    page.add(Block::Form(form));
    Ok(page)
}

/// `GET /portal/vorschlaege/{nummer}`
pub(crate) fn show(ask: &Ask) -> Answer {
    Ok(Reply::Page(one_page(ask, &find_one(ask)?, &Errors::default(), &Values::default())?))
}

/// `POST /portal/vorschlaege/{nummer}`
pub(crate) fn decide(ask: &Ask) -> Answer {
    let proposal = find_one(ask)?;
    ask.check(Act::ReplayDecide, &Thing { by: proposal.by.to_string(), ..thing(&proposal) })?;
    let mut errors = Errors::default();
    let why = reason(&ask.form, &mut errors);
    let (decision, action) = match ask.form.get("entscheidung") {
        "ja" => (ProposalState::Approved, "replay-approve"),
        "nein" => (ProposalState::Declined, "replay-decline"),
        _ => {
            errors.add("entscheidung", t::replay::CHOOSE);
            (ProposalState::Open, "")
        }
    };
    if !errors.is_empty() {
        return Ok(Reply::Again(one_page(ask, &proposal, &errors, &ask.form)?));
    }
    let (store, number) = (&ask.portal.store, proposal.number);
    if !store.decide_proposal(number, decision, ask.me(), ask.now())? {
        return Err(Failure::Changed);
    }
    ask.record_as(action, None, number.to_string(), Outcome::Done, &why)?;
    if decision == ProposalState::Approved {
        let by = format!("{}+{}", proposal.by, ask.me());
        let mut failed = Vec::new();
        for id in &proposal.messages {
            if let Err(error) = ask.state.ports.operations.replay(*id, &by, &proposal.reason) {
                tracing::warn!(message = %id, %error, "a message could not be replayed");
                failed.push(t::fill(t::replay::FAILED_ONE, &[("nummer", &short(*id))]));
            }
        }
        store.note_outcome(number, failed)?;
    }
    Ok(Reply::Go(format!("/portal/vorschlaege/{number}")))
}
