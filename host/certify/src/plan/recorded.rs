//! Recorded calls to the outside: what the plugin must send and what it is answered.

mod write;

pub use write::SideFile;

use drehscheibe_model::ports::{CodeLookup, HttpError, MailError, OutboundResponse};
use std::collections::BTreeMap;

/// The world outside during one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// In the order in which they must be made.
    pub http: Vec<RecordedHttp>,
    /// In the order in which they must be sent.
    pub mail: Vec<RecordedMail>,
    /// Each must be asked for at least once, in any order.
    pub code_lists: Vec<RecordedLookup>,
    /// Secrets by name.
    pub secrets: BTreeMap<String, String>,
}

/// One HTTP exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedHttp {
    pub method: String,
    /// Scheme, authority, path and query.
    pub url: String,
    /// Each must be sent with this value; others may be sent, too. Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
    pub answer: RecordedAnswer,
}

/// What the destination does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedAnswer {
    Response(OutboundResponse),
    Error(HttpError),
}

/// One mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedMail {
    pub to: Vec<String>,
    pub subject: String,
    pub text: String,
    pub parts: Vec<RecordedPart>,
    /// None: the relay takes it.
    pub error: Option<MailError>,
}

/// One attachment of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedPart {
    pub file_name: String,
    pub media_type: String,
    pub content: Vec<u8>,
}

/// One entry of a code list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedLookup {
    pub urn: String,
    pub version: Option<String>,
    pub code: String,
    pub answer: CodeLookup,
}
