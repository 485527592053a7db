//! Who signed one and the same statement.

use super::ring::{KeyRing, TrustedKey};
use crate::signature::Bundle;
use drehscheibe_model::content::Digest;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A statement with all bundles that sign it: one certificate may need the signatures of several.
#[derive(Debug, Clone)]
pub struct SignedPayload {
    pub payload_type: String,
    pub payload: Vec<u8>,
    /// In order of their digests.
    pub bundles: Vec<Bundle>,
}

/// Puts the bundles of equal statements together; bundles that sign artifacts are left out.
pub fn group_by_payload(bundles: impl IntoIterator<Item = Bundle>) -> Vec<SignedPayload> {
    let mut groups: BTreeMap<(String, Vec<u8>), BTreeMap<Digest, Bundle>> = BTreeMap::new();
    for bundle in bundles {
        if let Some((payload_type, payload)) = bundle.unverified_statement() {
            let key = (payload_type.to_owned(), payload.to_owned());
            groups.entry(key).or_default().insert(bundle.digest(), bundle);
        }
    }
    let groups = groups.into_iter().map(|((payload_type, payload), bundles)| SignedPayload {
        payload_type,
        payload,
        bundles: bundles.into_values().collect(),
    });
    groups.collect()
}

impl SignedPayload {
    /// The digest by which the statement is named: that of its first bundle.
    pub fn reference(&self) -> Option<Digest> {
        self.bundles.first().map(Bundle::digest)
    }

    /// The keys whose signatures are good and who could sign at `signed_at`, each once; and why the
    /// other bundles do not count.
    pub fn signers<'a>(&self, keys: &'a KeyRing, signed_at: Timestamp) -> (Vec<&'a TrustedKey>, Vec<String>) {
        let (mut signers, mut reasons): (Vec<&TrustedKey>, Vec<String>) = (Vec::new(), Vec::new());
        for bundle in &self.bundles {
            let hinted = keys.iter().find(|key| key.key.hint() == bundle.hint());
            let signer = match hinted {
                Some(key) if bundle.verify_statement(&key.key).is_ok() => Some(key),
                Some(key) => {
                    reasons.push(format!("the signature is not of key `{}`, or what it signed was changed", key.name));
                    continue;
                }
                // Others may hint in their own way.
                None => keys.iter().find(|key| bundle.verify_statement(&key.key).is_ok()),
            };
            match signer.map(|key| (key, key.not_valid_at(signed_at))) {
                None => reasons.push("it is signed by a key that the operator does not know".into()),
                Some((_, Some(reason))) => reasons.push(reason),
                Some((key, None)) if signers.iter().any(|other| other.name == key.name) => {}
                Some((key, None)) => signers.push(key),
            }
        }
        (signers, reasons)
    }
}
