//! International bank account numbers (ISO 13616), checked in full: country, length, characters and
//! check digits.
//!
//! ```
//! use drehscheibe_sdk::iban::{Iban, InvalidIban};
//! let iban: Iban = "DE89 3704 0044 0532 0130 00".parse().unwrap();
//! assert_eq!(iban.as_str(), "DE89370400440532013000");
//! assert!(iban.is_sepa());
//! assert_eq!("DE88370400440532013000".parse::<Iban>(), Err(InvalidIban::CheckDigits));
//! ```

use std::fmt;
use std::str::FromStr;

/// A valid number, without spaces, in upper case.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Iban(String);

/// Why a text is not an IBAN. None of them repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidIban {
    /// Something other than letters, digits and spaces.
    Characters,
    /// No country that has IBANs.
    Country,
    /// The country's numbers have another length.
    Length { expected: usize },
    /// Modulo 97 is not 1, or the check digits are not digits.
    CheckDigits,
}

impl InvalidIban {
    /// For people.
    pub fn german(self) -> String {
        match self {
            Self::Characters => "Die IBAN enthält andere Zeichen als Buchstaben und Ziffern.".into(),
            Self::Country => "Die IBAN beginnt mit einem unbekannten Länderkürzel.".into(),
            Self::Length { expected } => format!("Die IBAN hat nicht die Länge ihres Landes ({expected} Zeichen)."),
            Self::CheckDigits => "Die Prüfziffer der IBAN stimmt nicht; vermutlich ein Tippfehler.".into(),
        }
    }
}

impl fmt::Display for InvalidIban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Characters => f.write_str("the IBAN has characters other than letters and digits"),
            Self::Country => f.write_str("the IBAN begins with an unknown country code"),
            Self::Length { expected } => write!(f, "the IBAN does not have the length of its country ({expected})"),
            Self::CheckDigits => f.write_str("the check digits of the IBAN are wrong"),
        }
    }
}

impl std::error::Error for InvalidIban {}

impl Iban {
    /// Without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// Two letters.
    pub fn country(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }
    /// Whether the country takes part in SEPA, so that a direct-debit mandate is possible.
    pub fn is_sepa(&self) -> bool {
        country(self.0.as_bytes()).is_some_and(|(_, _, sepa)| sepa)
    }
    /// Shows the country and the last four characters only.
    pub fn masked(&self) -> String {
        let last = self.0.len().saturating_sub(4);
        format!("{}…{}", self.country(), self.0.get(last..).unwrap_or_default())
    }
}

impl fmt::Display for Iban {
    /// In groups of four, as on paper.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, character) in self.0.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                f.write_str(" ")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

impl FromStr for Iban {
    type Err = InvalidIban;
    fn from_str(text: &str) -> Result<Self, InvalidIban> {
        let compact: Vec<u8> = text.bytes().filter(|b| *b != b' ').map(|b| b.to_ascii_uppercase()).collect();
        if compact.is_empty() || !compact.iter().all(u8::is_ascii_alphanumeric) {
            return Err(InvalidIban::Characters);
        }
        let (code, length, _) = country(&compact).ok_or(InvalidIban::Country)?;
        if compact.len() != length {
            return Err(InvalidIban::Length { expected: length });
        }
        let (head, account) = compact.split_at_checked(4).ok_or(InvalidIban::Country)?;
        let digits_only = *code == *b"DE" && !account.iter().all(u8::is_ascii_digit);
        let check_digits = head.iter().skip(2).all(u8::is_ascii_digit);
        if digits_only || !check_digits || modulo_97(account.iter().chain(head)) != 1 {
            return Err(InvalidIban::CheckDigits);
        }
        String::from_utf8(compact).map(Self).map_err(|_| InvalidIban::Characters)
    }
}

/// Letters count as 10 to 35 (ISO 7064).
fn modulo_97<'a>(characters: impl Iterator<Item = &'a u8>) -> u32 {
    characters.fold(0, |rest, character| match character {
        b'0'..=b'9' => (rest * 10 + u32::from(character - b'0')) % 97,
        other => (rest * 100 + u32::from(other.saturating_sub(b'A')) + 10) % 97,
    })
}

fn country(compact: &[u8]) -> Option<(&'static [u8; 2], usize, bool)> {
    let code = compact.first_chunk::<2>()?;
    COUNTRIES.iter().find(|(known, _, _)| *known == code).copied()
}

