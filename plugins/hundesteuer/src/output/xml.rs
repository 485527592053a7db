//! One element for each field that has a value.

use super::Fields;
use drehscheibe_sdk::xml::Writer;

pub fn write(fields: &Fields) -> String {
    let mut writer = Writer::new();
    writer.start("Hundesteueranmeldung", &[("xmlns", "urn:drehscheibe:hundesteuer:0.1")]);
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        writer.leaf(name, value);
    }
    writer.finish()
}
