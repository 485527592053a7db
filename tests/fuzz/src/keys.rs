//! Names and numbers by which senders call things.

use super::text::assert_readable;
use drehscheibe_model::area::{Ags, AreaKey, AreaLookup, Areas, Ars};
use drehscheibe_model::content::Digest;
use drehscheibe_model::ids::{CaseId, DeliveryId, MessageId, PluginName, SourceId, TenantId};
use drehscheibe_processor::{ReferenceAreas, ReferenceCodeLists};
use jiff::civil::date;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::LazyLock;

pub(super) static AREAS: LazyLock<ReferenceAreas> =
    LazyLock::new(|| ReferenceAreas::load(&ReferenceCodeLists::load().unwrap()).unwrap());

/// A text that is taken is given back as it came, or is taken again in the form that was given back.
fn there_and_back<T: FromStr<Err: Display> + Display + PartialEq>(text: &str) {
    match text.parse::<T>() {
        Ok(value) => {
            let again = value.to_string();
            assert!(again.parse::<T>().is_ok_and(|same| same == value), "`{again}` is not read back");
        }
        Err(error) => assert_readable(&error.to_string(), 700),
    }
}

/// No text is two things, no refusal is longer than a paragraph, and an unknown area has at most three
/// neighbours.
pub fn run(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    there_and_back::<Ags>(text);
    there_and_back::<Ars>(text);
    there_and_back::<AreaKey>(text);
    there_and_back::<Digest>(text);
    there_and_back::<MessageId>(text);
    there_and_back::<DeliveryId>(text);
    there_and_back::<SourceId>(text);
    there_and_back::<TenantId>(text);
    there_and_back::<PluginName>(text);
    match CaseId::new(text) {
        Ok(case) => assert_eq!(case.as_str(), text),
        Err(error) => assert_readable(&error.to_string(), 700),
    }
    if let Ok(source) = text.parse::<SourceId>() {
        let tenant = TenantId::intake(&source);
        assert!(tenant.is_intake() && tenant.as_str().parse::<TenantId>().is_ok());
    }
    if let Ok(key) = text.parse::<AreaKey>() {
        let day = date(2026, 1, 1);
        match AREAS.look_up(&key, day) {
            AreaLookup::Found(municipality) => {
                assert!(municipality.valid_on(day) && municipality.administration().tenant().is_ok());
            }
            AreaLookup::NotValid(municipality) => assert!(!municipality.valid_on(day)),
            AreaLookup::Unknown { nearest } => assert!(nearest.len() <= 3),
        }
    }
}
