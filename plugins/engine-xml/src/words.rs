//! From the words of the engines to those of the contract.

use drehscheibe_rules::{Fault, Finding, Made, Parameters, Severity, Surroundings};
use drehscheibe_sdk::bindings::imports::drehscheibe::rule::types;
use drehscheibe_sdk::host;
use drehscheibe_xpath::Moment;

/// Receipt time and settings of this call.
pub fn surroundings() -> Result<Surroundings, types::Failure> {
    let now = host::now();
    let zone = i16::try_from(now.utc_offset_seconds / 60).unwrap_or(0);
    let parameters = Parameters::from_settings(&host::settings())
        .map_err(|error| types::Failure::Permanent(format!("the settings do not fit the rule: {error}")))?;
    Ok(Surroundings { now: Some(Moment::from_unix(now.seconds, now.nanoseconds, zone)), parameters })
}

pub fn finding(finding: Finding) -> types::Finding {
    types::Finding {
        rule_id: finding.rule_id,
        severity: match finding.severity {
            Severity::Error => types::Severity::Error,
            Severity::Warning => types::Severity::Warning,
            Severity::Information => types::Severity::Information,
        },
        location: finding.location.map(types::Location::Xpath),
        reason_code: finding.reason_code.to_owned(),
        texts: (finding.texts.into_iter()).map(|(language, content)| types::Text { language, content }).collect(),
    }
}

pub fn findings(findings: Vec<Finding>) -> Vec<types::Finding> {
    findings.into_iter().map(finding).collect()
}

pub fn failure(fault: Fault) -> types::Failure {
    match fault {
        Fault::Rejected(found) => types::Failure::Rejected(findings(found)),
        Fault::Failed(text) => types::Failure::Permanent(text),
    }
}

pub fn output(made: Made) -> types::Output {
    types::Output {
        recipient: made.recipient,
        document: types::Document { media_type: made.media_type, body: made.body },
        file_name: made.file_name,
        attachments: Vec::new(),
        not_before: None,
        legal_basis: None,
    }
}
