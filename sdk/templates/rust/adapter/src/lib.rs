//! Hands documents to a line-of-business application by HTTP.

use drehscheibe_sdk::http::{self, Reached, Request, Url};
use drehscheibe_sdk::{Adapter, Delivery, DeliveryFailure, Findings, Plugin, Receipt, delivery_failure};
use serde::Deserialize;

/// What a municipality sets; `settings.schema.json` describes it.
#[derive(Debug, Deserialize)]
struct Settings {
    url: String,
}

struct @TYPE@;

impl Plugin for @TYPE@ {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");

    fn check_settings(settings: &Settings, findings: &mut Findings) {
        if Url::parse(&settings.url).is_none() {
            findings.error("WEB-01").at("/url").say("Das ist keine Adresse.", "This is not a URL.");
        }
    }
}

impl Adapter for @TYPE@ {
    fn deliver(delivery: &Delivery, settings: &Settings) -> Result<Receipt, DeliveryFailure> {
        let url = Url::parse(&settings.url).ok_or_else(|| delivery_failure::permanent("no URL in the settings"))?;
        let sent = Request::post(&url, delivery.document.body.clone())
            .header("Content-Type", &delivery.document.media_type)
            // The same for each attempt: the application can recognise a repetition.
            .header("Idempotency-Key", &delivery.delivery_id)
            // The hub puts the secret in, only toward the granted address.
            .header("Authorization", "Bearer {{secret:zugang}}")
            .send();
        let response = sent.map_err(|error| match http::reached(&error) {
            Reached::NotYet => delivery_failure::transient(http::describe(&error)),
            Reached::Never => delivery_failure::permanent(http::describe(&error)),
            Reached::Unknown => delivery_failure::in_doubt(http::describe(&error)),
        })?;
        match response.status {
            200..300 => Ok(Receipt { reference: response.header("location").map(str::to_owned), answer: None }),
            408 | 429 | 500.. => Err(delivery_failure::transient(format!("answered with {}", response.status))),
            other => Err(delivery_failure::permanent(format!("answered with {other}"))),
        }
    }
}

drehscheibe_sdk::export!(@TYPE@: adapter);

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_sdk::{Document, test};

    #[test]
    fn a_busy_application_is_asked_again() {
        let answer = http::Response { status: 503, headers: vec![], body: vec![] };
        let settings = r#"{"url": "https://fachverfahren.example/annahme"}"#;
        let host = test::Host::new().settings(settings).http(move |_| Ok(answer.clone())).install();
        let result = test::deliver::<@TYPE@>(&test::delivery(Document::new("application/json", "{}")));
        assert!(matches!(result, Err(DeliveryFailure::Transient(_))));
        assert_eq!(host.requests().len(), 1);
    }
}
