//! The exports of the component.
#![allow(unsafe_code)]

use drehscheibe_json_rules::{Fault, Made};
use drehscheibe_sdk::bindings::{self, imports::drehscheibe::rule::types};
use drehscheibe_sdk::{Findings, host, reason};

use crate::ready::{self, Rules};

/// Findings that the hub takes from one call.
const MOST: usize = 1_000;

struct Engine;

fn rules() -> Result<&'static Rules, types::Failure> {
    ready::rules().ok_or_else(|| types::Failure::Permanent("there are no rules in this component".into()))
}

fn not_json(findings: &mut Findings, place: &str) {
    findings.error("JSON").at("").reason(reason::NOT_WELL_FORMED).say(
        format!("Das Dokument ist kein JSON oder zu tief geschachtelt: {place}"),
        format!("The document is not JSON or nested too deep: {place}"),
    );
}

impl bindings::configuration::exports::drehscheibe::rule::configuration::Guest for Engine {
    fn settings_schema() -> String {
        if ready::rules().is_some() { ready::SETTINGS_SCHEMA.to_owned() } else { ready::build() }
    }

    fn check_settings(_: String) -> Vec<types::Finding> {
        Vec::new()
    }
}

impl bindings::validator::exports::drehscheibe::rule::validation::Guest for Engine {
    fn validate(submission: types::Submission) -> Result<Vec<types::Finding>, types::Failure> {
        let Some(schema) = &rules()?.schema else {
            return Err(types::Failure::Permanent("there is no schema in this component".into()));
        };
        let mut findings = Findings::new();
        match schema.validate(&submission.document.body) {
            Err(error) => not_json(&mut findings, &error.to_string()),
            Ok(found) => {
                for finding in found.into_iter().take(MOST) {
                    let begun = findings.error(&finding.keyword).at(finding.pointer).reason(reason::SCHEMA);
                    begun.say(finding.german, finding.english);
                }
            }
        }
        Ok(findings.into_vec())
    }
}

impl bindings::transformer::exports::drehscheibe::rule::transformation::Guest for Engine {
    fn transform(submission: types::Submission) -> Result<Vec<types::Output>, types::Failure> {
        let Some(mapping) = &rules()?.mapping else {
            return Err(types::Failure::Permanent("there is no mapping in this component".into()));
        };
        let received = drehscheibe_sdk::date::iso(&host::now());
        match mapping.run(&submission.document.body, &host::settings(), &received) {
            Ok(made) => Ok(made.into_iter().map(output).collect()),
            Err(Fault::Failed(text)) => Err(types::Failure::Permanent(text)),
            Err(fault) => {
                let mut findings = Findings::new();
                match fault {
                    Fault::Refused(text) => findings.error("ABLEHNUNG").say_german(text),
                    Fault::NotJson(place) | Fault::Failed(place) => not_json(&mut findings, &place),
                }
                Err(types::Failure::Rejected(findings.into_vec()))
            }
        }
    }
}

fn output(made: Made) -> types::Output {
    types::Output {
        recipient: made.recipient,
        document: types::Document { media_type: made.media_type, body: made.body },
        file_name: made.file_name,
        attachments: made.attachments,
        not_before: None,
        legal_basis: made.legal_basis,
    }
}

drehscheibe_sdk::bindings::configuration::__export_configuration!(
    Engine with_types_in drehscheibe_sdk::bindings::configuration
);
drehscheibe_sdk::bindings::validator::__export_validator!(
    Engine with_types_in drehscheibe_sdk::bindings::validator
);
drehscheibe_sdk::bindings::transformer::__export_transformer!(
    Engine with_types_in drehscheibe_sdk::bindings::transformer
);
