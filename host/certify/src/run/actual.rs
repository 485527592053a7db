//! What a call really gave, in one form for all operations.

use crate::plan::Outcome;
use drehscheibe_model::call::{
    Called, DeliveryFailure, LogLine, Output, Receipt, Recognition, RuleFailure, Stop, Usage,
};
use drehscheibe_model::finding::{Finding, Severity};
use std::time::Duration;

/// The result of a call.
pub struct Actual {
    pub outcome: Outcome,
    /// Text of the failure.
    pub text: Option<String>,
    pub retry_after: Option<Duration>,
    pub findings: Vec<Finding>,
    pub outputs: Vec<Output>,
    pub recognition: Recognition,
    pub receipt: Receipt,
    pub used: Usage,
    pub log: Vec<LogLine>,
}

impl Actual {
    fn new(outcome: Outcome, used: Usage, log: Vec<LogLine>) -> Self {
        Self {
            outcome,
            text: None,
            retry_after: None,
            findings: Vec::new(),
            outputs: Vec::new(),
            recognition: Recognition::default(),
            receipt: Receipt::default(),
            used,
            log,
        }
    }

    fn stopped(&mut self, stop: &Stop) {
        self.outcome = Outcome::Stopped(stop.name().to_owned());
        self.text = Some(stop.to_string());
    }

    /// One error is enough for the hub to reject.
    fn found(&mut self, findings: Vec<Finding>) {
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            self.outcome = Outcome::Rejected;
        }
        self.findings = findings;
    }

    /// Findings without a call: the settings did not pass the schema.
    pub fn of_schema(findings: Vec<Finding>) -> Self {
        let mut actual = Self::new(Outcome::Ok, Usage { fuel: Some(0), ..Usage::default() }, Vec::new());
        actual.found(findings);
        actual
    }

    pub fn of_settings(called: Called<Vec<Finding>, Stop>) -> Self {
        let mut actual = Self::new(Outcome::Ok, called.usage, called.log);
        match called.result {
            Ok(findings) => actual.found(findings),
            Err(stop) => actual.stopped(&stop),
        }
        actual
    }

    fn of_rule<T>(called: Called<T, RuleFailure>, keep: impl FnOnce(&mut Self, T)) -> Self {
        let mut actual = Self::new(Outcome::Ok, called.usage, called.log);
        match called.result {
            Ok(value) => keep(&mut actual, value),
            Err(RuleFailure::Rejected(findings)) => {
                actual.outcome = Outcome::Rejected;
                actual.findings = findings;
            }
            Err(RuleFailure::Transient(text)) => {
                actual.outcome = Outcome::Transient;
                actual.text = Some(text);
            }
            Err(RuleFailure::Permanent(text)) => {
                actual.outcome = Outcome::Permanent;
                actual.text = Some(text);
            }
            Err(RuleFailure::Stopped(stop)) => actual.stopped(&stop),
        }
        actual
    }

    pub fn of_recognition(called: Called<Recognition, RuleFailure>) -> Self {
        Self::of_rule(called, |actual, recognition| actual.recognition = recognition)
    }
    pub fn of_validation(called: Called<Vec<Finding>, RuleFailure>) -> Self {
        Self::of_rule(called, Self::found)
    }
    pub fn of_transformation(called: Called<Vec<Output>, RuleFailure>) -> Self {
        Self::of_rule(called, |actual, outputs| actual.outputs = outputs)
    }

    pub fn of_delivery(called: Called<Receipt, DeliveryFailure>) -> Self {
        let mut actual = Self::new(Outcome::Ok, called.usage, called.log);
        match called.result {
            Ok(receipt) => actual.receipt = receipt,
            Err(DeliveryFailure::Rejected(findings)) => {
                actual.outcome = Outcome::Rejected;
                actual.findings = findings;
            }
            Err(DeliveryFailure::Transient { text, retry_after }) => {
                actual.outcome = Outcome::Transient;
                actual.text = Some(text);
                actual.retry_after = retry_after;
            }
            Err(DeliveryFailure::Permanent(text)) => {
                actual.outcome = Outcome::Permanent;
                actual.text = Some(text);
            }
            Err(DeliveryFailure::InDoubt(text)) => {
                actual.outcome = Outcome::InDoubt;
                actual.text = Some(text);
            }
            Err(DeliveryFailure::Stopped { stop, .. }) => actual.stopped(&stop),
        }
        actual
    }
}
