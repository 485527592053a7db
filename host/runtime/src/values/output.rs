//! From the guest into the model, checked.

use super::check::{self, Problems};
use crate::bindings::drehscheibe::rule::types as wit;
use drehscheibe_model::call::{Output, Receipt, Recognition, Stop};
use drehscheibe_model::content::Document;
use drehscheibe_model::envelope::Attachment;
use drehscheibe_model::finding::{Finding, Location, Severity};
use drehscheibe_model::ids::RecipientId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// Longest text of a finding or a failure, in characters.
const TEXT_CHARACTERS: usize = 2_000;

/// Counts what comes out and checks it.
#[derive(Debug)]
pub(crate) struct Outlet<'a> {
    pub(crate) bytes: u64,
    pub(crate) items_limit: u32,
    pub(crate) attachments: &'a [Attachment],
    pub(crate) unchecked: bool,
    problems: Problems,
}

impl<'a> Outlet<'a> {
    pub(crate) fn new(items_limit: u32, attachments: &'a [Attachment], unchecked: bool) -> Self {
        Self { bytes: 0, items_limit, attachments, unchecked, problems: Problems::default() }
    }

    /// Ends the conversion: the stop, if anything was wrong.
    fn done<T>(&mut self, value: T) -> Result<T, Stop> {
        match std::mem::take(&mut self.problems).into_reason() {
            Some(reason) if !self.unchecked => Err(Stop::AbiMismatch { reason }),
            _ => Ok(value),
        }
    }

    fn count(&mut self, texts: &[&str]) {
        self.bytes = self.bytes.saturating_add(texts.iter().map(|text| text.len() as u64).sum());
    }

    fn items(&self, number: usize) -> Result<(), Stop> {
        if number as u64 > u64::from(self.items_limit) {
            return Err(Stop::OutputTooLarge { limit: u64::from(self.items_limit), unit: "items".into() });
        }
        Ok(())
    }

    fn document(&mut self, place: &str, document: wit::DocumentResult) -> Document {
        self.count(&[&document.media_type]);
        self.bytes = self.bytes.saturating_add(document.body.len() as u64);
        self.problems.add(&format!("{place}, media type"), check::media_type(&document.media_type));
        Document { media_type: document.media_type, body: document.body }
    }

    /// Findings, each looked at.
    pub(crate) fn findings(&mut self, findings: Vec<wit::Finding>) -> Result<Vec<Finding>, Stop> {
        self.items(findings.len())?;
        let findings = findings.into_iter().enumerate().map(|(index, finding)| self.finding(index, finding)).collect();
        self.done(findings)
    }

    fn finding(&mut self, index: usize, finding: wit::Finding) -> Finding {
        let place = format!("finding {}", index + 1);
        self.count(&[&finding.rule_id, &finding.reason_code]);
        self.problems.add(&format!("{place}, rule id"), check::line(&finding.rule_id, 1, 64));
        self.problems.add(&format!("{place}, reason code"), check::reason_code(&finding.reason_code));
        let location = finding.location.map(|location| match location {
            wit::Location::JsonPointer(text) => {
                self.problems.add(&format!("{place}, location"), check::json_pointer(&text));
                Location::JsonPointer(text)
            }
            wit::Location::Xpath(text) => {
                self.problems.add(&format!("{place}, location"), check::line(&text, 1, 2_048));
                Location::Xpath(text)
            }
        });
        if let Some(Location::JsonPointer(text) | Location::Xpath(text)) = &location {
            self.count(&[text]);
        }
        let mut texts = BTreeMap::new();
        for text in finding.texts {
            self.count(&[&text.language, &text.content]);
            self.problems.add(&format!("{place}, language"), check::language(&text.language));
            self.problems.add(&format!("{place}, text"), check::prose(&text.content, TEXT_CHARACTERS));
            if texts.insert(text.language, text.content).is_some() {
                self.problems.add(&place, Some("has two texts in one language".into()));
            }
        }
        if !texts.contains_key("de") {
            self.problems.add(&place, Some("has no German text".into()));
        }
        let severity = match finding.severity {
            wit::Severity::Error => Severity::Error,
            wit::Severity::Warning => Severity::Warning,
            wit::Severity::Information => Severity::Information,
        };
        Finding { rule_id: finding.rule_id, severity, location, reason_code: finding.reason_code, texts }
    }

