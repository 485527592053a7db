//! Recogniser: reads what a message is from fields of its XML document.

use drehscheibe_sdk::area::{is_ags, is_ars};
use drehscheibe_sdk::xml::{self, Element};
use drehscheibe_sdk::{Area, Envelope, Failure, Plugin, Recogniser, Recognition};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The settings; `settings.schema.json` describes each in German.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    #[serde(default)]
    verfahren: Option<Procedures>,
    #[serde(default)]
    nachrichtentyp: Option<String>,
    #[serde(default)]
    gebiet: Option<String>,
    #[serde(default)]
    aktenzeichen: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Procedures {
    stelle: String,
    /// Value in the document to procedure.
    werte: BTreeMap<String, String>,
}

/// The plugin.
#[derive(Debug)]
pub struct XmlFields;

impl Plugin for XmlFields {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
}

/// The text at a place: local names from the root down, perhaps an attribute at the end.
fn at<'a>(root: &'a Element, place: &str) -> Option<&'a str> {
    let text = match place.rsplit_once('@') {
        None => root.text_at(place),
        Some((path, attribute)) => {
            let path = path.trim_end_matches('/');
            let element = if path.is_empty() { root } else { root.find(path)? };
            element.attribute(attribute)
        }
    };
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// A text that the contract allows at this length: on one line, not too long.
fn short(text: &str, most: usize) -> Option<String> {
    (text.chars().count() <= most && !text.contains(char::is_control)).then(|| text.to_owned())
}

fn area(text: &str) -> Option<Area> {
    match () {
        () if is_ars(text) => Some(Area { ags: None, ars: Some(text.to_owned()) }),
        () if is_ags(text) => Some(Area { ags: Some(text.to_owned()), ars: None }),
        () => None,
    }
}

impl Recogniser for XmlFields {
    /// "Not mine" for what is no XML and for values that no procedure belongs to. A field that is not
    /// there, or is not what it should be, is left to the envelope.
    fn recognise(envelope: &Envelope, settings: &Settings) -> Result<Recognition, Failure> {
        let nothing = Recognition { procedure: None, message_type: None, area: None, case_id: None };
        let Ok(root) = xml::parse(&envelope.document.body) else { return Ok(nothing) };
        let procedure = match &settings.verfahren {
            None => None,
            Some(procedures) => match at(&root, &procedures.stelle).and_then(|value| procedures.werte.get(value)) {
                None => return Ok(nothing),
                found => found.cloned(),
            },
        };
        let read = |place: &Option<String>| at(&root, place.as_deref()?);
        Ok(Recognition {
            procedure,
            message_type: read(&settings.nachrichtentyp).and_then(|text| short(text, 128)),
            area: read(&settings.gebiet).and_then(area),
            case_id: read(&settings.aktenzeichen).and_then(|text| short(text, 128)),
        })
    }
}

drehscheibe_sdk::export!(XmlFields: recogniser);

#[cfg(test)]
mod tests;
