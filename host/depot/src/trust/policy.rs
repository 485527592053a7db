//! Which signatures are enough.

use super::ring::{KeyRing, TrustedKey, same_organisation};
use serde::{Deserialize, Serialize};

/// One required signature: of a certain key, or of any key of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Term {
    Key(String),
    Organisation(String),
}

impl Term {
    fn fits(&self, key: &TrustedKey) -> bool {
        match self {
            Self::Key(name) => *name == key.name,
            Self::Organisation(name) => same_organisation(name, &key.organisation),
        }
    }
}

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(name) => write!(f, "key `{name}`"),
            Self::Organisation(name) => write!(f, "organisation `{name}`"),
        }
    }
}

/// At least so many of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AnyOf {
    #[serde(default = "one")]
    pub minimum_matches: u32,
    pub signatures: Vec<Term>,
}

fn one() -> u32 {
    1
}

/// `all-of` and `any-of` must both hold; one of them may be left out. Without both nothing is enough.
/// Each signature stands for one term only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SignaturePolicy {
    pub all_of: Vec<Term>,
    pub any_of: Option<AnyOf>,
}

impl SignaturePolicy {
    /// Whether nothing can fulfil it.
    pub fn is_empty(&self) -> bool {
        self.all_of.is_empty() && self.any_of.is_none()
    }

    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.all_of.iter().chain(self.any_of.iter().flat_map(|any| &any.signatures))
    }

    /// Terms that no key can ever fulfil, and numbers that cannot be reached.
    pub fn problems(&self, keys: &KeyRing) -> Vec<String> {
        let mut problems: Vec<String> = self
            .terms()
            .filter(|term| !keys.iter().any(|key| term.fits(key)))
            .map(|term| format!("{term}: there is no such key in [trust.keys]"))
            .collect();
        if let Some(any) = &self.any_of {
            let (wanted, given) = (any.minimum_matches as usize, any.signatures.len());
            if wanted == 0 || wanted > given {
                problems.push(format!("`minimum-matches` is {wanted} of {given}; 1 to {given} can be fulfilled"));
            }
        }
        problems
    }

    /// Whether these signatures are enough; otherwise what is missing.
    pub fn check(&self, signers: &[&TrustedKey]) -> Result<(), String> {
        if self.is_empty() {
            return Err("the operator trusts no certifier".into());
        }
        let mut matching = Matching { signers, taken: vec![None; signers.len()], terms: Vec::new() };
        let missing: Vec<String> =
            self.all_of.iter().filter(|&term| !matching.add(term)).map(ToString::to_string).collect();
        if !missing.is_empty() {
            return Err(format!("the signature of {} is missing", missing.join(" and of ")));
        }
        let Some(any) = &self.any_of else { return Ok(()) };
        let found = any.signatures.iter().filter(|&term| matching.add(term)).count();
        if found >= any.minimum_matches as usize {
            return Ok(());
        }
        let list: Vec<_> = any.signatures.iter().map(ToString::to_string).collect();
        Err(format!("{found} of at least {} signatures of {}", any.minimum_matches, list.join(", ")))
    }
}

/// Terms and signatures, each of which stands for one term: augmenting paths over a handful of nodes.
struct Matching<'a> {
    signers: &'a [&'a TrustedKey],
    /// The term that each signature stands for.
    taken: Vec<Option<usize>>,
    terms: Vec<&'a Term>,
}

impl<'a> Matching<'a> {
    /// Finds a signature for one more term, moving others if need be.
    fn add(&mut self, term: &'a Term) -> bool {
        self.terms.push(term);
        let mut visited = vec![false; self.signers.len()];
        let found = self.place(self.terms.len() - 1, &mut visited);
        if !found {
            self.terms.pop();
        }
        found
    }

    fn place(&mut self, term: usize, visited: &mut [bool]) -> bool {
        for signer in 0..self.signers.len() {
            let fits = self.terms.get(term).zip(self.signers.get(signer)).is_some_and(|(term, key)| term.fits(key));
            let Some(seen) = visited.get_mut(signer).filter(|seen| fits && !**seen) else { continue };
            *seen = true;
            let free = match self.taken.get(signer).copied().flatten() {
                None => true,
                Some(other) => self.place(other, visited),
            };
            if let Some(taken) = self.taken.get_mut(signer).filter(|_| free) {
                *taken = Some(term);
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::{Algorithm, PrivateKey, Signer as _};

    fn key(name: &str, organisation: &str) -> TrustedKey {
        TrustedKey {
            name: name.into(),
            organisation: organisation.into(),
            key: PrivateKey::generate(Algorithm::Ed25519).unwrap().public_key().clone(),
            valid_from: None,
            valid_until: None,
        }
    }

    fn policy(toml: &str) -> SignaturePolicy {
        toml::from_str(toml).unwrap()
    }

    #[test]
    fn all_and_any_are_both_required_and_each_signature_counts_once() {
        let (a, b, c) = (key("a", "SAKD"), key("b", "SAKD"), key("c", "Revision"));
        let both = policy(
            "all-of = [{ organisation = \"sakd\" }]\nany-of = { signatures = [{ key = \"a\" }, { key = \"c\" }] }",
        );
        // `a` alone cannot stand for its organisation and for itself.
        assert!(both.check(&[&a]).unwrap_err().contains("0 of at least 1"));
        both.check(&[&a, &c]).unwrap();
        both.check(&[&a, &b]).unwrap();
        both.check(&[&b, &a]).unwrap();
        assert!(both.check(&[&c]).unwrap_err().contains("organisation `sakd`"));
        let two = policy(
            "[any-of]\nminimum-matches = 2\nsignatures = [{ organisation = \"SAKD\" }, { organisation = \"Revision\" }]",
        );
        assert!(two.check(&[&a, &b]).is_err());
        two.check(&[&a, &c]).unwrap();
        assert!(SignaturePolicy::default().check(&[&a]).is_err());
    }

    #[test]
    fn what_cannot_be_fulfilled_is_told() {
        let ring = KeyRing::new([key("a", "SAKD")]);
        let wrong = policy(
            "all-of = [{ key = \"x\" }, { organisation = \"Y\" }]\n[any-of]\nminimum-matches = 2\nsignatures = [{ key = \"a\" }]",
        );
        assert_eq!(wrong.problems(&ring).len(), 3, "{:?}", wrong.problems(&ring));
        assert!(toml::from_str::<SignaturePolicy>("none-of = []").is_err());
    }
}