    pub(crate) fn recognition(&mut self, found: wit::Recognition) -> Result<Recognition, Stop> {
        let area = found.area.and_then(|area| area.ars.or(area.ags));
        let recognition =
            Recognition { procedure: found.procedure, message_type: found.message_type, area, case_id: found.case_id };
        for (name, text, most) in [
            ("procedure", &recognition.procedure, 64),
            ("message type", &recognition.message_type, 128),
            ("area", &recognition.area, 12),
            ("case id", &recognition.case_id, 128),
        ] {
            if let Some(text) = text {
                self.count(&[text]);
                self.problems.add(name, check::line(text, 1, most));
            }
        }
        self.done(recognition)
    }

    pub(crate) fn outputs(&mut self, outputs: Vec<wit::Output>) -> Result<Vec<Output>, Stop> {
        self.items(outputs.len())?;
        let mut converted = Vec::with_capacity(outputs.len());
        for (index, output) in outputs.into_iter().enumerate() {
            converted.extend(self.output(index, output));
        }
        self.done(converted)
    }

    fn output(&mut self, index: usize, output: wit::Output) -> Option<Output> {
        let place = format!("output {}", index + 1);
        self.count(&[&output.recipient]);
        let document = self.document(&place, output.document);
        if let Some(name) = &output.file_name {
            self.count(&[name]);
            self.problems.add(&format!("{place}, file name"), check::file_name(name));
        }
        for id in &output.attachments {
            self.count(&[id]);
            if !self.attachments.iter().any(|attachment| attachment.id == *id) {
                let shown: String = id.chars().take(64).collect();
                self.problems.add(&place, Some(format!("the message has no attachment `{shown}`")));
            }
        }
        if let Some(basis) = &output.legal_basis {
            self.count(&[basis]);
            self.problems.add(&format!("{place}, legal basis"), check::line(basis, 1, 500));
        }
        let not_before = output.not_before.and_then(|instant| {
            let time = i32::try_from(instant.nanoseconds).ok().filter(|nanoseconds| *nanoseconds < 1_000_000_000);
            let time = time.and_then(|nanoseconds| Timestamp::new(instant.seconds, nanoseconds).ok());
            if time.is_none() {
                self.problems.add(&place, Some("`not-before` is not a point in time".into()));
            }
            time
        });
        let recipient = RecipientId::new(output.recipient);
        self.problems.add(&place, recipient.as_ref().err().map(ToString::to_string));
        Some(Output {
            recipient: recipient.ok()?,
            document,
            file_name: output.file_name,
            attachments: output.attachments,
            not_before,
            legal_basis: output.legal_basis,
        })
    }

    pub(crate) fn receipt(&mut self, receipt: wit::Receipt) -> Result<Receipt, Stop> {
        if let Some(reference) = &receipt.reference {
            self.count(&[reference]);
            self.problems.add("reference", check::line(reference, 1, 256));
        }
        let answer = receipt.answer.map(|answer| self.document("answer", answer));
        self.done(Receipt { reference: receipt.reference, answer })
    }

    /// A text that says why something failed; cut, because it is no one's data.
    pub(crate) fn failure_text(&mut self, text: &str) -> String {
        self.count(&[text]);
        text.chars().filter(|c| !c.is_control() || *c == '\n').take(TEXT_CHARACTERS).collect()
    }

    /// At most a day.
    pub(crate) fn retry_after(seconds: Option<u32>) -> Option<Duration> {
        seconds.map(|seconds| Duration::from_secs(u64::from(seconds.min(86_400))))
    }
}
