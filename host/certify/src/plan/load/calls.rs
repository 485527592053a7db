//! Reads what was recorded of the outside: `[[calls.http]]`, `[[calls.mail]]`, `[[code_lists]]`,
//! `[secrets]`.

use super::super::case::CaseAttachment;
use super::super::reader::Section;
use super::super::recorded::{RecordedAnswer, RecordedHttp, RecordedLookup, RecordedMail, RecordedPart, Script};
use super::case::Place;
use drehscheibe_model::ports::{CodeLookup, HttpError, MailError, OutboundResponse};

pub fn read(root: &mut Section<'_>, place: &Place<'_>, attachments: &[CaseAttachment]) -> Script {
    let mut script = Script { secrets: root.text_pairs("secrets").into_iter().collect(), ..Script::default() };
    if let Some(mut calls) = root.section("calls") {
        for section in calls.sections("http") {
            script.http.extend(read_http(section, place, attachments));
        }
        for section in calls.sections("mail") {
            script.mail.extend(read_mail(section, place, attachments));
        }
        calls.finish();
    }
    for section in root.sections("code_lists") {
        script.code_lists.extend(read_lookup(section));
    }
    script
}

/// Bytes written as `<key>` (a text), `<key>_file` or `<key>_attachment`; none of them: no bytes.
fn content(section: &mut Section<'_>, key: &str, place: &Place<'_>, attachments: &[CaseAttachment]) -> Vec<u8> {
    let (file_key, attachment_key) = (format!("{key}_file"), format!("{key}_attachment"));
    let given = [key, &file_key, &attachment_key].into_iter().filter(|name| section.has(name)).count();
    if given > 1 {
        section.problem(key, format!("only one of `{key}`, `{file_key}` and `{attachment_key}` can be given"));
    }
    let text = section.text(key).map(String::into_bytes);
    let file = place.file(section, &file_key).map(|file| file.1);
    let attachment = section.parsed(&attachment_key, |id| {
        let found = attachments.iter().find(|attachment| attachment.id == id);
        found.map(|attachment| attachment.document.body.clone()).ok_or("the case has no such attachment")
    });
    text.or(file).or(attachment).unwrap_or_default()
}

fn read_http(mut section: Section<'_>, place: &Place<'_>, attachments: &[CaseAttachment]) -> Option<RecordedHttp> {
    let method = section.required_text("method");
    let url = section.required_text("url").and_then(|_| {
        section.parsed("url", |url| {
            let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            match rest {
                Some(rest) if rest.contains('/') => Ok(url.to_owned()),
                _ => Err("must be `http://` or `https://`, a host and a path"),
            }
        })
    });
    let headers =
        section.text_pairs("headers").into_iter().map(|(name, value)| (name.to_ascii_lowercase(), value)).collect();
    let body = content(&mut section, "body", place, attachments);
    let error = section.parsed("error", http_error);
    let response = section.section("response").and_then(|response| read_response(response, place, attachments));
    if section.has("error") == section.has("response") {
        section.problem("error", "exactly one of `response` and `error` must be given");
    }
    section.finish();
    let answer = response.map(RecordedAnswer::Response).or(error.map(RecordedAnswer::Error));
    Some(RecordedHttp { method: method?, url: url?, headers, body, answer: answer? })
}

fn read_response(
    mut section: Section<'_>,
    place: &Place<'_>,
    attachments: &[CaseAttachment],
) -> Option<OutboundResponse> {
    let status = section.number("status");
    if !section.has("status") {
        section.problem("status", "`status` is missing");
    }
    let status = status.and_then(|number| match u16::try_from(number) {
        Ok(status) if (200..=599).contains(&status) => Some(status),
        _ => {
            section.problem("status", "`status` must lie between 200 and 599");
            None
        }
    });
    let headers = section.text_pairs("headers");
    let body = content(&mut section, "body", place, attachments);
    section.finish();
    Some(OutboundResponse { status: status?, headers, body })
}

fn http_error(name: &str) -> Result<HttpError, String> {
    Ok(match name {
        "dns-error" => HttpError::Dns("recorded".into()),
        "destination-not-found" => HttpError::DestinationNotFound,
        "destination-unavailable" => HttpError::DestinationUnavailable,
        "connection-refused" => HttpError::ConnectionRefused,
        "connection-terminated" => HttpError::ConnectionTerminated,
        "connection-timeout" => HttpError::ConnectionTimeout,
        "tls-error" => HttpError::Tls("recorded".into()),
        "http-response-body-size" => HttpError::ResponseTooLarge,
        "http-response-timeout" => HttpError::ResponseTimeout,
        "http-protocol-error" => HttpError::Protocol("recorded".into()),
        "internal-error" => HttpError::Internal("recorded".into()),
        other => {
            return Err(format!(
                "`{other}` is not one of dns-error, destination-not-found, destination-unavailable, \
                 connection-refused, connection-terminated, connection-timeout, tls-error, \
                 http-response-body-size, http-response-timeout, http-protocol-error, internal-error"
            ));
        }
    })
}

fn read_mail(mut section: Section<'_>, place: &Place<'_>, attachments: &[CaseAttachment]) -> Option<RecordedMail> {
    let to = section.texts("to");
    let subject = section.required_text("subject");
    let text = content(&mut section, "text", place, attachments);
    let text = String::from_utf8(text).inspect_err(|_| section.problem("text", "the text is not UTF-8")).ok();
    let mut parts = Vec::new();
    for mut part in section.sections("parts") {
        let file_name = part.required_text("file_name");
        let media_type = part.required_text("media_type");
        let content = content(&mut part, "content", place, attachments);
        part.finish();
        if let (Some(file_name), Some(media_type)) = (file_name, media_type) {
            parts.push(RecordedPart { file_name, media_type, content });
        }
    }
    let error = section.parsed("error", |name| {
        let text = || "recorded".to_owned();
        Ok(match name {
            "unavailable" => MailError::Unavailable(text()),
            "refused" => MailError::Refused(text()),
            "unknown" => MailError::Unknown(text()),
            "invalid" => MailError::Invalid(text()),
            "not-configured" => MailError::NotConfigured,
            other => {
                return Err(format!("`{other}` is not one of unavailable, refused, unknown, invalid, not-configured"));
            }
        })
    });
    section.finish();
    Some(RecordedMail { to, subject: subject?, text: text?, parts, error })
}

fn read_lookup(mut section: Section<'_>) -> Option<RecordedLookup> {
    let urn = section.required_text("urn");
    let version = section.text("version");
    let code = section.required_text("code");
    let entry = section.text("entry");
    let missing = section.parsed("missing", |what| match what {
        "code" => Ok(CodeLookup::NoSuchCode),
        "list" => Ok(CodeLookup::NoSuchList),
        other => Err(format!("`{other}` is neither `code` nor `list`")),
    });
    if section.has("entry") == section.has("missing") {
        section.problem("entry", "exactly one of `entry` and `missing` must be given");
    }
    section.finish();
    Some(RecordedLookup { urn: urn?, version, code: code?, answer: entry.map(CodeLookup::Entry).or(missing)? })
}
