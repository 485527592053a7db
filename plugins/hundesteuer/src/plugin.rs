//! What the rule does in which world.

use crate::document::Registration;
use crate::settings::Settings;
use crate::{output, rules};
use drehscheibe_sdk::{Failure, Findings, Json, Outputs, Plugin, Submission, Transformer, Validator};

/// The plugin.
#[derive(Debug)]
pub struct Hundesteuer;

impl Plugin for Hundesteuer {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");

    fn check_settings(settings: &Settings, findings: &mut Findings) {
        settings.check(findings);
    }
}

impl Validator for Hundesteuer {
    type Document = Json<Registration>;

    fn validate(
        input: &Submission<Json<Registration>>,
        settings: &Settings,
        findings: &mut Findings,
    ) -> Result<(), Failure> {
        rules::check(input, settings, findings);
        Ok(())
    }
}

impl Transformer for Hundesteuer {
    type Document = Json<Registration>;

    fn transform(
        input: &Submission<Json<Registration>>,
        settings: &Settings,
        outputs: &mut Outputs,
    ) -> Result<(), Failure> {
        outputs.push(output::make(input, settings)?);
        Ok(())
    }
}
