//! What is missing before an activation may go on, in German.

use crate::portal::ask::Ask;
use crate::portal::{format, places, texts as t};
use drehscheibe_model::activation::Gap;
use drehscheibe_model::trust::TrustGap;

/// What speaks against a rule, as far as its certificate goes.
pub(crate) fn trust(gap: &TrustGap) -> String {
    let date = |at: &jiff::Timestamp| format::date(format::day(*at));
    match gap {
        TrustGap::NoCertificate { .. } => t::trust::NO_CERTIFICATE.to_owned(),
        TrustGap::Unverified { certificate, .. } => t::fill(t::trust::UNVERIFIED, &[("nr", certificate)]),
        TrustGap::SelfCertified { certificate, .. } => t::fill(t::trust::SELF_CERTIFIED, &[("nr", certificate)]),
        TrustGap::NotYetValid { certificate, valid_from } => {
            t::fill(t::trust::NOT_YET_VALID, &[("nr", certificate), ("tag", &date(valid_from))])
        }
        TrustGap::Expired { certificate, valid_until } => {
            t::fill(t::trust::EXPIRED, &[("nr", certificate), ("tag", &date(valid_until))])
        }
        TrustGap::ExpiresSoon { certificate, valid_until } => {
            t::fill(t::trust::EXPIRES_SOON, &[("nr", certificate), ("tag", &date(valid_until))])
        }
        TrustGap::Revoked { reason, .. } => t::fill(t::trust::REVOKED, &[("grund", reason)]),
        TrustGap::OtherProcedure { certificate, .. } => t::fill(t::trust::OTHER_PROCEDURE, &[("nr", certificate)]),
        TrustGap::OtherStage { certificate, stage } => {
            t::fill(t::trust::OTHER_STAGE, &[("nr", certificate), ("stufe", &stage.to_string())])
        }
        TrustGap::OtherWorld { certificate, .. } => t::fill(t::trust::OTHER_WORLD, &[("nr", certificate)]),
        TrustGap::GrantExceeds { certificate, wanted } => {
            t::fill(t::trust::GRANT_EXCEEDS, &[("nr", certificate), ("was", wanted)])
        }
        TrustGap::LimitExceeds { certificate, limit, .. } => {
            t::fill(t::trust::LIMIT_EXCEEDS, &[("nr", certificate), ("was", limit)])
        }
        TrustGap::Yanked { reason } => t::fill(t::trust::YANKED, &[("grund", reason)]),
        TrustGap::Stale { .. } => t::trust::STALE.to_owned(),
        TrustGap::Unavailable { .. } => t::trust::UNAVAILABLE.to_owned(),
    }
}

/// One gap.
pub(super) fn text(ask: &Ask, gap: &Gap) -> String {
    match gap {
        Gap::Certificate { plugin, reason, .. } => format!("{plugin}: {}", trust(reason)),
        Gap::UnknownPlugin { plugin } => t::fill(t::gap::UNKNOWN_PLUGIN, &[("regel", plugin.as_str())]),
        Gap::WrongWorld { plugin, .. } => t::fill(t::gap::WRONG_WORLD, &[("regel", plugin.as_str())]),
        Gap::Settings { plugin, text } => t::fill(t::gap::SETTINGS, &[("regel", plugin.as_str()), ("text", text)]),
        Gap::Grant { target, text } => t::fill(t::gap::GRANT, &[("ziel", target.as_str()), ("text", text)]),
        Gap::UnknownAuthority { tenant } => {
            t::fill(t::gap::UNKNOWN_AUTHORITY, &[("stelle", &places::name(ask, tenant))])
        }
        Gap::UnknownProcedure { procedure } => t::fill(t::gap::UNKNOWN_PROCEDURE, &[("verfahren", procedure.as_str())]),
        Gap::UnknownTarget { target } => t::fill(t::gap::UNKNOWN_TARGET, &[("ziel", target.as_str())]),
        Gap::EmptyRole { recipient } => match recipient {
            Some(recipient) => t::fill(t::gap::EMPTY_ROLE, &[("rolle", recipient.as_str())]),
            None => t::gap::NO_TARGET.to_owned(),
        },
        Gap::WrongStage { .. } => t::gap::WRONG_STAGE.to_owned(),
        Gap::MixedRedirect => t::gap::MIXED_REDIRECT.to_owned(),
        Gap::DeadRedirect { to, .. } => t::fill(t::gap::DEAD_REDIRECT, &[("stelle", &places::name(ask, to))]),
        Gap::Window { valid_until } => t::fill(t::gap::WINDOW, &[("tag", &format::date(*valid_until))]),
        Gap::DirectionUnused => t::gap::DIRECTION_UNUSED.to_owned(),
        Gap::NotTested => t::gap::NOT_TESTED.to_owned(),
        Gap::TestFailed { at } => t::fill(t::gap::TEST_FAILED, &[("zeit", &format::time(*at))]),
        Gap::TestOutdated { at } => t::fill(t::gap::TEST_OUTDATED, &[("zeit", &format::time(*at))]),
        Gap::NoPilot => t::gap::NO_PILOT.to_owned(),
        Gap::NoPilotSources => t::gap::NO_PILOT_SOURCES.to_owned(),
        Gap::UnknownSource { portal } => t::fill(t::gap::UNKNOWN_SOURCE, &[("absender", portal.as_str())]),
        Gap::NotInFuture { day } => t::fill(t::gap::NOT_IN_FUTURE, &[("tag", &format::date(*day))]),
        Gap::WrongState { from, to } => {
            t::fill(t::gap::WRONG_STATE, &[("von", super::state_text(*from)), ("nach", super::state_text(*to))])
        }
        Gap::NothingBefore => t::gap::NOTHING_BEFORE.to_owned(),
        Gap::ClockSetBack { .. } => t::gap::CLOCK.to_owned(),
        Gap::Unavailable { text } => t::fill(t::gap::UNAVAILABLE, &[("text", text)]),
    }
}
