//! Answers the calls of a plugin from the case's script and notes every deviation.

mod live;

use crate::plan::{RecordedAnswer, RecordedHttp, RecordedMail, Script};
use crate::report::Mismatch;
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::ports::{
    BlobError, Blobs, CodeLists, CodeLookup, HttpError, MailError, Mailer, OutboundBody, OutboundHttp, OutboundMail,
    OutboundRequest, OutboundResponse, Secrets,
};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// `OutboundHttp`, `Mailer`, `Secrets` and `CodeLists` of one case at a time.
#[derive(Debug, Default)]
pub struct Recording {
    state: Mutex<State>,
    /// Where requests go that the script does not have, and what came of them.
    live: Mutex<live::Live>,
}

#[derive(Debug, Default)]
struct State {
    script: Script,
    blobs: Option<Arc<super::MemoryBlobs>>,
    http_made: usize,
    mail_made: usize,
    looked_up: BTreeSet<usize>,
    mismatches: Vec<Mismatch>,
}

impl Recording {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a case; attachments that a plugin sends are read from `blobs`.
    pub(crate) fn start(&self, script: Script, blobs: Arc<super::MemoryBlobs>) {
        *self.state() = State { script, blobs: Some(blobs), ..State::default() };
    }

    /// Ends a case: what was called but not recorded, called otherwise than recorded, or recorded but
    /// not called.
    pub(crate) fn finish(&self) -> Vec<Mismatch> {
        let state = std::mem::take(&mut *self.state());
        let mut mismatches = state.mismatches;
        let missing = |what: &str, expected: String| Mismatch::of_texts(what, Some(expected), None);
        for (number, call) in state.script.http.iter().enumerate().skip(state.http_made) {
            mismatches.push(missing(&format!("calls.http[{}]", number + 1), describe_http(call, None)));
        }
        for (number, mail) in state.script.mail.iter().enumerate().skip(state.mail_made) {
            mismatches.push(missing(&format!("calls.mail[{}]", number + 1), describe_mail(mail)));
        }
        for (number, lookup) in state.script.code_lists.iter().enumerate() {
            if !state.looked_up.contains(&number) {
                let text = describe_lookup(&lookup.urn, lookup.version.as_deref(), &lookup.code);
                mismatches.push(missing(&format!("code_lists[{}]", number + 1), text));
            }
        }
        mismatches
    }
}

impl State {
    fn bytes(&self, body: &OutboundBody<'_>) -> Result<Vec<u8>, BlobError> {
        Ok(match body {
            OutboundBody::Empty => Vec::new(),
            OutboundBody::Bytes(bytes) => bytes.to_vec(),
            OutboundBody::Blob(content) => match &self.blobs {
                Some(blobs) => blobs.read_at(&content.digest, 0, usize::MAX)?,
                None => return Err(BlobError::NotFound(content.digest)),
            },
        })
    }
}

/// A body in a description: its text, or size and digest.
fn describe_bytes(into: &mut String, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok("") => into.push_str("(no body)\n"),
        Ok(text) if text.len() <= 64 << 10 => {
            into.push_str(text);
            into.push('\n');
        }
        _ => drop(writeln!(into, "({} bytes, {})", bytes.len(), Digest::of(bytes))),
    }
}

