//! Trade notices (Gewerbeanzeigen) under § 14 GewO and the GewAnzV: checks the three forms and makes
//! one document per recipient with exactly the fields that § 3 GewAnzV allows it.
//!
//! - [`law`]: who gets which fields, as the ordinance says it.
//! - [`form`]: the fields of the three forms.
//! - [`rules`]: what a notice must fulfil.
//! - [`fan_out`]: one document per recipient.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod fan_out;
pub mod form;
pub mod law;
pub mod notice;
pub mod rules;
pub mod settings;
mod xml;

use drehscheibe_sdk::{Failure, Findings, Json, Outputs, Plugin, Submission, Transformer, Validator, date, host};
use notice::Notice;
use serde_json::Value;
use settings::Settings;

/// The plugin.
#[derive(Debug)]
pub struct Gewerbeanzeige;

impl Plugin for Gewerbeanzeige {
    type Settings = Settings;
    const SETTINGS_SCHEMA: &'static str = include_str!("../settings.schema.json");

    fn check_settings(settings: &Settings, findings: &mut Findings) {
        settings.check(findings);
    }
}

impl Validator for Gewerbeanzeige {
    type Document = Json<Value>;

    fn validate(input: &Submission<Json<Value>>, settings: &Settings, findings: &mut Findings) -> Result<(), Failure> {
        if let Some(notice) = Notice::read(&input.content, findings) {
            let facts = rules::Facts { notice: &notice, today: date::today(), settings };
            rules::check(&facts, findings);
        }
        Ok(())
    }
}

impl Transformer for Gewerbeanzeige {
    type Document = Json<Value>;

    fn transform(input: &Submission<Json<Value>>, settings: &Settings, outputs: &mut Outputs) -> Result<(), Failure> {
        let mut findings = Findings::new();
        let notice = Notice::read(&input.content, &mut findings);
        let (Some(notice), false) = (notice, findings.has_errors()) else {
            return Err(findings.into());
        };
        for output in fan_out::fan_out(&notice, settings, &host::now(), &input.message_id, &input.attachments)? {
            outputs.push(output);
        }
        Ok(())
    }
}

drehscheibe_sdk::export!(Gewerbeanzeige: validator, transformer);
