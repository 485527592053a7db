//! Whether the area that the sender names exists today.

use crate::problem::{Problem, kinds};
use drehscheibe_model::area::{AreaKey, AreaLookup, Areas, Municipality};
use jiff::civil::Date;
use serde_json::{Value, json};

fn described(municipality: &Municipality) -> Value {
    json!({
        "ags": municipality.ags(),
        "ars": municipality.ars,
        "name": municipality.name,
        "validFrom": municipality.valid_from,
        "validUntil": municipality.valid_until,
    })
}

/// The municipality of an AGS or ARS that is valid on this day.
pub(super) fn check(areas: &dyn Areas, text: &str, day: Date) -> Result<Municipality, Problem> {
    let key: AreaKey = text.parse().map_err(|error| Problem::new(&kinds::AREA_INVALID, format!("`area`: {error}.")))?;
    match areas.look_up(&key, day) {
        AreaLookup::Found(municipality) => Ok(municipality),
        AreaLookup::NotValid(municipality) => {
            let from = municipality.valid_from.map(|day| format!(" is valid from {day} on,")).unwrap_or_default();
            let until = municipality.valid_until.map(|day| format!(" is not valid from {day} on,")).unwrap_or_default();
            let text = format!("{key} ({}){from}{until} and today is {day}.", municipality.name);
            Err(Problem::new(&kinds::AREA_NOT_VALID, text).with("area", described(&municipality)))
        }
        AreaLookup::Unknown { nearest } => {
            let names: Vec<String> =
                nearest.iter().map(|known| format!("{} ({}, {})", known.ags(), known.ars, known.name)).collect();
            let hint = if names.is_empty() { String::new() } else { format!("; nearest: {}", names.join(", ")) };
            Err(Problem::new(&kinds::AREA_UNKNOWN, format!("Nobody has the key {key}{hint}."))
                .with("nearest", nearest.iter().map(described).collect::<Value>()))
        }
    }
}
