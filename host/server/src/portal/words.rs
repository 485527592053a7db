//! German words for what the core calls by names.

use super::kit::{Piece, Tone, badge};
use super::texts as t;
use drehscheibe_model::call::World;
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::finding::{Location, Severity};
use drehscheibe_model::message::{MessageState, ParkReason};

pub(crate) fn state(state: MessageState) -> &'static str {
    state_name(state.name())
}

/// Of a state by its name in the API.
pub(crate) fn state_name(name: &str) -> &'static str {
    t::state::by_name(name).unwrap_or(t::state::UNKNOWN)
}

pub(crate) fn state_badge(state: MessageState) -> Piece {
    let tone = match state {
        MessageState::Accepted | MessageState::Delivering => Tone::Info,
        MessageState::Delivered => Tone::Good,
        MessageState::Rejected | MessageState::Withdrawn => Tone::Warning,
        MessageState::Parked(_) => Tone::Bad,
    };
    badge(tone, self::state(state))
}

pub(crate) fn delivery_badge(state: DeliveryState) -> Piece {
    let (tone, text) = match state {
        DeliveryState::Pending => (Tone::Info, t::delivery::PENDING),
        DeliveryState::Attempting => (Tone::Info, t::delivery::ATTEMPTING),
        DeliveryState::Delivered => (Tone::Good, t::delivery::DELIVERED),
        DeliveryState::Rejected => (Tone::Warning, t::delivery::REJECTED),
        DeliveryState::Parked(_) => (Tone::Bad, t::delivery::PARKED),
        DeliveryState::Withdrawn => (Tone::Warning, t::delivery::WITHDRAWN),
    };
    badge(tone, text)
}

/// All reasons, the most frequent first.
pub(crate) const REASONS: [ParkReason; 12] = [
    ParkReason::NoActivation,
    ParkReason::TargetFailed,
    ParkReason::TooOld,
    ParkReason::InDoubt,
    ParkReason::TargetRejected,
    ParkReason::NoRoute,
    ParkReason::Unrecognised,
    ParkReason::AreaMissing,
    ParkReason::RuleStopped,
    ParkReason::RuleFailed,
    ParkReason::NotCertified,
    ParkReason::ContentDamaged,
];

/// The stable name, as in the API and in addresses.
pub(crate) fn reason_name(reason: ParkReason) -> &'static str {
    match reason {
        ParkReason::Unrecognised => "unrecognised",
        ParkReason::AreaMissing => "area-missing",
        ParkReason::NoActivation => "no-activation",
        ParkReason::NoRoute => "no-route",
        ParkReason::RuleStopped => "rule-stopped",
        ParkReason::RuleFailed => "rule-failed",
        ParkReason::TargetFailed => "target-failed",
        ParkReason::TargetRejected => "target-rejected",
        ParkReason::TooOld => "too-old",
        ParkReason::InDoubt => "in-doubt",
        ParkReason::NotCertified => "not-certified",
        ParkReason::ContentDamaged => "content-damaged",
    }
}

pub(crate) fn parse_reason(name: &str) -> Option<ParkReason> {
    REASONS.into_iter().find(|reason| reason_name(*reason) == name)
}

/// Why it is parked, in a few words.
pub(crate) fn reason(reason: ParkReason) -> &'static str {
    t::reason::by_name(&reason_name(reason).replace('-', "_")).unwrap_or(t::state::UNKNOWN)
}

/// What to do about it.
pub(crate) fn next_step(reason: ParkReason) -> &'static str {
    t::next_step::by_name(&reason_name(reason).replace('-', "_")).unwrap_or_default()
}

pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => t::finding::ERROR,
        Severity::Warning => t::finding::WARNING,
        Severity::Information => t::finding::INFORMATION,
    }
}

pub(crate) fn world(world: World) -> &'static str {
    match world {
        World::Recogniser => t::world::RECOGNISER,
        World::Validator => t::world::VALIDATOR,
        World::Transformer => t::world::TRANSFORMER,
        World::Adapter => t::world::ADAPTER,
    }
}

/// Where in the document; none if it is about the whole.
pub(crate) fn place(location: Option<&Location>) -> &str {
    match location {
        Some(Location::JsonPointer(path) | Location::Xpath(path)) => path,
        None => t::finding::WHOLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_words_and_its_next_step() {
        for one in REASONS {
            assert_eq!(serde_json::to_value(one).unwrap(), reason_name(one));
            assert_eq!(parse_reason(reason_name(one)), Some(one));
            assert_ne!(reason(one), t::state::UNKNOWN);
            assert!(next_step(one).len() > 20, "{one:?}");
        }
        for name in ["accepted", "delivering", "delivered", "rejected", "parked", "withdrawn"] {
            assert_ne!(state_name(name), t::state::UNKNOWN, "{name}");
        }
    }
}
