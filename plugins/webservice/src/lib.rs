//! Adapter: hands documents to a web service.

mod request;
mod response;
mod settings;

use drehscheibe_sdk::{Adapter, Delivery, DeliveryFailure, Findings, Plugin, Receipt, delivery_failure};
use settings::Settings;

/// The plugin.
#[derive(Debug)]
pub struct Webservice;

impl Plugin for Webservice {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");

    fn check_settings(settings: &Settings, findings: &mut Findings) {
        settings.check(findings);
    }
}

impl Adapter for Webservice {
    /// Attachments first, the document last: what the target sees without its document is of no
    /// effect, and each part has a key of its own, so that a repetition changes nothing.
    fn deliver(delivery: &Delivery, settings: &Settings) -> Result<Receipt, DeliveryFailure> {
        if !delivery.attachments.is_empty() && settings.anhaenge_url.is_none() && !settings.anhaenge_weglassen {
            return Err(delivery_failure::permanent(
                "the delivery has attachments, but the settings have neither anhaenge_url nor anhaenge_weglassen",
            ));
        }
        for attachment in delivery.attachments.iter().filter(|_| settings.anhaenge_url.is_some()) {
            response::receipt(request::of_attachment(delivery, attachment, settings)?.send(), settings)?;
        }
        response::receipt(request::of_document(delivery, settings)?.send(), settings)
    }
}

drehscheibe_sdk::export!(Webservice: adapter);

#[cfg(test)]
mod tests;
