//! The nouns of the contract, as `wit/types.wit` documents them.

pub use crate::bindings::imports::drehscheibe::rule::types::{
    Area, Attachment, Delivery, DeliveryFailure, Document, Envelope, Failure, Finding, Instant, Location, Output,
    Receipt, Recognition, Severity, Text, TransientFailure,
};

impl Document {
    /// A document of this media type.
    pub fn new(media_type: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        Self { media_type: media_type.into(), body: body.into() }
    }
}

impl Finding {
    /// The German text, if there is one.
    pub fn german(&self) -> Option<&str> {
        self.text("de")
    }
    /// The text in this language.
    pub fn text(&self, language: &str) -> Option<&str> {
        self.texts.iter().find(|text| text.language == language).map(|text| text.content.as_str())
    }
    /// The JSON Pointer or XPath.
    pub fn path(&self) -> Option<&str> {
        match self.location.as_ref()? {
            Location::JsonPointer(path) | Location::Xpath(path) => Some(path),
        }
    }
}

impl Output {
    /// An output for a recipient; what else it needs is set with the methods below.
    pub fn new(recipient: impl Into<String>, document: Document) -> Self {
        Self {
            recipient: recipient.into(),
            document,
            file_name: None,
            attachments: Vec::new(),
            not_before: None,
            legal_basis: None,
        }
    }
    /// A file name for targets that need one: no directory part, at most 128 characters.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }
    /// Ids of the attachments that go along.
    pub fn attachments(mut self, ids: impl IntoIterator<Item = String>) -> Self {
        self.attachments = ids.into_iter().collect();
        self
    }
    /// The hub delivers no earlier than this.
    pub fn not_before(mut self, instant: Instant) -> Self {
        self.not_before = Some(instant);
        self
    }
    /// The rule that allows this output, for the journal.
    pub fn legal_basis(mut self, text: impl Into<String>) -> Self {
        self.legal_basis = Some(text.into());
        self
    }
}
