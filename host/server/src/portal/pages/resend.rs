//! Correcting a document and sending it as a new message: the old one stays what it was.

use super::faults;
use super::find::{self, short};
use super::reasoned;
use crate::intake::{json_check, xml_check};
use crate::portal::access::Act;
use crate::portal::ask::{Answer, Ask, Reply};
use crate::portal::failure::Failure;
use crate::portal::form::{Errors, Values, reason};
use crate::portal::kit::{Block, Field, Form, Input, Page, Tone, link};
use crate::portal::{format, texts as t, words};
use drehscheibe_model::content::{ContentRef, Digest};
use drehscheibe_model::ids::MessageId;
use drehscheibe_model::message::{MessageRecord, MessageState};
use drehscheibe_model::work::{INLINE_DOCUMENT_BYTES, NewMessage};

/// The property that names the message this one was made from.
pub(crate) const MADE_FROM: &str = "drehscheibe-korrektur-von";

/// The document as text, if it is text and small enough to edit.
fn document(ask: &Ask, message: &MessageRecord) -> Result<Option<String>, Failure> {
    if message.document.size > INLINE_DOCUMENT_BYTES as u64 {
        return Ok(None);
    }
    let bytes = match ask.state.ports.store.content(message.id, &message.document.digest)? {
        Some(bytes) => bytes,
        None => {
            let size = usize::try_from(message.document.size).unwrap_or(INLINE_DOCUMENT_BYTES);
            ask.state.ports.blobs.read_at(&message.document.digest, 0, size)?
        }
    };
    Ok(String::from_utf8(bytes).ok())
}

/// What is wrong with a text of this media type.
fn check(media_type: &str, text: &str) -> Option<String> {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.ends_with("json") {
        json_check::check(text.as_bytes()).err().map(|fault| faults::json(&fault))
    } else if essence.ends_with("xml") {
        xml_check::check(text.as_bytes()).err().map(|fault| faults::xml(&fault, text))
    } else {
        None
    }
}

fn page(ask: &Ask, message: &MessageRecord, text: Option<&str>, errors: &Errors, values: &Values) -> Page {
    let here = format!("/portal/nachrichten/{}", message.id);
    let title = t::fill(t::message::TITLE, &[("nummer", &short(message.id))]);
    let mut page = Page::new(t::resend::TITLE)
        .under("/portal/nachrichten", t::messages::TITLE)
        .under(&here, &title)
        .lead(t::resend::LEAD);
    let Some(text) = text else {
        page.add(Block::note(Tone::Info, t::resend::NOT_TEXT, t::resend::NOT_TEXT_TEXT));
        return page;
    };
    let parked = matches!(message.state, MessageState::Parked(_));
    let form = Form::post(ask.csrf(), format!("{here}/neu"), t::resend::SUBMIT)
        .field(
            Field::new("dokument", t::resend::DOCUMENT, Input::Area { rows: 18 })
                .hint(words::media(&message.document.media_type))
                .value(text)
                .error(errors.of("dokument"))
                .required(),
        )
        .field(reasoned::field(errors, values))
        .warning(if parked { t::resend::WARNING_PARKED } else { t::resend::WARNING });
    page.add(Block::Form(form));
    page.add(Block::Actions(vec![link(here, t::form::CANCEL)]));
    page
}

fn find_it(ask: &Ask) -> Result<MessageRecord, Failure> {
    let message = find::message(ask, Act::MessageResend)?;
    if message.content_wiped_at.is_some() {
        return Err(Failure::Impossible(t::resend::WIPED.into()));
    }
    Ok(message)
}

/// `GET /portal/nachrichten/{id}/neu`
pub(crate) fn show(ask: &Ask) -> Answer {
    let message = find_it(ask)?;
    let is_json = message.document.media_type.contains("json");
    let text = document(ask, &message)?.map(|text| if is_json { format::spread_json(&text) } else { text });
    Ok(Reply::Page(page(ask, &message, text.as_deref(), &Errors::default(), &Values::default())))
}

/// `POST /portal/nachrichten/{id}/neu`
pub(crate) fn act(ask: &Ask) -> Answer {
    let (message, mut errors) = (find_it(ask)?, Errors::default());
    let why = reason(&ask.form, &mut errors);
    // Browsers send line ends as CR LF whatever the document had.
    let text = ask.form.raw("dokument").replace("\r\n", "\n");
    if text.trim().is_empty() {
        errors.add("dokument", t::resend::EMPTY);
    } else if text.len() > INLINE_DOCUMENT_BYTES {
        errors.add("dokument", t::resend::TOO_LARGE);
    } else if let Some(fault) = check(&message.document.media_type, &text) {
        errors.add("dokument", fault);
    }
    if !errors.is_empty() {
        return Ok(Reply::Again(page(ask, &message, Some(&text), &errors, &ask.form)));
    }
    let ports = &ask.state.ports;
    let revision = ports.operations.current_revision().ok_or(Failure::Inside)?;
    let mut envelope = message.envelope.clone();
    envelope.channel = "portal".into();
    envelope.properties.insert(MADE_FROM.into(), message.id.to_string());
    let body = text.into_bytes();
    let new = NewMessage {
        id: MessageId::generate(),
        received_at: ask.now(),
        tenant: message.tenant.clone(),
        envelope,
        document: ContentRef {
            digest: Digest::of(&body),
            size: body.len() as u64,
            media_type: message.document.media_type.clone(),
        },
        inline_document: Some(body),
        attachments: message.attachments.clone(),
        revision,
        idempotency: None,
    };
    let id = new.id;
    ask.record(Act::MessageResend, Some(&message.tenant), format!("{} -> {id}", message.id), &why)?;
    // The parked one goes first: as long as it is parked it keeps the case's lane closed.
    if matches!(message.state, MessageState::Parked(_)) {
        ports.operations.withdraw(message.id, ask.me().as_str(), &why)?;
    }
    ports.store.accept(new)?;
    Ok(Reply::Go(format!("/portal/nachrichten/{id}")))
}
