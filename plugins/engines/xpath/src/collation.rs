//! Orders of text.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Error, Result};

/// The collation of the Unicode code points; the default.
pub const CODE_POINT: &str = "http://www.w3.org/2005/xpath-functions/collation/codepoint";

/// How texts are ordered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Collation {
    #[default]
    CodePoint,
    /// DIN 5007-1, as in dictionaries: ä as a, ß as ss; then by accent; then small before large.
    German,
    /// The same, but large before small.
    GermanLargeFirst,
    /// ASCII letters without regard to case.
    CaseBlind,
}

impl Collation {
    /// The collation of a URI.
    ///
    /// # Errors
    /// FOCH0002 for a collation that does not exist here.
    pub fn by_uri(uri: &str) -> Result<Collation> {
        if uri == CODE_POINT {
            return Ok(Collation::CodePoint);
        }
        if uri.ends_with("/html-ascii-case-insensitive") {
            return Ok(Collation::CaseBlind);
        }
        let german = ["http://www.w3.org/2013/collation/UCA", "http://saxon.sf.net/collation"];
        match uri.split_once('?') {
            Some((base, query)) if german.contains(&base) && query.contains("lang=de") => Ok(Collation::German),
            None if uri == "urn:drehscheibe:collation:de" => Ok(Collation::German),
            _ => Err(Error::dynamic("FOCH0002", format!("the collation {uri} is not known"))),
        }
    }

    /// The collation for a language (`lang` of `xsl:sort`).
    pub fn by_language(language: &str) -> Collation {
        if language == "de" || language.starts_with("de-") { Collation::German } else { Collation::CodePoint }
    }

    pub fn compare(self, a: &str, b: &str) -> Ordering {
        match self {
            Collation::CodePoint => a.as_bytes().cmp(b.as_bytes()),
            Collation::CaseBlind => a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()),
            Collation::German => german(a, b, false),
            Collation::GermanLargeFirst => german(a, b, true),
        }
    }

    /// Texts that are equal have equal keys.
    pub fn key(self, text: &str) -> String {
        match self {
            Collation::CodePoint | Collation::German | Collation::GermanLargeFirst => text.to_string(),
            Collation::CaseBlind => text.to_ascii_lowercase(),
        }
    }
}

fn letters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn german(a: &str, b: &str, large_first: bool) -> Ordering {
    let by_letter = letters(a).cmp(&letters(b));
    let by_accent = || a.to_lowercase().nfd().cmp(b.to_lowercase().nfd());
    let second = |text: &str| -> Vec<bool> { text.chars().map(|c| c.is_uppercase() != large_first).collect() };
    by_letter.then_with(by_accent).then_with(|| second(a).cmp(&second(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_order() {
        let mut words = ["Zebra", "ärgern", "Arm", "arm", "Äpfel", "Apfel", "Strasse", "Straße", "Straßen"];
        words.sort_by(|a, b| Collation::German.compare(a, b));
        assert_eq!(words, ["Apfel", "Äpfel", "ärgern", "arm", "Arm", "Strasse", "Straße", "Straßen", "Zebra"]);
    }

    #[test]
    fn unknown_collations_are_errors() {
        assert_eq!(Collation::by_uri("urn:x").unwrap_err().code(), "FOCH0002");
    }
}
