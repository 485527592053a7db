use drehscheibe_sdk::{Failure, Findings, Json, Output, Outputs, Plugin, Submission, Transformer, Validator, date};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Settings {
    frist_tage: i32,
}
#[derive(Debug, Deserialize)]
struct Registration {
    acquired: date::Date,
}
struct Hundesteuer;
impl Plugin for Hundesteuer {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = r#"{"type":"object"}"#;
}
impl Validator for Hundesteuer {
    type Document = Json<Registration>;
    fn validate(i: &Submission<Json<Registration>>, s: &Settings, findings: &mut Findings) -> Result<(), Failure> {
        if date::add_days(i.content.acquired, s.frist_tage).is_none_or(|last| date::today() > last) {
            findings.warning("HUND-10").at("/acquired").say("Zu spät.", "Too late.");
        }
        Ok(())
    }
}
impl Transformer for Hundesteuer {
    type Document = Json<Registration>;
    fn transform(i: &Submission<Json<Registration>>, _: &Settings, outputs: &mut Outputs) -> Result<(), Failure> {
        outputs.push(Output::new("default", i.document.clone()));
        Ok(())
    }
}
drehscheibe_sdk::export!(Hundesteuer: validator, transformer);
