//! How packages are named on the command line.

use drehscheibe_model::depot::{Reference, RepositoryName};
use std::fmt;
use std::str::FromStr;

/// `kisa/hundesteuer:0.1.0` or `kisa/hundesteuer@sha256:…`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageRef {
    pub repository: RepositoryName,
    pub reference: Reference,
}

impl FromStr for PackageRef {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('@').or_else(|| text.split_once(':'));
        let (repository, reference) =
            parts.ok_or_else(|| format!("`{text}` names no version: REPOSITORY:VERSION or REPOSITORY@DIGEST"))?;
        let wrong = |error: drehscheibe_model::depot::InvalidName| error.to_string();
        Ok(Self { repository: repository.parse().map_err(wrong)?, reference: reference.parse().map_err(wrong)? })
    }
}

impl fmt::Display for PackageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let between = if matches!(self.reference, Reference::Tag(_)) { ':' } else { '@' };
        write!(f, "{}{between}{}", self.repository, self.reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_digests_are_told_apart() {
        let digest = format!("kisa/a@sha256:{}", "0".repeat(64));
        for text in ["kisa/a:1.0.0", &digest] {
            assert_eq!(text.parse::<PackageRef>().unwrap().to_string(), text);
        }
        for wrong in ["kisa/a", "kisa/a:", "Kisa/a:1", "kisa/a@1.0.0:x", "a:b:c"] {
            assert!(wrong.parse::<PackageRef>().is_err(), "{wrong}");
        }
    }
}
