//! From bundles to certificates that count.

use super::predicate::Certificate;
use super::statement::{IN_TOTO_PAYLOAD, read_certificate};
use crate::signature::Bundle;
use crate::trust::{TrustPolicy, TrustedKey, group_by_payload, same_organisation};
use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::{CertificateRef, TrustGap};

/// A certificate and all that speaks against it, whatever it is used for.
#[derive(Debug, Clone)]
pub struct CheckedCertificate {
    pub certificate: Certificate,
    pub reference: CertificateRef,
    /// Fingerprints of the keys whose signatures count.
    pub signers: Vec<Digest>,
    /// The bundles that sign it, as they were read.
    pub bundles: Vec<Vec<u8>>,
    /// Empty if it counts.
    pub gaps: Vec<TrustGap>,
}

/// All certificates among the bundles that were found with a component. Bundles that are no certificates
/// are left out; what is broken becomes a gap without a certificate.
pub fn check_certificates(
    component: &Digest,
    bundles: &[Vec<u8>],
    policy: &TrustPolicy,
) -> (Vec<CheckedCertificate>, Vec<TrustGap>) {
    let mut broken = Vec::new();
    let unverified = |certificate: String, reason: String| TrustGap::Unverified { certificate, reason };
    let mut read = Vec::new();
    for bytes in bundles {
        match Bundle::parse(bytes) {
            Ok(bundle) => read.push(bundle),
            Err(error) => broken.push(unverified(Digest::of(bytes).to_string(), error.to_string())),
        }
    }
    let mut certificates = Vec::new();
    for group in group_by_payload(read) {
        let Some(reference) = group.reference().filter(|_| group.payload_type == IN_TOTO_PAYLOAD) else { continue };
        let (subject, certificate) = match read_certificate(&group.payload) {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(error) => {
                broken.push(unverified(reference.to_string(), error.to_string()));
                continue;
            }
        };
        let number = certificate.number.clone();
        let mut gaps = Vec::new();
        if subject != *component {
            let reason = format!("it certifies {subject}, not this component {component}");
            gaps.push(unverified(number.clone(), reason));
        }
        let (signers, reasons) = group.signers(&policy.keys, certificate.issued_at);
        if let Err(missing) = policy.certifiers.check(&signers) {
            let reason = reasons.into_iter().chain([missing]).collect::<Vec<_>>().join("; ");
            gaps.push(unverified(number.clone(), reason));
        }
        gaps.extend(self_certified(&certificate, &signers));
        let reference = CertificateRef { digest: reference, number, valid_until: certificate.valid_until };
        certificates.push(CheckedCertificate {
            certificate,
            reference,
            signers: signers.iter().map(|key| key.key.fingerprint()).collect(),
            bundles: group.bundles.iter().map(|bundle| bundle.as_bytes().to_vec()).collect(),
            gaps,
        });
    }
    (certificates, broken)
}

/// Whoever made a plugin does not certify it: neither under the vendor's name nor with one of its keys.
fn self_certified(certificate: &Certificate, signers: &[&TrustedKey]) -> Option<TrustGap> {
    let vendor = &certificate.vendor;
    let own = signers.iter().find(|key| {
        same_organisation(&key.organisation, &vendor.organisation) || vendor.keys.contains(&key.key.fingerprint())
    });
    let claimed = same_organisation(&certificate.certifier.organisation, &vendor.organisation);
    let organisation = own.map(|key| key.organisation.clone()).or(claimed.then(|| vendor.organisation.clone()))?;
    Some(TrustGap::SelfCertified { certificate: certificate.number.clone(), organisation })
}
