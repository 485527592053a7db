//! All German texts of the portal. They stand in `texts.toml`, one file, and become constants here.
#![allow(dead_code)]

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

/// Puts values in place of `{name}`.
pub(crate) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The text for one or for several.
pub(crate) fn count(one: &str, many: &str, number: u64) -> String {
    fill(if number == 1 { one } else { many }, &[("n", &super::format::number(number))])
}
