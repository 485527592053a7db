//! Errors as the API shows them: RFC 9457 problem details.

pub mod kinds;

use axum::response::{IntoResponse, Response};
use drehscheibe_model::ports::{BlobError, OperationError, StoreError};
use drehscheibe_model::text::with_causes;
use http::{HeaderValue, StatusCode, header};
use kinds::Kind;
use serde_json::{Map, Value, json};

/// Seconds after which a full store is worth another try.
const RETRY_FULL: u32 = 120;
/// Seconds after which anything else that passes is worth another try.
const RETRY_SOON: u32 = 5;
/// Problems that one answer lists.
const LISTED: usize = 100;
/// Characters of one of them, and of the detail. They may quote the request, which may be large.
const PROBLEM_CHARACTERS: usize = 500;
const DETAIL_CHARACTERS: usize = 2_000;

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// An answer that is not what the caller hoped for.
#[derive(Debug)]
pub struct Problem {
    kind: &'static Kind,
    /// English, exact, for this one case. Never content of a message.
    detail: String,
    retry_after: Option<u32>,
    /// For 405.
    allow: Option<String>,
    /// Members of its own, for example `nearest`.
    more: Map<String, Value>,
}

impl Problem {
    /// A problem of this kind.
    pub fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: cut(&detail.into(), DETAIL_CHARACTERS), retry_after: None, allow: None, more: Map::new() }
    }
    /// Adds a member of its own.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.into(), value.into());
        self
    }
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
    pub(crate) fn allow(mut self, methods: String) -> Self {
        self.allow = Some(methods);
        self
    }
    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.kind.code
    }
    /// Several problems of one request in one answer.
    pub(crate) fn all(kind: &'static Kind, problems: Vec<String>) -> Self {
        let mut listed: Vec<_> = problems.iter().take(LISTED).map(|problem| cut(problem, PROBLEM_CHARACTERS)).collect();
        if let Some(more) = problems.len().checked_sub(LISTED).filter(|more| *more > 0) {
            listed.push(format!("and {more} more"));
        }
        Self::new(kind, listed.join("; ")).with("problems", listed)
    }
    /// What went wrong inside stays inside: it goes to the log, with the error's causes.
    pub(crate) fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = with_causes(error), "a request failed inside the hub");
        Self::new(&kinds::INTERNAL, "The cause stands in the hub's log.")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut body = self.more;
        body.insert("type".into(), format!("urn:drehscheibe:problem:{}", self.kind.code).into());
        body.insert("code".into(), self.kind.code.into());
        body.insert("status".into(), self.kind.status.as_u16().into());
        body.insert("title".into(), self.kind.title.into());
        body.insert("titleEn".into(), self.kind.title_en.into());
        body.insert("detail".into(), self.detail.into());
        body.insert("nextStep".into(), self.kind.next_step.into());
        body.insert("nextStepEn".into(), self.kind.next_step_en.into());
        let mut response = (self.kind.status, Value::Object(body).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(Ok(methods)) = self.allow.map(HeaderValue::try_from) {
            headers.insert(header::ALLOW, methods);
        }
        if self.kind.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"drehscheibe\""));
        }
        response.extensions_mut().insert(Code(self.kind.code));
        response
    }
}

/// The code of a problem, left in the response for the metrics.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code(pub(crate) &'static str);

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::KeyReused { message } => Self::new(
                &kinds::IDEMPOTENCY_KEY_REUSED,
                format!("The key belongs to message {message}, which had other content."),
            )
            .with("message", json!(message)),
            StoreError::Changed { .. } => Self::new(&kinds::MESSAGE_CHANGED, "The message changed in the meantime."),
            StoreError::ActivationChanged { number } => {
                Self::new(&kinds::ACTIVATION_CHANGED, format!("Activation {number} changed in the meantime."))
            }
            StoreError::NotFound { what } => Self::new(&kinds::NOT_FOUND, format!("There is no such {what}.")),
            StoreError::Full(_) => {
                tracing::error!(error = with_causes(&error), "the store is full");
                Self::new(&kinds::STORAGE_FULL, "Nothing was accepted.").retry_after(RETRY_FULL)
            }
            StoreError::Unavailable(_) => {
                tracing::error!(error = with_causes(&error), "the store is not available");
                Self::new(&kinds::STORAGE_UNAVAILABLE, "Nothing was accepted.").retry_after(RETRY_SOON)
            }
            StoreError::LeaseLost { .. } | StoreError::Damaged { .. } | StoreError::SchemaVersion { .. } => {
                Self::internal(&error)
            }
        }
    }
}

impl From<BlobError> for Problem {
    fn from(error: BlobError) -> Self {
        match &error {
            BlobError::Full(_) => {
                tracing::error!(error = with_causes(&error), "no room for blobs");
                Self::new(&kinds::STORAGE_FULL, "Nothing was accepted.").retry_after(RETRY_FULL)
            }
            BlobError::NotFound(_) | BlobError::Damaged(_) | BlobError::Io(_) => Self::internal(&error),
        }
    }
}

impl From<OperationError> for Problem {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::NotFound(id) => {
                Self::new(&kinds::MESSAGE_NOT_FOUND, format!("There is no message {id} that this key may see."))
            }
            OperationError::NotPossible { state } => {
                Self::new(&kinds::NOT_POSSIBLE, format!("The message is {}.", state.name())).with("state", state.name())
            }
            OperationError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_stays_short_however_long_what_it_quotes() {
        let problems = vec!["ü".repeat(1 << 20); 1_000];
        let problem = Problem::all(&kinds::ENVELOPE_INVALID, problems);
        let listed = problem.more["problems"].as_array().unwrap();
        assert_eq!(listed.len(), LISTED + 1);
        assert_eq!(listed[LISTED], "and 900 more");
        assert_eq!(listed[0].as_str().unwrap().chars().count(), PROBLEM_CHARACTERS + 1);
        assert_eq!(problem.detail.chars().count(), DETAIL_CHARACTERS + 1);
        let few = Problem::all(&kinds::ENVELOPE_INVALID, vec!["a".into(), "b".into()]);
        assert_eq!((few.detail.as_str(), few.more["problems"].as_array().unwrap().len()), ("a; b", 2));
    }
}
