//! Reading documents.

mod json;
mod objects;
mod structure;

pub use json::Json;

use crate::contract::Document;
use crate::findings::Findings;

/// Rule id of findings that the SDK itself makes on documents that cannot be read.
pub const RULE_DOCUMENT: &str = "DOCUMENT";

/// A way of reading a document.
pub trait FromDocument: Sized {
    /// Reads it. Everything that is wrong goes to `findings`; `None` if there is nothing to go on with.
    fn from_document(document: &Document, findings: &mut Findings) -> Option<Self>;
}

/// The document unread: its bytes stand in [`Submission::document`](crate::Submission::document).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Raw;

impl FromDocument for Raw {
    fn from_document(_: &Document, _: &mut Findings) -> Option<Self> {
        Some(Self)
    }
}