/// Without `sent`, the recorded request. With it, the request that was sent, headers reduced to those
/// that were recorded, so that the two can be compared.
fn describe_http(recorded: &RecordedHttp, sent: Option<(&OutboundRequest<'_>, &[u8])>) -> String {
    let mut text = String::new();
    let Some((request, body)) = sent else {
        let _ = writeln!(text, "{} {}", recorded.method, recorded.url);
        for (name, value) in &recorded.headers {
            let _ = writeln!(text, "{name}: {value}");
        }
        describe_bytes(&mut text, &recorded.body);
        return text;
    };
    let url = format!("{}://{}{}", request.scheme, request.authority, request.path_with_query);
    let _ = writeln!(text, "{} {url}", request.method);
    for name in recorded.headers.keys() {
        let values = request.headers.iter().filter(|header| header.0.eq_ignore_ascii_case(name));
        for (_, value) in values {
            let _ = writeln!(text, "{name}: {value}");
        }
    }
    describe_bytes(&mut text, body);
    text
}

fn describe_mail(mail: &RecordedMail) -> String {
    let mut text = format!("To: {}\nSubject: {}\n\n{}\n", mail.to.join(", "), mail.subject, mail.text);
    for part in &mail.parts {
        let _ = writeln!(text, "--- {} ({})", part.file_name, part.media_type);
        describe_bytes(&mut text, &part.content);
    }
    text
}

fn describe_lookup(urn: &str, version: Option<&str>, code: &str) -> String {
    format!("{urn} version {}: {code}", version.unwrap_or("(any)"))
}

impl OutboundHttp for Recording {
    fn send(&self, request: &OutboundRequest<'_>) -> Result<OutboundResponse, HttpError> {
        let mut state = self.state();
        let body = state.bytes(&request.body).map_err(|error| HttpError::Internal(error.to_string()))?;
        state.http_made += 1;
        let what = format!("calls.http[{}]", state.http_made);
        let Some(recorded) = state.script.http.get(state.http_made - 1).cloned() else {
            if let Some(answer) = self.send_live(request, &body, &state.script) {
                return answer;
            }
            let all_headers = RecordedHttp {
                method: String::new(),
                url: String::new(),
                headers: request.headers.iter().map(|(name, _)| (name.to_ascii_lowercase(), String::new())).collect(),
                body: Vec::new(),
                answer: RecordedAnswer::Error(HttpError::DestinationNotFound),
            };
            let actual = describe_http(&all_headers, Some((request, &body)));
            state.mismatches.push(Mismatch::of_texts(&what, None, Some(actual)));
            return Err(HttpError::Internal("the test plan has no recording of this request".into()));
        };
        let expected = describe_http(&recorded, None);
        let actual = describe_http(&recorded, Some((request, &body)));
        if expected != actual {
            state.mismatches.push(Mismatch::of_texts(&what, Some(expected), Some(actual)));
            return Err(HttpError::Internal("the test plan has recorded another request".into()));
        }
        match recorded.answer {
            RecordedAnswer::Response(response) if response.body.len() as u64 > request.response_limit => {
                Err(HttpError::ResponseTooLarge)
            }
            RecordedAnswer::Response(response) => Ok(response),
            RecordedAnswer::Error(error) => Err(error),
        }
    }
}

impl Mailer for Recording {
    fn send(&self, mail: &OutboundMail<'_>) -> Result<(), MailError> {
        let mut state = self.state();
        let mut parts = Vec::new();
        for part in &mail.parts {
            let content = state.bytes(&part.content).map_err(|error| MailError::Invalid(error.to_string()))?;
            parts.push(crate::plan::RecordedPart {
                file_name: part.file_name.to_owned(),
                media_type: part.media_type.to_owned(),
                content,
            });
        }
        let actual = describe_mail(&RecordedMail {
            to: mail.to.to_vec(),
            subject: mail.subject.to_owned(),
            text: mail.text.to_owned(),
            parts,
            error: None,
        });
        state.mail_made += 1;
        let what = format!("calls.mail[{}]", state.mail_made);
        let Some(recorded) = state.script.mail.get(state.mail_made - 1).cloned() else {
            state.mismatches.push(Mismatch::of_texts(&what, None, Some(actual)));
            return Err(MailError::Refused("the test plan has no recording of this mail".into()));
        };
        let expected = describe_mail(&recorded);
        if expected != actual {
            state.mismatches.push(Mismatch::of_texts(&what, Some(expected), Some(actual)));
            return Err(MailError::Refused("the test plan has recorded another mail".into()));
        }
        recorded.error.map_or(Ok(()), Err)
    }
}

impl Secrets for Recording {
    fn secret(&self, _tenant: &TenantId, name: &str) -> Option<String> {
        self.state().script.secrets.get(name).cloned()
    }
}

impl CodeLists for Recording {
    fn look_up(&self, urn: &str, version: Option<&str>, code: &str) -> CodeLookup {
        let mut state = self.state();
        let position = state
            .script
            .code_lists
            .iter()
            .position(|entry| entry.urn == urn && entry.version.as_deref() == version && entry.code == code);
        if let Some(position) = position {
            state.looked_up.insert(position);
            return state.script.code_lists.get(position).map_or(CodeLookup::NoSuchList, |entry| entry.answer.clone());
        }
        let mismatch = Mismatch::of_texts("code_lists", None, Some(describe_lookup(urn, version, code)));
        if !state.mismatches.contains(&mismatch) {
            state.mismatches.push(mismatch);
        }
        CodeLookup::NoSuchList
    }
}

#[cfg(test)]
mod tests;