/// Country, length, whether it takes part in SEPA.
const COUNTRIES: &[(&[u8; 2], usize, bool)] = &[
    (b"DE", 22, true),
    (b"AD", 24, true),
    (b"AE", 23, false),
    (b"AL", 28, true),
    (b"AT", 20, true),
    (b"AZ", 28, false),
    (b"BA", 20, false),
    (b"BE", 16, true),
    (b"BG", 22, true),
    (b"BH", 22, false),
    (b"BI", 27, false),
    (b"BR", 29, false),
    (b"BY", 28, false),
    (b"CH", 21, true),
    (b"CR", 22, false),
    (b"CY", 28, true),
    (b"CZ", 24, true),
    (b"DJ", 27, false),
    (b"DK", 18, true),
    (b"DO", 28, false),
    (b"EE", 20, true),
    (b"EG", 29, false),
    (b"ES", 24, true),
    (b"FI", 18, true),
    (b"FK", 18, false),
    (b"FO", 18, false),
    (b"FR", 27, true),
    (b"GB", 22, true),
    (b"GE", 22, false),
    (b"GI", 23, true),
    (b"GL", 18, false),
    (b"GR", 27, true),
    (b"GT", 28, false),
    (b"HR", 21, true),
    (b"HU", 28, true),
    (b"IE", 22, true),
    (b"IL", 23, false),
    (b"IQ", 23, false),
    (b"IS", 26, true),
    (b"IT", 27, true),
    (b"JO", 30, false),
    (b"KW", 30, false),
    (b"KZ", 20, false),
    (b"LB", 28, false),
    (b"LC", 32, false),
    (b"LI", 21, true),
    (b"LT", 20, true),
    (b"LU", 20, true),
    (b"LV", 21, true),
    (b"LY", 25, false),
    (b"MC", 27, true),
    (b"MD", 24, true),
    (b"ME", 22, true),
    (b"MK", 19, true),
    (b"MN", 20, false),
    (b"MR", 27, false),
    (b"MT", 31, true),
    (b"MU", 30, false),
    (b"NI", 28, false),
    (b"NL", 18, true),
    (b"NO", 15, true),
    (b"OM", 23, false),
    (b"PK", 24, false),
    (b"PL", 28, true),
    (b"PS", 29, false),
    (b"PT", 25, true),
    (b"QA", 29, false),
    (b"RO", 24, true),
    (b"RS", 22, true),
    (b"RU", 33, false),
    (b"SA", 24, false),
    (b"SC", 31, false),
    (b"SD", 18, false),
    (b"SE", 24, true),
    (b"SI", 19, true),
    (b"SK", 24, true),
    (b"SM", 27, true),
    (b"SO", 23, false),
    (b"ST", 25, false),
    (b"SV", 28, false),
    (b"TL", 23, false),
    (b"TN", 24, false),
    (b"TR", 26, false),
    (b"UA", 29, false),
    (b"VA", 22, true),
    (b"VG", 24, false),
    (b"XK", 20, false),
    (b"YE", 30, false),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_several_countries_are_valid() {
        for text in [
            "DE89370400440532013000",
            "at611904300234573201",
            "CH93 0076 2011 6238 5295 7",
            "GB29NWBK60161331926819",
            "MT84MALT011000012345MTLCAST001S",
            "NO9386011117947",
        ] {
            assert!(text.parse::<Iban>().is_ok(), "{text}");
        }
    }

    #[test]
    fn every_single_typing_error_is_found() {
        let good = b"DE89370400440532013000";
        for at in 2..good.len() {
            for digit in b'0'..=b'9' {
                let mut wrong = good.to_vec();
                if let Some(byte) = wrong.get_mut(at).filter(|byte| **byte != digit) {
                    *byte = digit;
                    assert_eq!(String::from_utf8(wrong).unwrap().parse::<Iban>(), Err(InvalidIban::CheckDigits));
                }
            }
        }
    }

    #[test]
    fn the_reason_is_named() {
        assert_eq!("".parse::<Iban>(), Err(InvalidIban::Characters));
        assert_eq!("DE89-3704".parse::<Iban>(), Err(InvalidIban::Characters));
        assert_eq!("ÄE89370400440532013000".parse::<Iban>(), Err(InvalidIban::Characters));
        assert_eq!("US89370400440532013000".parse::<Iban>(), Err(InvalidIban::Country));
        assert_eq!("D".parse::<Iban>(), Err(InvalidIban::Country));
        assert_eq!("DE8937040044053201300".parse::<Iban>(), Err(InvalidIban::Length { expected: 22 }));
        assert_eq!("DEA9370400440532013000".parse::<Iban>(), Err(InvalidIban::CheckDigits));
    }

    #[test]
    fn on_paper_and_masked() {
        let iban: Iban = "DE89370400440532013000".parse().unwrap();
        assert_eq!(iban.to_string(), "DE89 3704 0044 0532 0130 00");
        assert_eq!(iban.masked(), "DE…3000");
    }
}
