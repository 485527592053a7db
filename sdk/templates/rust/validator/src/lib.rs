//! Checks whether an event is registered in time.

use drehscheibe_sdk::date::{self, Date};
use drehscheibe_sdk::{Failure, Findings, Json, Plugin, Submission, Validator};
use serde::Deserialize;

/// What a municipality sets; `settings.schema.json` describes it.
#[derive(Debug, Deserialize)]
pub struct Settings {
    frist_tage: i32,
}

/// The document as the portal sends it.
#[derive(Debug, Deserialize)]
pub struct Registration {
    datum: Date,
}

/// The rule.
pub struct @TYPE@;

impl Plugin for @TYPE@ {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");
}

impl Validator for @TYPE@ {
    type Document = Json<Registration>;

    fn validate(
        input: &Submission<Json<Registration>>,
        settings: &Settings,
        findings: &mut Findings,
    ) -> Result<(), Failure> {
        let days = date::days_between(date::today(), input.content.datum);
        if days < settings.frist_tage {
            let needed = settings.frist_tage;
            findings.error("FRIST-01").at("/datum").say(
                format!("Die Veranstaltung muss {needed} Tage vorher angemeldet werden."),
                format!("The event must be registered {needed} days before."),
            );
        }
        Ok(())
    }
}

drehscheibe_sdk::export!(@TYPE@: validator);

#[cfg(test)]
mod tests {
    use super::*;
    use drehscheibe_sdk::test;

    #[test]
    fn an_event_needs_its_time() {
        test::Host::new().settings(r#"{"frist_tage": 14}"#).now("2026-03-02T09:15:00+01:00").install();
        let told = |day| test::told(&test::validate::<@TYPE@>(&test::submission(day)).unwrap());
        assert_eq!(told(r#"{"datum": "2026-03-16"}"#), Vec::<String>::new());
        assert_eq!(told(r#"{"datum": "2026-03-15"}"#), ["!FRIST-01 /datum"]);
    }
}
