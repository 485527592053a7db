//! German words for what the core calls by names.

use super::kit::{Piece, Tone, badge};
use super::{format, texts as t};
use drehscheibe_model::call::World;
use drehscheibe_model::delivery::DeliveryState;
use drehscheibe_model::finding::{Location, Severity};
use drehscheibe_model::message::{MessageState, ParkReason};
use jiff::civil::Date;

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

/// What kind of file it is, in a word that people know; else as it was given.
pub(crate) fn media(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is = |kind: &str| essence.ends_with(&format!("/{kind}")) || essence.ends_with(&format!("+{kind}"));
    ["json", "xml", "csv", "pdf", "zip"]
        .into_iter()
        .find(|kind| is(kind))
        .map_or_else(|| media_type.to_owned(), str::to_ascii_uppercase)
}

/// For whom an output is.
pub(crate) fn recipient(name: &str) -> &str {
    if name == "default" { t::words::EVERYBODY } else { name }
}

/// An adapter, in a word that people know; else its name.
pub(crate) fn adapter(plugin: &str) -> &str {
    t::adapter::by_name(&plugin.replace('-', "_")).unwrap_or(plugin)
}

/// Who did it. Keys of the API have a label or none, and an id.
pub(crate) fn actor(name: &str) -> String {
    let name = name.trim();
    let id = name.trim_start_matches('(').trim_end_matches(')');
    match name {
        "start" => t::actor::START.to_owned(),
        "hub" | "depot" => t::actor::HUB.to_owned(),
        "cli" => t::actor::CLI.to_owned(),
        _ if id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            t::fill(t::actor::KEY, &[("kennung", id)])
        }
        _ => name.to_owned(),
    }
}

/// From when until when something is valid; `until` is the first day on which it is not.
pub(crate) fn validity(from: Option<Date>, until: Option<Date>) -> String {
    let from = from.map(format::date);
    match (from, until.map(|day| format::date(day.yesterday().unwrap_or(day)))) {
        (None, None) => t::procedure::UNLIMITED.to_owned(),
        (Some(from), None) => t::fill(t::procedure::FROM, &[("von", &from)]),
        (None, Some(until)) => t::fill(t::procedure::UNTIL, &[("bis", &until)]),
        (Some(from), Some(until)) => t::fill(t::procedure::FROM_UNTIL, &[("von", &from), ("bis", &until)]),
    }
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
    fn kinds_people_and_days_are_told_in_words() {
        assert_eq!(media("application/json; charset=utf-8"), "JSON");
        assert_eq!(media("application/xbau+xml"), "XML");
        assert_eq!(media("image/png"), "image/png");
        assert_eq!(actor("(ea8fb47de333f221)"), "Schlüssel ea8fb47de333f221");
        assert_eq!(actor("kim"), "kim");
        assert_eq!(adapter("demo-dms"), "Demo-DMS");
        let day = |text: &str| Some(text.parse::<Date>().unwrap());
        assert_eq!(validity(None, None), "unbefristet");
        assert_eq!(validity(day("2027-01-01"), day("2028-01-01")), "01.01.2027 bis 31.12.2027");
    }

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
