//! The certifier's desk: test plans, runs, certificates, revocations.

mod certificate;
mod desk;
mod plan;
mod run;

pub(crate) use certificate::{revoke, show as certificate};
pub(crate) use desk::show as desk;
pub(crate) use plan::{show as plan, start};
pub(crate) use run::{certify, report, show as run};

use crate::portal::ask::Ask;
use crate::portal::failure::Failure;
use crate::portal::kit::{Piece, Tone, badge};
use crate::portal::texts as t;
use drehscheibe_model::portal::PortalRole;
use drehscheibe_model::ports::{CertificateView, Certification, CertificationError, Examination, ExaminationState};
use drehscheibe_model::trust::RevocationEffect;
use jiff::{SignedDuration, Timestamp};

/// Days before its end at which a certificate is named as one that ends soon.
pub(crate) const SOON_DAYS: i64 = 90;

fn port(ask: &Ask) -> &dyn Certification {
    ask.portal.certification.as_ref()
}

impl From<CertificationError> for Failure {
    fn from(error: CertificationError) -> Self {
        match error {
            CertificationError::NotFound => Self::NotFound,
            CertificationError::NoKey => Self::Impossible(t::certification::NO_KEY.into()),
            CertificationError::OwnPlugin { vendor } => {
                Self::Denied(t::fill(t::certification::OWN_PLUGIN, &[("hersteller", &vendor)]))
            }
            CertificationError::NotPassed => Self::Impossible(t::certification::NOT_OPEN.into()),
            CertificationError::NoPlace => Self::Impossible(t::certification::NO_PLACE.into()),
            CertificationError::Busy => Self::Impossible(t::certification::BUSY.into()),
            CertificationError::Failed(text) => {
                tracing::error!(reason = text, "the certifier's desk failed");
                Self::Inside
            }
        }
    }
}

/// A vendor sees what is about its own plugins.
fn may_see(ask: &Ask, vendor: &str) -> bool {
    let account = &ask.visitor.account;
    account.role != PortalRole::Vendor
        || account.organisation.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(vendor))
}

fn name(run: &Examination) -> String {
    format!("{} {}", run.candidate.plugin, run.candidate.version)
}

fn state(run: &Examination) -> Piece {
    match &run.state {
        ExaminationState::Running { .. } => badge(Tone::Info, t::certification::RUNNING),
        ExaminationState::Passed if run.certificate.is_some() => badge(Tone::Good, t::certification::CERTIFIED),
        ExaminationState::Passed => badge(Tone::Good, t::certification::PASSED),
        ExaminationState::Objections => badge(Tone::Bad, t::certification::OBJECTIONS),
        ExaminationState::Broken { .. } => badge(Tone::Warning, t::certification::BROKEN),
    }
}

/// Whether a certificate counts now, in words.
pub(crate) fn standing(certificate: &CertificateView, now: Timestamp) -> Piece {
    if let Some((effect, _)) = &certificate.revoked {
        return badge(Tone::Bad, effect_text(*effect));
    }
    if !certificate.gaps.is_empty() {
        return badge(Tone::Bad, t::certification::NOT_COUNTING);
    }
    if now >= certificate.valid_until {
        return badge(Tone::Bad, t::certification::ENDED);
    }
    if certificate.valid_until.duration_since(now) < SignedDuration::from_hours(24 * SOON_DAYS) {
        return badge(Tone::Warning, t::certification::ENDS_SOON);
    }
    if now < certificate.valid_from {
        badge(Tone::Info, t::certification::NOT_YET)
    } else {
        badge(Tone::Good, t::certification::VALID)
    }
}

fn effect_text(effect: RevocationEffect) -> &'static str {
    match effect {
        RevocationEffect::Warn => t::certification::EFFECT_WARN,
        RevocationEffect::NoNewActivation => t::certification::EFFECT_NO_NEW,
        RevocationEffect::Stop => t::certification::EFFECT_STOP,
    }
}

/// The address of a certificate's page.
pub(crate) fn certificate_href(certificate: &CertificateView) -> String {
    crate::portal::form::address("/portal/pruefstelle/zertifikat", &[("kennung", &certificate.digest.to_string())])
}
