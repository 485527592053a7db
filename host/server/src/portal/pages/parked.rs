//! `/portal/geparkt`: what waits for a person, by reason, with owner and due date.

use super::find::{self, short};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, address};
use crate::portal::format;
use crate::portal::kit::{Block, Choice, Field, Form, Input, Page, Piece, Table, Tone, badge, link, plain, text, when};
use crate::portal::{places, texts as t, words};
use drehscheibe_model::ids::{AccountName, MessageId};
use drehscheibe_model::message::MessageState;
use drehscheibe_model::portal::WorkNote;
use drehscheibe_model::work::MessageFilter;
use std::collections::BTreeMap;

/// The form to which the boxes of the list belong.
const FORM: &str = "auswahl";

/// `GET /portal/geparkt`
pub(crate) fn list(ask: &Ask) -> Answer {
    let values = &ask.query;
    let reason = words::parse_reason(values.get("grund"));
    let mut reasons = vec![Choice::new("", t::form::ANY, reason.is_none())];
    reasons.extend(
        words::REASONS.map(|one| Choice::new(words::reason_name(one), words::reason(one), reason == Some(one))),
    );
    let search = Form::search("/portal/geparkt", t::parked::SEARCH).field(Field::new(
        "grund",
        t::parked::REASON,
        Input::Select(reasons),
    ));
    let filter = MessageFilter {
        state: Some("parked".into()),
        reason,
        tenants: ask.tenants(),
        before: values.get("vor").parse().ok(),
        limit: super::messages::ROWS,
        ..MessageFilter::default()
    };
    let found = ask.state.ports.store.messages(&filter)?;
    let ids: Vec<MessageId> = found.messages.iter().map(|message| message.id).collect();
    let notes: BTreeMap<_, _> = ask.portal.store.notes(&ids)?.into_iter().map(|note| (note.message, note)).collect();
    let mut table = Table::new(t::parked::CAPTION, t::parked::CAPTION_COLUMNS, t::parked::NONE);
    let today = format::day(ask.now());
    for message in found.messages.iter().filter(|message| ask.may_with(Act::ParkedNote, &message.tenant)) {
        let MessageState::Parked(reason) = message.state else { continue };
        let note = notes.get(&message.id);
        let due = note.and_then(|note| note.due);
        let mut until = vec![plain(due.map_or_else(|| t::parked::NO_DATE.to_owned(), format::date))];
        if due.is_some_and(|due| due < today) {
            until.push(badge(Tone::Bad, t::parked::OVERDUE));
        }
        let owner = note.and_then(|note| note.owner.as_ref());
        table.row(vec![
            vec![
                link(format!("/portal/nachrichten/{}", message.id), short(message.id)),
                Piece::Break,
                when(message.received_at),
            ],
            text(places::name(ask, &message.tenant)),
            text(words::reason(reason)),
            text(words::next_step(reason)),
            text(owner.map_or(t::parked::NOBODY, AccountName::as_str)),
            until,
            vec![Piece::Pick {
                form: FORM.into(),
                name: "nachricht".into(),
                value: message.id.to_string(),
                label: t::fill(t::parked::PICK, &[("nummer", &short(message.id))]),
            }],
        ]);
    }
    let some = !table.rows.is_empty();
    let mut page = Page::new(t::parked::TITLE).lead(t::parked::LEAD).with(Block::Form(search));
    page.add(Block::Table(table));
    if some {
        let mut form = Form::search("/portal/wiederholen", t::parked::REPLAY).id(FORM);
        form.inline = false;
        page.add(Block::Form(form));
    }
    let at = |before: &str| address("/portal/geparkt", &[("grund", values.get("grund")), ("vor", before)]);
    let next = found.next.map(|next| at(&next.to_string())).unwrap_or_default();
    page.add(Block::Pager { first: if filter.before.is_some() { at("") } else { String::new() }, next });
    Ok(Reply::Page(page))
}

/// The form for owner, due date and note of a parked message.
pub(super) fn note_form(ask: &Ask, id: MessageId, errors: &Errors, values: &Values) -> Result<Form, Failure> {
    let kept = ask.portal.store.notes(&[id])?.into_iter().next();
    let again = values.has("notiz");
    let given = |name: &str, kept: String| if again { values.get(name).to_owned() } else { kept };
    let note = kept.as_ref();
    let owner = given("wer", note.and_then(|note| note.owner.as_ref()).map(ToString::to_string).unwrap_or_default());
    let due = given("bis", note.and_then(|note| note.due).map(format::date).unwrap_or_default());
    let words = given("notiz", note.map(|note| note.note.clone()).unwrap_or_default());
    let mut people = vec![Choice::new("", t::parked::NOBODY, owner.is_empty())];
    let mine = |account: &drehscheibe_model::portal::Account| {
        account.disabled_at.is_none() && ask.visitor.account.tenants.iter().all(|tenant| account.covers(tenant))
    };
    for account in ask.portal.store.accounts()?.into_iter().filter(mine) {
        let may = crate::portal::access::denial(&account, Act::ParkedNote, &Default::default()).is_none();
        if may {
            let chosen = owner == account.name.as_str();
            people.push(Choice::new(account.name.as_str(), account.label.as_str(), chosen));
        }
    }
    Ok(Form::post(ask.csrf(), format!("/portal/nachrichten/{id}/notiz"), t::parked::NOTE_SUBMIT)
        .secondary()
        .field(Field::new("wer", t::parked::OWNER, Input::Select(people)).error(errors.of("wer")))
        .field(
            Field::new("bis", t::parked::DUE, Input::Date).hint(t::form::DATE_HINT).value(due).error(errors.of("bis")),
        )
        .field(
            Field::new("notiz", t::parked::NOTE, Input::Area { rows: 3 })
                .hint(t::form::NOTE_HINT)
                .value(words)
                .error(errors.of("notiz")),
        ))
}

/// `POST /portal/nachrichten/{id}/notiz`
pub(crate) fn note(ask: &Ask) -> Answer {
    let message = find::message(ask, Act::ParkedNote)?;
    let (form, mut errors) = (&ask.form, Errors::default());
    let owner = match (form.get("wer"), AccountName::new(form.get("wer"))) {
        ("", _) => None,
        (_, Ok(name)) if ask.portal.store.account(&name)?.is_some() => Some(name),
        _ => {
            errors.add("wer", t::parked::OWNER_UNKNOWN);
            None
        }
    };
    let due = match form.get("bis") {
        "" => None,
        given => {
            let day = format::parse_date(given);
            if day.is_none() {
                errors.add("bis", t::form::DATE_WRONG);
            }
            day
        }
    };
    let words = form.get("notiz").replace("\r\n", "\n");
    if words.chars().count() > 500 {
        errors.add("notiz", t::form::NOTE_LENGTH);
    }
    if !errors.is_empty() {
        return Ok(Reply::Again(super::message::page(ask, &message, &errors, form)?));
    }
    ask.record(Act::ParkedNote, Some(&message.tenant), message.id.to_string(), "")?;
    ask.portal.store.put_note(WorkNote { message: message.id, owner, due, note: words })?;
    Ok(Reply::Go(format!("/portal/nachrichten/{}", message.id)))
}
