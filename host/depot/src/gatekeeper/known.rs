//! What is known about one component.

use super::source::{SourceError, TrustSource};
use crate::certificate::{CheckedCertificate, check_certificates};
use crate::trust::TrustPolicy;
use drehscheibe_model::content::Digest;
use drehscheibe_model::trust::TrustGap;

#[derive(Debug)]
pub struct Known {
    pub certificates: Vec<CheckedCertificate>,
    /// Bundles that were found with the component and are broken.
    pub broken: Vec<TrustGap>,
    /// Why the vendor withdrew it.
    pub yanked: Option<String>,
}

impl Known {
    pub fn read(component: &Digest, source: &dyn TrustSource, policy: &TrustPolicy) -> Result<Self, SourceError> {
        let (certificates, broken) = check_certificates(component, &source.bundles(component)?, policy);
        Ok(Self { certificates, broken, yanked: source.yanked(component)? })
    }
}
