//! Names of files. Values from outside become harmless before they are put into a path.

use drehscheibe_sdk::folder::safe_name;
use drehscheibe_sdk::{Attachment, Delivery, DeliveryFailure, delivery_failure, pattern};

/// The path of the document.
pub fn of_document(text: &str, delivery: &Delivery) -> Result<String, DeliveryFailure> {
    let mut values = pattern::of_delivery(delivery);
    for (_, value) in &mut values {
        *value = safe_name(value);
    }
    pattern::expand(text, &values)
        .ok_or_else(|| delivery_failure::permanent("the setting `dateiname` has an unknown placeholder"))
}

/// Beside the document: its name without extension, a number, the attachment's own name.
pub fn of_attachment(document: &str, at: usize, attachment: &Attachment) -> String {
    let (folder, name) = document.rsplit_once('/').map_or(("", document), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{stem}_{}_{}", at + 1, safe_name(&attachment.file_name))
}
