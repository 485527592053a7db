//! The document that a recipient gets.
//!
//! ```xml
//! <gewerbeanzeige xmlns="urn:drehscheibe:gewerbeanzeige:1" formular="GewA1" bezeichnung="Gewerbe-Anmeldung">
//!   <uebermittlung>
//!     <von ags="14713000">...</von>
//!     <an empfaenger="ihk">...</an>
//!     <rechtsgrundlage>§ 3 ...</rechtsgrundlage>
//!     <nachricht>...</nachricht>
//!     <eingang>2026-03-02T09:15:00+01:00</eingang>
//!   </uebermittlung>
//!   <feld nummer="4" name="familienname" bezeichnung="Familienname">...</feld>
//! </gewerbeanzeige>
//! ```

use crate::form::{Code, Kind};
use drehscheibe_sdk::xml::Writer;
use serde_json::Value;

/// Namespace of the document.
pub const NAMESPACE: &str = "urn:drehscheibe:gewerbeanzeige:1";

/// Writes a value along its kind; groups become elements `teil`, lists elements `wert`.
pub fn write(xml: &mut Writer, name: &str, attributes: &[(&str, &str)], kind: Kind, value: &Value) {
    match (kind, value) {
        (Kind::Code(codes), Value::String(code)) => write_code(xml, name, attributes, codes, code),
        (Kind::Codes(codes), Value::Array(items)) => {
            xml.start(name, attributes);
            for code in items.iter().filter_map(Value::as_str) {
                write_code(xml, "wert", &[], codes, code);
            }
            xml.end();
        }
        (Kind::Countries, Value::Array(items)) => {
            xml.start(name, attributes);
            for country in items.iter().filter_map(Value::as_str) {
                xml.leaf("wert", country);
            }
            xml.end();
        }
        (Kind::Groups(parts), Value::Array(items)) => {
            xml.start(name, attributes);
            for item in items {
                write(xml, "wert", &[], Kind::Group(parts), item);
            }
            xml.end();
        }
        (Kind::Group(parts), Value::Object(members)) => {
            xml.start(name, attributes);
            for part in parts {
                if let Some(value) = members.get(part.key) {
                    write(xml, "teil", &[("name", part.key), ("bezeichnung", part.title)], part.kind, value);
                }
            }
            xml.end();
        }
        (_, Value::Bool(yes)) => {
            xml.leaf_with(name, attributes, if *yes { "ja" } else { "nein" });
        }
        (_, Value::Number(number)) => {
            xml.leaf_with(name, attributes, &number.to_string());
        }
        (_, Value::String(text)) => {
            xml.leaf_with(name, attributes, text.trim());
        }
        // Anything else was refused before.
        (_, Value::Null | Value::Array(_) | Value::Object(_)) => {}
    }
}

fn write_code(xml: &mut Writer, name: &str, attributes: &[(&str, &str)], codes: &[Code], code: &str) {
    let title = codes.iter().find(|known| known.code == code).map_or(code, |known| known.title);
    let attributes: Vec<_> = attributes.iter().copied().chain([("code", code)]).collect();
    xml.leaf_with(name, &attributes, title);
}
