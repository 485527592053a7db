//! Texts with placeholders in settings: file names, subjects, paths.
//!
//! ```
//! use drehscheibe_sdk::{Document, pattern, test};
//! let delivery = test::delivery(Document::new("application/xml", "<a/>"));
//! let name = pattern::expand("{procedure}/{delivery-id}.{ext}", &pattern::of_delivery(&delivery));
//! assert_eq!(name.unwrap(), "test/01890000-0000-7000-8000-000000000001.1.xml");
//! assert_eq!(pattern::unknown("{delivery-id} {typo}"), ["typo"]);
//! ```

use crate::contract::Delivery;
use crate::date;

/// The placeholders of [`of_delivery`].
pub const OF_DELIVERY: [&str; 9] =
    ["delivery-id", "message-id", "procedure", "recipient", "case-id", "ags", "date", "ext", "file-name"];

/// Values of a delivery for [`expand`]. `date` is the day of receipt in Europe/Berlin, `ext` the
/// usual extension of the document, `file-name` its name without extension. What is not known is `-`.
pub fn of_delivery(delivery: &Delivery) -> Vec<(&'static str, String)> {
    let or_dash = |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or_else(|| "-".to_owned());
    let stem =
        delivery.file_name.as_deref().map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned());
    vec![
        ("delivery-id", delivery.delivery_id.clone()),
        ("message-id", delivery.message_id.clone()),
        ("procedure", delivery.procedure.clone()),
        ("recipient", delivery.recipient.clone()),
        ("case-id", or_dash(delivery.case_id.clone())),
        ("ags", or_dash(delivery.area.ags())),
        ("date", date::today().to_string()),
        ("ext", delivery.extension().to_owned()),
        ("file-name", or_dash(stem)),
    ]
}

/// Puts values in place of `{name}`. `None` if a placeholder has no value or a brace is not closed.
pub fn expand(pattern: &str, values: &[(&str, String)]) -> Option<String> {
    let mut text = String::with_capacity(pattern.len() + 64);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        text.push_str(before);
        text.push_str(values.iter().find(|(known, _)| *known == name).map(|(_, value)| value)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// The placeholders in a pattern that [`of_delivery`] has no value for; an open brace counts, too.
pub fn unknown(pattern: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in pattern.split('{').skip(1) {
        match part.split_once('}') {
            Some((name, _)) if OF_DELIVERY.contains(&name) => {}
            Some((name, _)) => found.push(name),
            None => found.push(part),
        }
    }
    found
}

impl Delivery {
    /// The usual extension of the document, without the dot: of its file name, else of its media type.
    pub fn extension(&self) -> &str {
        let of_name = self.file_name.as_deref().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
        let sound = |extension: &&str| {
            (1..=8).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        of_name.filter(sound).unwrap_or_else(|| extension_of(&self.document.media_type))
    }
}

/// The usual extension of a media type, without the dot; `bin` if there is none.
pub fn extension_of(media_type: &str) -> &'static str {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match essence {
        "application/json" => "json",
        "application/xml" | "text/xml" => "xml",
        "application/pdf" => "pdf",
        "text/csv" => "csv",
        "text/plain" => "txt",
        other if other.ends_with("+json") => "json",
        other if other.ends_with("+xml") => "xml",
        _ => "bin",
    }
}
