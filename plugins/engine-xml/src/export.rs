//! The exports of the component.
#![allow(unsafe_code)]

use drehscheibe_rules::{Parameters, RuleSet};
use drehscheibe_sdk::bindings::{self, imports::drehscheibe::rule::types};
use drehscheibe_sdk::{Findings, host, reason, run};

use crate::{ready, words};

struct Engine;

fn rules() -> Result<&'static RuleSet, types::Failure> {
    ready::rules().ok_or_else(|| types::Failure::Permanent("there are no rules in this component".into()))
}

impl bindings::configuration::exports::drehscheibe::rule::configuration::Guest for Engine {
    fn settings_schema() -> String {
        ready::rules().map_or_else(ready::build, |rules| rules.settings_schema().to_owned())
    }

    fn check_settings(settings: String) -> Vec<types::Finding> {
        let mut findings = Findings::new();
        if let Err(error) = Parameters::from_settings(&settings) {
            findings.error(run::RULE_SETTINGS).at("").reason(reason::SCHEMA).say(
                format!("Die Einstellungen passen nicht zur Regel: {error}"),
                format!("The settings do not fit the rule: {error}"),
            );
        }
        findings.into_vec()
    }
}

impl bindings::validator::exports::drehscheibe::rule::validation::Guest for Engine {
    fn validate(submission: types::Submission) -> Result<Vec<types::Finding>, types::Failure> {
        let found = rules()?.validate(&submission.document.body, &words::surroundings()?);
        found.map(words::findings).map_err(words::failure)
    }
}

impl bindings::transformer::exports::drehscheibe::rule::transformation::Guest for Engine {
    fn transform(submission: types::Submission) -> Result<Vec<types::Output>, types::Failure> {
        let made = rules()?.transform(&submission.document.body, &words::surroundings()?);
        let (made, messages) = made.map_err(words::failure)?;
        for message in messages {
            host::info(&message);
        }
        Ok(made.into_iter().map(words::output).collect())
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
