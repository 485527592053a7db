//! From bundles to lists that count.

use super::list::{Entry, ListError, PAYLOAD_TYPE, RevocationList, Revoked};
use crate::signature::Bundle;
use crate::trust::{SignedPayload, TrustPolicy, group_by_payload, same_organisation};
use drehscheibe_model::content::Digest;

/// A list whose signatures are enough.
#[derive(Debug, Clone)]
pub struct VerifiedList {
    pub list: RevocationList,
    /// Of the list itself: two lists with one number are told apart by it.
    pub digest: Digest,
    pub bundles: Vec<Bundle>,
}

impl VerifiedList {
    fn of(group: SignedPayload, policy: &TrustPolicy) -> Result<Self, ListError> {
        let list = RevocationList::parse(&group.payload)?;
        let (signers, reasons) = group.signers(&policy.keys, list.issued_at);
        let unverified =
            |reason: String| ListError::Unverified { issuer: list.issuer.clone(), number: list.number, reason };
        if let Err(missing) = policy.revokers().check(&signers) {
            return Err(unverified(reasons.into_iter().chain([missing]).collect::<Vec<_>>().join("; ")));
        }
        if !signers.iter().any(|key| same_organisation(&key.organisation, &list.issuer)) {
            return Err(unverified("no key of the issuer signed it".into()));
        }
        Ok(Self { digest: Digest::of(&group.payload), list, bundles: group.bundles })
    }

    /// The entries about a component, one of its certificates, or a key that signed either.
    pub fn about<'a>(
        &'a self,
        component: &'a Digest,
        certificates: &'a [Digest],
        keys: &'a [Digest],
    ) -> impl Iterator<Item = &'a Entry> {
        self.list.entries.iter().filter(move |entry| match &entry.subject {
            Revoked::Component(digest) => digest == component,
            Revoked::Certificate(digest) => certificates.contains(digest),
            Revoked::Key(digest) => keys.contains(digest),
        })
    }
}

/// All lists among the bundles, and what is wrong with the others. Bundles that are no lists are left out.
pub fn read_lists(bundles: &[Vec<u8>], policy: &TrustPolicy) -> (Vec<VerifiedList>, Vec<ListError>) {
    let (mut lists, mut errors) = (Vec::new(), Vec::new());
    let read = bundles.iter().filter_map(|bytes| Bundle::parse(bytes).ok());
    for group in group_by_payload(read).into_iter().filter(|group| group.payload_type == PAYLOAD_TYPE) {
        match VerifiedList::of(group, policy) {
            Ok(list) => lists.push(list),
            Err(error) => errors.push(error),
        }
    }
    (lists, errors)
}
