//! Adapter: puts documents into a folder from which the application fetches them.

mod names;

use drehscheibe_sdk::{Adapter, Delivery, DeliveryFailure, Findings, Plugin, Receipt, folder, pattern};
use serde::Deserialize;

/// The settings; `settings.schema.json` describes each in German.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// May name folders: parts are separated by `/`.
    #[serde(default = "default_name")]
    dateiname: String,
    #[serde(default)]
    anhaenge_weglassen: bool,
    /// An empty file of this ending, written last.
    #[serde(default)]
    fertig_endung: Option<String>,
}

fn default_name() -> String {
    "{delivery-id}.{ext}".into()
}

/// The plugin.
#[derive(Debug)]
pub struct Filedrop;

impl Plugin for Filedrop {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");

    fn check_settings(settings: &Settings, findings: &mut Findings) {
        for name in pattern::unknown(&settings.dateiname) {
            findings.error("AB-01").at("/dateiname").say(
                format!("Den Platzhalter {{{name}}} gibt es nicht. Erlaubt: {}.", pattern::OF_DELIVERY.join(", ")),
                format!("There is no placeholder {{{name}}}."),
            );
        }
        if !["{delivery-id}", "{message-id}"].iter().any(|unique| settings.dateiname.contains(unique)) {
            findings.warning("AB-02").at("/dateiname").say(
                "Ohne {delivery-id} oder {message-id} können zwei Dokumente denselben Namen bekommen; das zweite bleibt dann liegen.",
                "Without {delivery-id} or {message-id} two documents can get the same name.",
            );
        }
        let parts = settings.dateiname.split('/');
        if parts.into_iter().any(|part| part.is_empty() || part.starts_with('.')) {
            findings.error("AB-03").at("/dateiname").say(
                "Kein Teil des Pfades darf leer sein oder mit einem Punkt beginnen.",
                "No part of the path may be empty or begin with a dot.",
            );
        }
    }
}

impl Adapter for Filedrop {
    /// Attachments, then the document, then the marker: whoever sees a later one has the earlier ones.
    /// All names follow from the delivery id, so a repetition writes the same files again.
    fn deliver(delivery: &Delivery, settings: &Settings) -> Result<Receipt, DeliveryFailure> {
        let path = names::of_document(&settings.dateiname, delivery)?;
        if !settings.anhaenge_weglassen {
            for (at, attachment) in delivery.attachments.iter().enumerate() {
                folder::write_attachment(&names::of_attachment(&path, at, attachment), &attachment.id)?;
            }
        }
        folder::write_bytes(&path, delivery.document.body.clone())?;
        if let Some(ending) = &settings.fertig_endung {
            folder::write_bytes(&format!("{path}.{ending}"), Vec::new())?;
        }
        Ok(Receipt { reference: Some(path.chars().take(256).collect()), answer: None })
    }
}

drehscheibe_sdk::export!(Filedrop: adapter);

#[cfg(test)]
mod tests;
