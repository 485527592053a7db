//! What a field can hold.

use super::codes::Code;

/// The kind of a value in the document.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// At least one character that is no space, at most so many in all, no control characters.
    Text { max: usize },
    /// `2026-03-02`.
    Date,
    /// `true` or `false`.
    YesNo,
    /// A whole number from 0 to this.
    Count { max: u64 },
    /// One of these codes.
    Code(&'static [Code]),
    /// One or several of these codes, none twice.
    Codes(&'static [Code]),
    /// ISO 3166-1 alpha-3, for example `DEU`.
    Country,
    /// One or several countries.
    Countries,
    /// Amtlicher Gemeindeschlüssel, 8 digits.
    Ags,
    /// A JSON object.
    Group(&'static [Part]),
    /// One or several JSON objects of the same kind.
    Groups(&'static [Part]),
}

/// One member of a group.
#[derive(Debug)]
pub struct Part {
    pub key: &'static str,
    /// German, for people.
    pub title: &'static str,
    pub kind: Kind,
    pub required: bool,
}

impl Part {
    pub const fn required(key: &'static str, title: &'static str, kind: Kind) -> Self {
        Self { key, title, kind, required: true }
    }
    pub const fn optional(key: &'static str, title: &'static str, kind: Kind) -> Self {
        Self { key, title, kind, required: false }
    }
}
