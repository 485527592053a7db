//! Adapter: keeps an electronic file as folders. Stands in for a document management system in the
//! demonstration, and serves municipalities that have none.
//!
//! ```text
//! <procedure>/<case>/akte.xml                    the file: the same for each delivery of the case
//! <procedure>/<case>/<delivery>/anlagen/1-….pdf
//! <procedure>/<case>/<delivery>/dokument.xml
//! <procedure>/<case>/<delivery>/vorgang.xml      written last: the delivery is whole
//! ```

mod metadata;

use drehscheibe_sdk::folder::{self, ErrorCode, safe_name};
use drehscheibe_sdk::{Adapter, Delivery, DeliveryFailure, Plugin, Receipt};
use serde::Deserialize;

/// The settings; `settings.schema.json` describes each in German.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Group of the filing plan.
    #[serde(default)]
    aktenplan: Option<String>,
    #[serde(default = "default_title")]
    titel: String,
}

fn default_title() -> String {
    "Elektronische Akte".into()
}

/// The plugin.
#[derive(Debug)]
pub struct DemoDms;

impl Plugin for DemoDms {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
}

/// Two cases must not share a folder: a name that had to be changed gets a mark of the whole id.
fn case_folder(case: &str) -> String {
    let name = safe_name(case);
    if name == case {
        return name;
    }
    let mark = case
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    format!("{name}-{mark:016x}")
}

impl Adapter for DemoDms {
    fn deliver(delivery: &Delivery, settings: &Settings) -> Result<Receipt, DeliveryFailure> {
        let case = delivery.case_id.as_deref().unwrap_or(&delivery.message_id);
        let file = format!("{}/{}", safe_name(&delivery.procedure), case_folder(case));
        let item = format!("{file}/{}", safe_name(&delivery.delivery_id));
        match folder::write_bytes(&format!("{file}/akte.xml"), metadata::of_file(delivery, case, settings)) {
            // The file was opened under other settings; it keeps its first metadata.
            Ok(()) | Err(ErrorCode::Exist) => {}
            Err(error) => return Err(error.into()),
        }
        let mut names = Vec::new();
        for (at, attachment) in delivery.attachments.iter().enumerate() {
            let name = format!("anlagen/{}-{}", at + 1, safe_name(&attachment.file_name));
            folder::write_attachment(&format!("{item}/{name}"), &attachment.id)?;
            names.push(name);
        }
        let document = format!("dokument.{}", delivery.extension());
        folder::write_bytes(&format!("{item}/{document}"), delivery.document.body.clone())?;
        folder::write_bytes(&format!("{item}/vorgang.xml"), metadata::of_item(delivery, &document, &names))?;
        Ok(Receipt { reference: Some(file.chars().take(256).collect()), answer: None })
    }
}

drehscheibe_sdk::export!(DemoDms: adapter);

#[cfg(test)]
mod tests;
