//! The section `[trust]`: whose certificates count.

use super::problem::{Problem, SourceFile};
use drehscheibe_depot::signature::PublicKey;
use drehscheibe_depot::trust::{AfterExpiry, KeyRing, SignaturePolicy, TrustPolicy, TrustedKey};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// Without it nothing that is not certified runs, and no certifier is trusted: the gate is closed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Trust {
    /// `refuse`, or `allow`: development, where plugins run without a certificate.
    pub uncertified: Uncertified,
    /// Directory with certificates and revocation lists as Sigstore bundles (`*.json`), besides those in
    /// the depot. Relative to `drehscheibe.toml`.
    pub certificates: Option<PathBuf>,
    /// What happens to productive plugins when their certificate ends: `grace`, `run` or `stop`.
    pub after_expiry: AfterExpiryWord,
    /// Days for `grace`.
    pub grace_days: Option<u32>,
    /// Seconds between two looks for new certificates and lists, 1 to 60: a revocation that stops takes effect
    /// within a minute.
    pub look_seconds: u32,
    pub keys: BTreeMap<String, Spanned<Key>>,
    /// Who must have signed a certificate.
    pub certifiers: SignaturePolicy,
    /// Who must have signed a revocation list; without it, whoever certifies.
    pub revocations: Option<SignaturePolicy>,
}

impl Default for Trust {
    fn default() -> Self {
        Self {
            uncertified: Uncertified::default(),
            certificates: None,
            after_expiry: AfterExpiryWord::default(),
            grace_days: None,
            look_seconds: 10,
            keys: BTreeMap::new(),
            certifiers: SignaturePolicy::default(),
            revocations: None,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Uncertified {
    #[default]
    Refuse,
    Allow,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AfterExpiryWord {
    #[default]
    Grace,
    Run,
    Stop,
}

/// A public key of an organisation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// PEM (`BEGIN PUBLIC KEY`). Relative to `drehscheibe.toml`.
    pub file: PathBuf,
    pub organisation: String,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
}

/// Days for which productive plugins run on after the end of their certificate.
const GRACE_DAYS: u32 = 30;

impl Trust {
    /// Reads the keys; all problems.
    pub fn policy(&self, source: &SourceFile, base: &Path) -> Result<TrustPolicy, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut keys = Vec::new();
        for (name, spanned) in &self.keys {
            let (span, key) = (spanned.span(), spanned.get_ref());
            let path = base.join(&key.file);
            let read = std::fs::read_to_string(&path).map_err(|error| error.to_string());
            match read.and_then(|text| PublicKey::from_pem(&text).map_err(|error| error.to_string())) {
                Ok(public) => keys.push(TrustedKey {
                    name: name.clone(),
                    organisation: key.organisation.clone(),
                    key: public,
                    valid_from: key.valid_from,
                    valid_until: key.valid_until,
                }),
                Err(error) => problems.push(source.at(&span, format!("key {}: {error}", path.display()))),
            }
        }
        let days = self.grace_days.unwrap_or(GRACE_DAYS);
        let policy = TrustPolicy {
            allow_uncertified: self.uncertified == Uncertified::Allow,
            keys: KeyRing::new(keys),
            certifiers: self.certifiers.clone(),
            revokers: self.revocations.clone(),
            after_expiry: match self.after_expiry {
                AfterExpiryWord::Grace => AfterExpiry::Grace { days },
                AfterExpiryWord::Run => AfterExpiry::Run,
                AfterExpiryWord::Stop => AfterExpiry::Stop,
            },
        };
        if !(1..=60).contains(&self.look_seconds) {
            let text = format!("[trust]: `look_seconds` is {}; allowed are 1 to 60", self.look_seconds);
            problems.push(Problem { file: source.path.to_path_buf(), line: None, text });
        }
        if problems.is_empty() {
            let found = policy.problems();
            problems.extend(found.into_iter().map(|text| Problem {
                file: source.path.to_path_buf(),
                line: None,
                text,
            }));
        }
        if problems.is_empty() { Ok(policy) } else { Err(problems) }
    }
}
