//! Names of repositories and tags, as the distribution specification v1.1 spells them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Longest name of a repository, in characters.
const REPOSITORY: usize = 255;
/// Longest tag, in characters.
const TAG: usize = 128;

/// Why a text is not a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    #[error(
        "`{0}` is not a repository: lower-case letters and digits, parted by `.`, `_`, `__` or `-`, in parts joined by `/`; at most 255 characters"
    )]
    Repository(String),
    #[error("`{0}` is not a namespace: lower-case letters and digits, parted by `.`, `_`, `__` or `-`")]
    Namespace(String),
    #[error("`{0}` is not a tag: letters, digits, `_`, `.`, `-`, not starting with `.` or `-`; at most 128 characters")]
    Tag(String),
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_component(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let ends = text.starts_with(plain) && text.ends_with(plain);
    ends && text
        .split(plain)
        .all(|between| matches!(between, "" | "." | "_" | "__") || between.bytes().all(|byte| byte == b'-'))
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $problem:ident, $is_valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the text and takes it as a name.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidName> {
                let text = text.into();
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(&text) { Ok(Self(text)) } else { Err(InvalidName::$problem(short(&text))) }
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidName;
            fn try_from(text: String) -> Result<Self, InvalidName> {
                Self::new(text)
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
        impl FromStr for $name {
            type Err = InvalidName;
            fn from_str(text: &str) -> Result<Self, InvalidName> {
                Self::new(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// Where versions of one package lie, for example `kisa/hundesteuer`. Its first part is the
    /// [`Namespace`] of its vendor.
    RepositoryName,
    Repository,
    |text| text.len() <= REPOSITORY && text.split('/').all(is_component)
);
name!(
    /// The first part of a repository's name; who publishes there is said by the keys.
    Namespace,
    Namespace,
    |text| text.len() <= 64 && is_component(text)
);
name!(
    /// A version, or another name of a manifest. It never moves.
    TagName,
    Tag,
    |text| {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        (1..=TAG).contains(&text.len()) && text.starts_with(word) && text.chars().all(|c| word(c) || c == '.' || c == '-')
    }
);

impl RepositoryName {
    /// Its first part.
    pub fn namespace(&self) -> Namespace {
        Namespace(self.0.split('/').next().unwrap_or_default().to_owned())
    }
    /// Its last part: for packages the name of the plugin.
    pub fn last(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_as_the_specification_spells_them() {
        for good in ["a", "kisa/hundesteuer", "a.b/c_d/e__f/g---h/0", &"a".repeat(255)] {
            assert!(RepositoryName::new(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "/",
            "a/",
            "/a",
            "a//b",
            "A",
            "a___b",
            "a._b",
            "-a",
            "a-",
            "..",
            "a/../b",
            "a b",
            "ä",
            &"a".repeat(256),
        ] {
            assert!(RepositoryName::new(bad).is_err(), "{bad}");
        }
        for good in ["1.0.0", "_", "latest", "v1-rc.1", &"a".repeat(128)] {
            assert!(TagName::new(good).is_ok(), "{good}");
        }
        for bad in ["", ".a", "-a", "a/b", "a:b", "ä", &"a".repeat(129)] {
            assert!(TagName::new(bad).is_err(), "{bad}");
        }
        assert!(Namespace::new("kisa/x").is_err());
    }

    #[test]
    fn a_repository_has_a_namespace_and_a_last_part() {
        let name = RepositoryName::new("kisa/steuern/hundesteuer").unwrap();
        assert_eq!((name.namespace().as_str(), name.last()), ("kisa", "hundesteuer"));
    }
}
