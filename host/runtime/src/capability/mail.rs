//! The interface `mail`: the gate before the port.

use crate::bindings::drehscheibe::rule::mail::{ErrorCode, Host, Message, PartContent};
use crate::budget::Over;
use crate::state::CallState;
use crate::values::check;
use drehscheibe_model::content::ContentRef;
use drehscheibe_model::ports::{MailError, MailPart, OutboundBody, OutboundMail};

/// Whether the grants (addresses, or `@domain`) cover an address.
fn covered(grants: &[String], address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    grants.iter().map(|grant| grant.to_ascii_lowercase()).any(|grant| {
        grant == address
            || (grant.starts_with('@')
                && address.rsplit_once('@').is_some_and(|(_, domain)| grant.get(1..) == Some(domain)))
    })
}

/// A plain address: one `@`, no character with which a header or a list could be built.
fn plain_address(address: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.@".contains(c);
    address.len() <= 254
        && address.chars().all(allowed)
        && address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !domain.starts_with('.')
        })
}

impl CallState {
    /// Everything that speaks against the mail itself.
    fn invalid(message: &Message) -> Option<String> {
        let mut problems = Vec::new();
        if message.to.is_empty() || message.to.len() > 50 {
            problems.push("a mail has 1 to 50 recipients".to_owned());
        }
        if message.subject.chars().any(char::is_control) || message.subject.chars().count() > 500 {
            problems.push("the subject is longer than 500 characters or contains a control character".into());
        }
        for part in &message.parts {
            problems.extend(check::file_name(&part.file_name));
            problems.extend(check::media_type(&part.media_type));
        }
        (!problems.is_empty()).then(|| problems.join("; "))
    }

    fn send_mail(&mut self, message: &Message) -> wasmtime::Result<Result<(), ErrorCode>> {
        let Some(outbound) = &self.subject.outbound else { return Ok(Err(ErrorCode::NotGranted)) };
        let (delivery, grants) = (outbound.delivery, &outbound.grants.mail);
        if !self.around.lifted.recipients {
            if grants.is_empty() {
                return Ok(Err(ErrorCode::NotGranted));
            }
            if let Some(denied) = message.to.iter().find(|to| !plain_address(to) || !covered(grants, to)) {
                return Ok(Err(ErrorCode::RecipientDenied(denied.chars().take(254).collect())));
            }
        }
        if let Some(problems) = Self::invalid(message) {
            return Ok(Err(ErrorCode::Invalid(problems)));
        }
        let mut contents: Vec<Option<ContentRef>> = Vec::new();
        for part in &message.parts {
            contents.push(match &part.content {
                PartContent::Bytes(_) => None,
                PartContent::Attachment(id) => match self.attachment(id) {
                    Some(attachment) => Some(attachment.content),
                    None => return Ok(Err(ErrorCode::Invalid("no attachment has this id".into()))),
                },
            });
        }
        let mut size = message.subject.len() as u64 + message.text.len() as u64;
        let mut parts = Vec::new();
        for (part, content) in message.parts.iter().zip(&contents) {
            let content = match (&part.content, content) {
                (_, Some(content)) => {
                    size = size.saturating_add(content.size);
                    OutboundBody::Blob(content)
                }
                (PartContent::Bytes(bytes), None) => {
                    size = size.saturating_add(bytes.len() as u64);
                    OutboundBody::Bytes(bytes)
                }
                (PartContent::Attachment(_), None) => OutboundBody::Empty,
            };
            parts.push(MailPart { file_name: &part.file_name, media_type: &part.media_type, content });
        }
        match self.budget.outbound(size) {
            Ok(()) => {}
            Err(Over::Value) => {
                return Ok(Err(ErrorCode::Invalid("the outbound budget of this call is used up".into())));
            }
            Err(Over::Stop(stop)) => return Err(self.stop(stop)),
        }
        let remaining = self.budget.remaining();
        let timeout = self.check(remaining)?;
        let mail =
            OutboundMail { delivery, to: &message.to, subject: &message.subject, text: &message.text, parts, timeout };
        let before = std::mem::replace(&mut self.sent, true);
        let answer = self.around.clone().ports.mailer.send(&mail);
        if answer.as_ref().is_err_and(|error| !matches!(error, MailError::Unknown(_))) {
            self.sent = before;
        }
        self.check_deadline()?;
        Ok(answer.map_err(|error| match error {
            MailError::NotConfigured => ErrorCode::NotGranted,
            MailError::Invalid(text) => ErrorCode::Invalid(text),
            MailError::Unavailable(text) => ErrorCode::Unavailable(text),
            MailError::Refused(text) => ErrorCode::Refused(text),
            MailError::Unknown(text) => ErrorCode::Unknown(text),
        }))
    }
}

impl Host for CallState {
    fn send(&mut self, message: Message) -> wasmtime::Result<Result<(), ErrorCode>> {
        self.begin()?;
        self.send_mail(&message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_covers_an_address_or_a_whole_domain_and_nothing_that_looks_like_it() {
        let grants = ["amt@stadt.example".to_owned(), "@kreis.example".into()];
        for address in ["amt@stadt.example", "AMT@Stadt.example", "wer@kreis.example"] {
            assert!(covered(&grants, address), "{address}");
        }
        for address in ["x@stadt.example", "wer@unter.kreis.example", "wer@boeserkreis.example", "@kreis.example.evil"]
        {
            assert!(!covered(&grants, address), "{address}");
        }
        for address in
            ["a@b@kreis.example", "a@kreis.example,x@evil", "a b@kreis.example", "a@kreis.example\r\nBcc: x", "@x"]
        {
            assert!(!plain_address(address), "{address:?}");
        }
    }
}
