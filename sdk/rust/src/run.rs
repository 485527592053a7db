//! From the contract's functions to a plugin's: settings read, document read, result made.
//!
//! Components reach these through [`export!`](crate::export), unit tests through [`crate::test`].

use crate::bindings::imports::drehscheibe::rule::types;
use crate::contract::{Delivery, DeliveryFailure, Envelope, Failure, Finding, Output, Receipt, Recognition};
use crate::findings::{Findings, reason};
use crate::plugin::{Adapter, Plugin, Recogniser, Transformer, Validator};
use crate::submission::{Outputs, Submission};
use crate::{failure, host};

/// Rule id of findings that the SDK itself makes on settings.
pub const RULE_SETTINGS: &str = "SETTINGS";

fn settings<P: Plugin>() -> Result<P::Settings, Failure> {
    serde_json::from_str(&host::settings())
        .map_err(|error| failure::permanent(format!("the settings do not fit the plugin: {error}")))
}

/// `configuration.check-settings`.
pub fn check_settings<P: Plugin>(settings: &str) -> Vec<Finding> {
    let mut findings = Findings::new();
    match serde_json::from_str::<P::Settings>(settings) {
        Ok(settings) => P::check_settings(&settings, &mut findings),
        Err(error) => findings.error(RULE_SETTINGS).at("").reason(reason::SCHEMA).say(
            format!("Die Einstellungen passen nicht zum Plugin: {error}"),
            format!("The settings do not fit the plugin: {error}"),
        ),
    }
    findings.into_vec()
}

/// `validation.validate`.
pub fn validate<P: Validator>(submission: types::Submission) -> Result<Vec<Finding>, Failure> {
    let mut findings = Findings::new();
    let Some(submission) = Submission::read(submission, &mut findings) else {
        return Ok(findings.into_vec());
    };
    P::validate(&submission, &settings::<P>()?, &mut findings)?;
    Ok(findings.into_vec())
}

/// `transformation.transform`.
pub fn transform<P: Transformer>(submission: types::Submission) -> Result<Vec<Output>, Failure> {
    let mut findings = Findings::new();
    let submission = Submission::read(submission, &mut findings);
    let (Some(submission), false) = (submission, findings.has_errors()) else {
        return Err(findings.into());
    };
    let mut outputs = Outputs::new();
    P::transform(&submission, &settings::<P>()?, &mut outputs)?;
    Ok(outputs.into_vec())
}

/// `recognition.recognise`.
pub fn recognise<P: Recogniser>(envelope: &Envelope) -> Result<Recognition, Failure> {
    P::recognise(envelope, &settings::<P>()?)
}

/// `delivering.deliver`.
pub fn deliver<P: Adapter>(delivery: &Delivery) -> Result<Receipt, DeliveryFailure> {
    P::deliver(delivery, &settings::<P>()?)
}
