//! Keys by name, each of an organisation.

use crate::signature::PublicKey;
use drehscheibe_model::content::Digest;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A key that the operator knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// What policies call it.
    pub name: String,
    pub organisation: String,
    pub key: PublicKey,
    /// What it signs before, says the signed statement, does not count.
    pub valid_from: Option<Timestamp>,
    /// What it signs from then on, says the signed statement, does not count.
    pub valid_until: Option<Timestamp>,
}

impl TrustedKey {
    /// Why nothing counts that it signed at that time.
    pub fn not_valid_at(&self, at: Timestamp) -> Option<String> {
        if let Some(from) = self.valid_from.filter(|from| at < *from) {
            return Some(format!("key `{}` is valid from {from} on; this was signed on {at}", self.name));
        }
        let until = self.valid_until.filter(|until| at >= *until)?;
        Some(format!("key `{}` expired on {until}; this was signed on {at}", self.name))
    }
}

/// What is wrong with a key ring.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyRingProblem {
    /// One key under two names could stand for two organisations.
    #[error("the keys `{first}` and `{second}` are the same key {fingerprint}")]
    Twice { first: String, second: String, fingerprint: Digest },
    #[error("key `{name}`: the organisation has no name")]
    NoOrganisation { name: String },
}

/// All keys that the operator knows.
#[derive(Debug, Clone, Default)]
pub struct KeyRing(BTreeMap<String, TrustedKey>);

impl KeyRing {
    pub fn new(keys: impl IntoIterator<Item = TrustedKey>) -> Self {
        Self(keys.into_iter().map(|key| (key.name.clone(), key)).collect())
    }
    pub fn get(&self, name: &str) -> Option<&TrustedKey> {
        self.0.get(name)
    }
    pub fn iter(&self) -> impl Iterator<Item = &TrustedKey> {
        self.0.values()
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that is wrong.
    pub fn problems(&self) -> Vec<KeyRingProblem> {
        let mut seen: BTreeMap<Digest, &str> = BTreeMap::new();
        let mut problems = Vec::new();
        for key in self.iter() {
            let fingerprint = key.key.fingerprint();
            if let Some(first) = seen.insert(fingerprint, &key.name) {
                problems.push(KeyRingProblem::Twice { first: first.into(), second: key.name.clone(), fingerprint });
            }
            if key.organisation.trim().is_empty() {
                problems.push(KeyRingProblem::NoOrganisation { name: key.name.clone() });
            }
        }
        problems
    }
}

/// Whether two names are of the same organisation: upper and lower case and spaces mean nothing.
pub fn same_organisation(a: &str, b: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::{Algorithm, PrivateKey, Signer as _};

    #[test]
    fn one_key_has_one_name() {
        let key = PrivateKey::generate(Algorithm::Ed25519).unwrap().public_key().clone();
        let named = |name: &str, organisation: &str| TrustedKey {
            name: name.into(),
            organisation: organisation.into(),
            key: key.clone(),
            valid_from: None,
            valid_until: None,
        };
        assert_eq!(KeyRing::new([named("a", "A")]).problems(), []);
        let problems = KeyRing::new([named("a", "A"), named("b", " ")]).problems();
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(same_organisation("Demo  Prüfstelle", "demo prüfstelle ") && !same_organisation("A", "B"));
    }
}
