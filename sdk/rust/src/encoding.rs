//! Encodings that old applications want.
//!
//! ```
//! use drehscheibe_sdk::encoding::Encoding;
//! assert_eq!(Encoding::Iso8859_15.encode("10 €"), Ok(b"10 \xa4".to_vec()));
//! assert_eq!(Encoding::Windows1252.encode("Łódź"), Err('Ł'));
//! assert_eq!(Encoding::Windows1252.encode_simplified("Łódź"), b"L\xf3dz");
//! ```

use serde::{Deserialize, Serialize};

/// An encoding; in settings `utf-8`, `iso-8859-15` or `windows-1252`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    #[serde(rename = "iso-8859-15")]
    Iso8859_15,
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// Characters of 0x80 to 0x9F; U+0000 where there is none.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Where it differs from ISO 8859-1.
const ISO_8859_15: [(u8, char); 8] =
    [(0xa4, '€'), (0xa6, 'Š'), (0xa8, 'š'), (0xb4, 'Ž'), (0xb8, 'ž'), (0xbc, 'Œ'), (0xbd, 'œ'), (0xbe, 'Ÿ')];

impl Encoding {
    /// The name for `charset=`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Iso8859_15 => "iso-8859-15",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The text in this encoding, or the first character that it does not have.
    pub fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        if self == Self::Utf8 {
            return Ok(text.as_bytes().to_vec());
        }
        text.chars().map(|character| self.byte(character).ok_or(character)).collect()
    }

    /// The text in this encoding; letters that it does not have lose their marks (`ń` becomes `n`),
    /// other characters become `?`.
    pub fn encode_simplified(self, text: &str) -> Vec<u8> {
        if self == Self::Utf8 {
            return text.as_bytes().to_vec();
        }
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
            let (ascii, other) = rest.split_at_checked(at).unwrap_or_default();
            bytes.extend_from_slice(ascii.as_bytes());
            let Some(character) = other.chars().next() else { break };
            rest = other.get(character.len_utf8()..).unwrap_or_default();
            match self.byte(character) {
                _ if matches!(character, '\u{300}'..='\u{36f}') => {}
                Some(byte) => bytes.push(byte),
                None => bytes.extend_from_slice(simplified(character).as_bytes()),
            }
        }
        bytes.extend_from_slice(rest.as_bytes());
        bytes
    }

    /// Whether each character has a place in it.
    pub fn has(self, text: &str) -> bool {
        self == Self::Utf8 || text.chars().all(|character| self.byte(character).is_some())
    }

    fn byte(self, character: char) -> Option<u8> {
        let plain = u8::try_from(u32::from(character)).ok();
        match (self, plain) {
            (_, Some(byte @ ..0x80)) => Some(byte),
            (Self::Iso8859_15, plain) => match ISO_8859_15.iter().find(|(_, other)| *other == character) {
                Some((byte, _)) => Some(*byte),
                None => plain.filter(|byte| *byte >= 0xa0 && ISO_8859_15.iter().all(|(taken, _)| taken != byte)),
            },
            (_, Some(byte @ 0xa0..)) => Some(byte),
            (_, _) => {
                WINDOWS_1252.iter().position(|other| *other == character).and_then(|at| u8::try_from(at + 0x80).ok())
            }
        }
    }
}

/// Letters of Latin Extended-A and some others without their marks.
fn simplified(character: char) -> &'static str {
    match character {
        'Ā' | 'Ă' | 'Ą' | 'Ǎ' => "A",
        'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ď' | 'Đ' => "D",
        'ď' | 'đ' => "d",
        'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ə' => "E",
        'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ə' => "e",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'Ĥ' | 'Ħ' => "H",
        'ĥ' | 'ħ' => "h",
        'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I",
        'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'Ĵ' => "J",
        'ĵ' => "j",
        'Ķ' => "K",
        'ķ' => "k",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'Ń' | 'Ņ' | 'Ň' => "N",
        'ń' | 'ņ' | 'ň' => "n",
        'Ō' | 'Ŏ' | 'Ő' => "O",
        'ō' | 'ŏ' | 'ő' => "o",
        'Œ' => "OE",
        'œ' => "oe",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ẞ' => "SS",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'Ŵ' => "W",
        'ŵ' => "w",
        'Ŷ' | 'Ÿ' => "Y",
        'ŷ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ź' | 'ż' | 'ž' => "z",
        '\u{2018}' | '\u{2019}' => "'",
        '\u{201c}'..='\u{201e}' => "\"",
        '\u{2013}' | '\u{2014}' => "-",
        '€' => "EUR",
        _ => "?",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn letters_find_their_place_or_none() {
        assert_eq!(Encoding::Iso8859_15.encode("ÄßŒŽ€"), Ok(vec![0xc4, 0xdf, 0xbc, 0xb4, 0xa4]));
        assert_eq!(Encoding::Windows1252.encode("ÄßŒŽ€"), Ok(vec![0xc4, 0xdf, 0x8c, 0x8e, 0x80]));
        assert_eq!(Encoding::Iso8859_15.encode("¤"), Err('¤'));
        assert_eq!(Encoding::Iso8859_15.encode("„"), Err('„'));
        assert_eq!(Encoding::Windows1252.encode("\u{81}"), Err('\u{81}'));
        assert_eq!(Encoding::Windows1252.encode_simplified("Dvořák 🐶 C\u{306}"), b"Dvor\xe1k ? C");
    }
}
