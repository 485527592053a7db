//! Recognises registrations of events by their form.

use drehscheibe_sdk::{Envelope, Failure, Plugin, Recogniser, Recognition};
use serde::Deserialize;

/// What an operator sets; `settings.schema.json` describes it.
#[derive(Debug, Deserialize)]
struct Settings {
    #[serde(default = "form")]
    formular: String,
}

fn form() -> String {
    "veranstaltung-an".to_owned()
}

struct @TYPE@;

impl Plugin for @TYPE@ {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
}

impl Recogniser for @TYPE@ {
    fn recognise(envelope: &Envelope, settings: &Settings) -> Result<Recognition, Failure> {
        let ours = envelope.properties.iter().any(|(name, value)| name == "form" && *value == settings.formular);
        Ok(Recognition {
            procedure: ours.then(|| "veranstaltung".to_owned()),
            message_type: ours.then(|| "anmeldung".to_owned()),
            area: None,
            case_id: None,
        })
    }
}

drehscheibe_sdk::export!(@TYPE@: recogniser);
