//! Headers of a submission: the idempotency key, and the envelope of a raw document.

use super::envelope::EnvelopeRequest;
use crate::problem::{Problem, kinds};
use http::HeaderMap;

const PREFIX: &str = "drehscheibe-";

/// The `Idempotency-Key`, if there is one.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut values = headers.get_all("idempotency-key").iter();
    let Some(value) = values.next() else { return Ok(None) };
    let invalid = |text: &str| Problem::new(&kinds::IDEMPOTENCY_KEY_INVALID, text);
    if values.next().is_some() {
        return Err(invalid("There is more than one key."));
    }
    let printable = |b: &u8| (b'!'..=b'~').contains(b) || *b == b' ';
    match value.to_str() {
        Ok(text) if (1..=255).contains(&text.len()) && text.as_bytes().iter().all(printable) => Ok(Some(text.into())),
        _ => Err(invalid("The key is empty, longer than 255 characters or not printable ASCII.")),
    }
}

/// The `Content-Type`, if there is exactly one.
pub(super) fn content_type(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(http::header::CONTENT_TYPE).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

/// The envelope from `Drehscheibe-…` headers; values are UTF-8. All that is wrong with them.
pub(super) fn envelope(headers: &HeaderMap) -> Result<EnvelopeRequest, Problem> {
    let mut envelope = EnvelopeRequest::default();
    let mut problems = Vec::new();
    for (name, value) in headers {
        let Some(field) = name.as_str().strip_prefix(PREFIX) else { continue };
        let Ok(value) = std::str::from_utf8(value.as_bytes()) else {
            problems.push(format!("the header `{name}` is not UTF-8"));
            continue;
        };
        let slot = match field {
            "procedure" => &mut envelope.procedure,
            "message-type" => &mut envelope.message_type,
            "area" => &mut envelope.area,
            "case-id" => &mut envelope.case_id,
            "property" => {
                match value.split_once('=') {
                    None => problems.push(format!("`{name}` has the form name=value")),
                    Some((key, value)) => {
                        if envelope.properties.insert(key.trim().into(), value.trim().into()).is_some() {
                            problems.push(format!("the property {:?} occurs twice", key.trim()));
                        }
                    }
                }
                continue;
            }
            _ => {
                problems.push(format!("there is no header `{name}`"));
                continue;
            }
        };
        if slot.replace(value.to_owned()).is_some() {
            problems.push(format!("the header `{name}` occurs twice"));
        }
    }
    if problems.is_empty() { Ok(envelope) } else { Err(Problem::all(&kinds::ENVELOPE_INVALID, problems)) }
}

/// Where the envelope stands in the body, headers must not say something else.
pub(super) fn no_envelope(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.keys().find(|name| name.as_str().starts_with(PREFIX)) {
        None => Ok(()),
        Some(name) => Err(Problem::all(
            &kinds::ENVELOPE_INVALID,
            vec![format!("the envelope stands in the body, so the header `{name}` has no place here")],
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn headers(entries: &[(&'static str, &str)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in entries {
            map.append(HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        map
    }

    #[test]
    fn an_envelope_in_headers() {
        let read = envelope(&headers(&[
            ("drehscheibe-procedure", "x"),
            ("drehscheibe-case-id", "Fall Ü"),
            ("drehscheibe-property", "a = 1"),
            ("drehscheibe-property", "b=2=3"),
        ]))
        .unwrap();
        assert_eq!((read.procedure.as_deref(), read.case_id.as_deref()), (Some("x"), Some("Fall Ü")));
        assert_eq!(
            read.properties.into_iter().collect::<Vec<_>>(),
            [("a".into(), "1".into()), ("b".into(), "2=3".into())]
        );
    }

    #[test]
    fn unknown_and_repeated_headers_are_named_together() {
        let problem = envelope(&headers(&[
            ("drehscheibe-area", "1"),
            ("drehscheibe-area", "2"),
            ("drehscheibe-proceedure", "x"),
            ("drehscheibe-property", "a"),
        ]))
        .unwrap_err();
        let text = format!("{problem:?}");
        assert!(text.contains("occurs twice") && text.contains("proceedure") && text.contains("name=value"), "{text}");
    }

    #[test]
    fn idempotency_keys() {
        assert_eq!(idempotency_key(&headers(&[])).unwrap(), None);
        assert_eq!(idempotency_key(&headers(&[("idempotency-key", "a-1")])).unwrap().as_deref(), Some("a-1"));
        let long = "x".repeat(256);
        for wrong in [
            &[("idempotency-key", "")][..],
            &[("idempotency-key", "ä")],
            &[("idempotency-key", &long)],
            &[("idempotency-key", "a"), ("idempotency-key", "a")],
        ] {
            assert!(idempotency_key(&headers(wrong)).is_err(), "{wrong:?}");
        }
    }
}
