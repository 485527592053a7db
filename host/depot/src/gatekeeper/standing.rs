//! What is to be said about a component, whatever it is used for: the status of packages follows it.

use super::{Gatekeeper, Lists};
use crate::certificate::CheckedCertificate;
use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::{RevocationEffect, TrustGap};
use jiff::Timestamp;

/// How a component stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// No certificate counts.
    Uncertified,
    /// A certificate by a trusted certifier counts.
    Certified { number: String, until: Timestamp },
    /// The last one that counted has ended.
    Expired { number: String, until: Timestamp },
    /// A revocation list names the component, or every certificate that would count, with an effect beyond
    /// a warning.
    Revoked { reason: String },
}

impl Gatekeeper {
    /// How a component stands now. A revocation that only warns changes nothing.
    ///
    /// # Errors
    /// A source that cannot be read.
    pub fn standing(&self, component: &Digest) -> Result<Standing, TrustGap> {
        let known = self.known(component)?;
        let lists = self.lists();
        if let Some(reason) = revoked(&lists, component, None) {
            return Ok(Standing::Revoked { reason });
        }
        let counting: Vec<_> = known.certificates.iter().filter(|one| one.gaps.is_empty()).collect();
        let (free, named): (Vec<_>, Vec<_>) = counting
            .into_iter()
            .map(|one| (one, revoked(&lists, component, Some(one))))
            .partition(|one| one.1.is_none());
        let latest = free.iter().max_by_key(|(one, _)| one.reference.valid_until);
        Ok(match (latest, named.into_iter().find_map(|(_, reason)| reason)) {
            (Some((one, _)), _) => {
                let (number, until) = (one.reference.number.clone(), one.reference.valid_until);
                match until > self.clock.now() {
                    true => Standing::Certified { number, until },
                    false => Standing::Expired { number, until },
                }
            }
            (None, Some(reason)) => Standing::Revoked { reason },
            (None, None) => Standing::Uncertified,
        })
    }
}

/// Why a component is revoked; with a certificate: why that is.
fn revoked(lists: &Lists, component: &Digest, certificate: Option<&CheckedCertificate>) -> Option<String> {
    let (mut digests, mut keys) = (Vec::new(), Vec::new());
    if let Some(one) = certificate {
        digests = one.bundles.iter().map(|bytes| Digest::of(bytes)).collect();
        keys = [one.signers.as_slice(), one.certificate.vendor.keys.as_slice()].concat();
    }
    lists.in_force.values().find_map(|list| {
        let mut about = list.about(component, &digests, &keys);
        let entry = about.find(|entry| entry.effect != RevocationEffect::Warn)?;
        Some(format!("{} ({}, list {}): {}", entry.id, list.list.issuer, list.list.number, entry.reason))
    })
}
