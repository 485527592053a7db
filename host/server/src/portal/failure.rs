//! Why there is no page, as a page.

use super::ask::Ask;
use super::kit::{Block, Page, Signed, Tone, link};
use super::reply::document;
use super::texts as t;
use crate::problem::Problem;
use axum::response::Response;
use drehscheibe_model::ports::{BlobError, EvidenceError, OperationError, StoreError};
use http::StatusCode;

/// What went wrong.
#[derive(Debug)]
pub(crate) enum Failure {
    /// With the reason in German.
    Denied(String),
    NotFound,
    /// The form does not come from this browser's own page.
    Forged,
    TooLarge,
    /// Somebody else was faster.
    Changed,
    /// It cannot be done now; why, in German.
    Impossible(String),
    /// Stands in the log.
    Inside,
}

impl Failure {
    fn parts(&self) -> (StatusCode, &'static str, String, Tone) {
        match self {
            Self::Denied(reason) => (StatusCode::FORBIDDEN, t::failure::DENIED, reason.clone(), Tone::Warning),
            Self::NotFound => {
                (StatusCode::NOT_FOUND, t::failure::NOT_FOUND, t::failure::NOT_FOUND_TEXT.into(), Tone::Info)
            }
            Self::Forged => (StatusCode::FORBIDDEN, t::failure::FORGED, t::failure::FORGED_TEXT.into(), Tone::Warning),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, t::failure::TOO_LARGE, t::failure::TOO_LARGE_TEXT.into(), Tone::Warning)
            }
            Self::Changed => {
                (StatusCode::CONFLICT, t::failure::CHANGED, t::failure::CHANGED_TEXT.into(), Tone::Warning)
            }
            Self::Impossible(reason) => (StatusCode::CONFLICT, t::failure::IMPOSSIBLE, reason.clone(), Tone::Warning),
            Self::Inside => {
                (StatusCode::INTERNAL_SERVER_ERROR, t::failure::INSIDE, t::failure::INSIDE_TEXT.into(), Tone::Bad)
            }
        }
    }
    fn page(&self, signed: Option<Signed>) -> Response {
        let (status, title, text, tone) = self.parts();
        let page = Page::new(title)
            .with(Block::note(tone, text, ""))
            .with(Block::Actions(vec![link("/portal", t::failure::HOME)]));
        document(status, &page, signed)
    }
    /// Before anybody is known.
    pub(crate) fn bare(&self) -> Response {
        self.page(None)
    }
    pub(crate) fn shown(&self, ask: &Ask) -> Response {
        self.page(Some(ask.signed()))
    }
}

fn inside(error: &(dyn std::error::Error + 'static)) -> Failure {
    // Writes the chain of causes to the log.
    let _ = Problem::internal(error);
    Failure::Inside
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Changed { .. } => Self::Changed,
            StoreError::NotFound { .. } => Self::NotFound,
            StoreError::Full(_) => Self::Impossible(t::failure::FULL.into()),
            StoreError::Unavailable(_) => Self::Impossible(t::failure::BUSY.into()),
            other => inside(&other),
        }
    }
}

impl From<OperationError> for Failure {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::NotFound(_) => Self::NotFound,
            OperationError::NotPossible { state } => {
                Self::Impossible(t::fill(t::failure::NOT_POSSIBLE, &[("zustand", super::words::state(state))]))
            }
            OperationError::Store(error) => error.into(),
        }
    }
}

impl From<EvidenceError> for Failure {
    fn from(error: EvidenceError) -> Self {
        match error {
            EvidenceError::NotFound(_) => Self::NotFound,
            EvidenceError::Store(error) => error.into(),
            other => inside(&other),
        }
    }
}

impl From<BlobError> for Failure {
    fn from(error: BlobError) -> Self {
        inside(&error)
    }
}

impl From<Problem> for Failure {
    /// It is in the log already.
    fn from(_: Problem) -> Self {
        Self::Inside
    }
}
