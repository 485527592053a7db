//! What the portal's handlers can reach beyond the API's.

use super::coverage::Coverages;
use super::people::limiter::Limiter;
use super::people::openid::{OpenId, OpenIdOptions};
use super::places::InForce;
use crate::problem::{Problem, kinds};
use crate::state::AppState;
use drehscheibe_model::ports::{Certification, EvidenceFiles, NoCertification, OutboundHttp, PortalStore, Rules};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// How the portal is run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PortalOptions {
    /// Cookies only over TLS; false for a hub that is reached by plain HTTP on loopback.
    pub secure_cookies: bool,
    pub pages: PortalPages,
}

/// Pages that the law asks for; the operator writes them. Paragraphs are parted by empty lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PortalPages {
    /// Impressum (DDG § 5).
    pub imprint: String,
    /// Datenschutz (DSGVO Article 13).
    pub privacy: String,
    /// Whom to tell about barriers (BITV 2.0 § 7, in Saxony BfWebG): name, mail address, telephone.
    pub accessibility_contact: String,
}

/// The portal of a hub.
pub struct Portal {
    pub(crate) store: Arc<dyn PortalStore>,
    pub(crate) options: PortalOptions,
    pub(crate) limiter: Limiter,
    pub(crate) in_force: InForce,
    pub(crate) coverage: Coverages,
    pub(crate) rules: Option<Arc<dyn Rules>>,
    pub(crate) certification: Arc<dyn Certification>,
    pub(crate) evidence: Option<Arc<dyn EvidenceFiles>>,
    pub(crate) openid: Option<OpenId>,
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Portal {
    pub fn new(store: Arc<dyn PortalStore>, options: PortalOptions) -> Self {
        if !super::assets::complete() {
            tracing::warn!("the portal has no styles and scripts: this binary was built without `make portal-assets`");
        }
        let (limiter, in_force, coverage) = (Limiter::default(), InForce::default(), Coverages::default());
        let certification = Arc::new(NoCertification);
        Self { store, options, limiter, in_force, coverage, rules: None, certification, evidence: None, openid: None }
    }
    /// With the certifier's desk.
    pub fn with_certification(self, certification: Arc<dyn Certification>) -> Self {
        Self { certification, ..self }
    }
    /// With evidence to download.
    pub fn with_evidence(self, evidence: Arc<dyn EvidenceFiles>) -> Self {
        Self { evidence: Some(evidence), ..self }
    }
    /// With an identity provider that vouches for people; local accounts stay for emergencies.
    pub fn with_openid(self, options: OpenIdOptions, http: Arc<dyn OutboundHttp>) -> Self {
        Self { openid: Some(OpenId::new(options, http)), ..self }
    }
    /// With what rules say about their settings.
    pub fn with_rules(self, rules: Arc<dyn Rules>) -> Self {
        Self { rules: Some(rules), ..self }
    }
}

impl AppState {
    pub(crate) fn portal(&self) -> Result<&Portal, Problem> {
        self.portal.as_deref().ok_or_else(|| Problem::new(&kinds::NOT_FOUND, "This hub has no portal."))
    }
}
