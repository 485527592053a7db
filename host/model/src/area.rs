//! Areas and authorities. Keyed by AGS and ARS with validity dates, never by name.

use crate::ids::TenantId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    #[error("an AGS has 8 digits, an ARS has 12; this key has {length} characters")]
    Length { length: usize },
    #[error("an AGS or ARS has digits only")]
    NotDigits,
}

fn digits<const N: usize>(text: &str) -> Result<[u8; N], InvalidKey> {
    let bytes: [u8; N] = text.as_bytes().try_into().map_err(|_| InvalidKey::Length { length: text.chars().count() })?;
    if bytes.iter().all(u8::is_ascii_digit) { Ok(bytes) } else { Err(InvalidKey::NotDigits) }
}

macro_rules! key {
    ($(#[$doc:meta])* $name:ident, $n:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $n]);

        impl $name {
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).unwrap_or_default()
            }
        }
        impl FromStr for $name {
            type Err = InvalidKey;
            fn from_str(text: &str) -> Result<Self, InvalidKey> {
                digits(text).map(Self)
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidKey;
            fn try_from(text: String) -> Result<Self, InvalidKey> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(key: $name) -> String {
                key.as_str().to_owned()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

key!(
    /// Amtlicher Gemeindeschlüssel: land 2, region 1, county 2, municipality 3 digits.
    Ags,
    8
);
key!(
    /// Amtlicher Regionalschlüssel: land 2, region 1, county 2, association 4, municipality 3 digits.
    Ars,
    12
);

impl Ars {
    /// The AGS of the same municipality: the association part left out.
    pub fn ags(&self) -> Ags {
        let [a, b, c, d, e, _, _, _, _, f, g, h] = self.0;
        Ags([a, b, c, d, e, f, g, h])
    }
    /// The 9 digits that name the association (Verwaltungsgemeinschaft, Verwaltungsverband).
    pub fn association_key(&self) -> &str {
        self.as_str().get(..9).unwrap_or_default()
    }
    /// The 5 digits that name the county or the county-free city.
    pub fn county_key(&self) -> &str {
        self.as_str().get(..5).unwrap_or_default()
    }
}

/// Either key, as senders write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AreaKey {
    Ags(Ags),
    Ars(Ars),
}

impl FromStr for AreaKey {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        match text.len() {
            8 => text.parse().map(Self::Ags),
            12 => text.parse().map(Self::Ars),
            _ => Err(InvalidKey::Length { length: text.chars().count() }),
        }
    }
}
impl fmt::Display for AreaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ags(key) => key.fmt(f),
            Self::Ars(key) => key.fmt(f),
        }
    }
}

/// A municipality of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Municipality {
    pub ars: Ars,
    pub name: String,
    pub county_name: String,
    /// Whether it belongs to an association that carries out its administration.
    pub in_association: bool,
    /// First day on which the key is valid; none: as long as anyone remembers.
    pub valid_from: Option<Date>,
    /// First day on which it is not valid any more.
    pub valid_until: Option<Date>,
}

impl Municipality {
    pub fn ags(&self) -> Ags {
        self.ars.ags()
    }
    /// Whether the key is valid on this day.
    pub fn valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day < until)
    }
    /// The authority that carries out its administration: itself or its association.
    pub fn administration(&self) -> AuthorityKey {
        if self.in_association {
            AuthorityKey::Association(self.ars.association_key().to_owned())
        } else {
            AuthorityKey::Municipality(self.ars)
        }
    }
}

/// The fictitious municipality of the test organisation "Demobehörde": state 99 does not exist.
pub const FICTITIOUS_ARS: &str = "990000000001";

/// Who is responsible, by key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthorityKey {
    Municipality(Ars),
    /// 9 digits.
    Association(String),
    /// 5 digits.
    County(String),
    /// Any other body, by its own name.
    Office(TenantId),
}

impl AuthorityKey {
    /// Under which tenant this authority is configured, queued and journalled.
    pub fn tenant(&self) -> Result<TenantId, crate::ids::InvalidId> {
        match self {
            Self::Municipality(ars) => TenantId::new(ars.as_str()),
            Self::Association(key) | Self::County(key) => TenantId::new(key.as_str()),
            Self::Office(tenant) => Ok(tenant.clone()),
        }
    }
}

/// What the register says about a key on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AreaLookup {
    Found(Municipality),
    /// The key existed, or will exist, but is not valid on that day.
    NotValid(Municipality),
    /// Nobody has it; the nearest known ones, best first, at most three.
    Unknown {
        nearest: Vec<Municipality>,
    },
}

/// Reference data about areas.
pub trait Areas: Send + Sync {
    /// Looks a key up for a day.
    fn look_up(&self, key: &AreaKey, day: Date) -> AreaLookup;
    /// All municipalities valid on that day, in order of their ARS.
    fn all(&self, day: Date) -> Vec<Municipality>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_an_ars() {
        let pirna: Ars = "146285229270".parse().unwrap();
        assert_eq!(pirna.ags().as_str(), "14628270");
        assert_eq!(pirna.association_key(), "146285229");
        assert_eq!(pirna.county_key(), "14628");
    }

    #[test]
    fn keys_of_wrong_length_or_with_letters_are_refused() {
        assert_eq!("1234".parse::<AreaKey>(), Err(InvalidKey::Length { length: 4 }));
        assert_eq!("1462827x".parse::<AreaKey>(), Err(InvalidKey::NotDigits));
        assert_eq!("1462827ä".parse::<AreaKey>(), Err(InvalidKey::Length { length: 8 }));
    }
}
