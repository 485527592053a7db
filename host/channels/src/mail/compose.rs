//! From a mail of the contract to the bytes of RFC 5322.

use super::config::Relay;
use crate::body;
use drehscheibe_model::ports::{Blobs, MailError, OutboundMail};
use lettre::Address;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};

/// A mail ready to be sent.
pub(super) struct Composed {
    pub(super) to: Vec<Address>,
    pub(super) bytes: Vec<u8>,
}

fn invalid<T>(text: impl Into<String>) -> Result<T, MailError> {
    Err(MailError::Invalid(text.into()))
}

/// Checks everything a plugin can write into a mail. Control characters are refused wherever a header
/// is made of them: a line break would add a header or a recipient.
pub(super) fn message(mail: &OutboundMail<'_>, relay: &Relay, blobs: &dyn Blobs) -> Result<Composed, MailError> {
    let size =
        mail.parts.iter().map(|part| body::size(&part.content)).fold(mail.text.len() as u64, u64::saturating_add);
    if size > relay.maximum_bytes {
        return invalid(format!("{size} bytes of text and attachments, {} allowed", relay.maximum_bytes));
    }
    if mail.to.is_empty() {
        return invalid("no recipient");
    }
    if mail.subject.chars().any(char::is_control) {
        return invalid("the subject contains a control character");
    }
    let mut to = Vec::with_capacity(mail.to.len());
    // The delivery id makes every attempt the same mail for whoever receives it twice.
    let mut builder = Message::builder()
        .from(Mailbox::new(None, relay.from.clone()))
        .subject(mail.subject)
        .message_id(Some(format!("<{}@{}>", mail.delivery, relay.from.domain())));
    for text in mail.to {
        let address = match text.parse::<Address>() {
            Ok(address) if text.is_ascii() && !text.chars().any(char::is_control) => address,
            _ => return invalid("a recipient is not an address in ASCII (a domain with umlauts: its xn-- form)"),
        };
        builder = builder.to(Mailbox::new(None, address.clone()));
        to.push(address);
    }
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(mail.text.to_owned()));
    for part in &mail.parts {
        if part.file_name.is_empty() || part.file_name.chars().any(|c| c.is_control() || matches!(c, '/' | '\\')) {
            return invalid("a file name is empty or contains a separator or a control character");
        }
        let Ok(media_type) = ContentType::parse(part.media_type) else {
            return invalid("a media type is not valid");
        };
        let bytes = body::load(&part.content, blobs).map_err(|error| MailError::Invalid(error.to_string()))?;
        parts = parts.singlepart(Attachment::new(part.file_name.to_owned()).body(bytes, media_type));
    }
    let message = builder.multipart(parts).map_err(|error| MailError::Invalid(error.to_string()))?;
    Ok(Composed { to, bytes: message.formatted() })
}
