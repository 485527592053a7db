//! Reads `[expect]`.

use super::super::case::Operation;
use super::super::directory::resolve;
use super::super::expectation::{
    Expectation, ExpectedFile, ExpectedFinding, ExpectedOutput, ExpectedReceipt, ExpectedRecognition, Outcome,
};
use super::super::reader::Section;
use super::case::Place;
use drehscheibe_model::finding::{Location, Severity};
use std::time::Duration;

/// The names of [`Stop`](drehscheibe_model::call::Stop) that a component can bring about.
const STOPS: [&str; 14] = [
    "FuelExhausted",
    "DeadlineExceeded",
    "MemoryDenied",
    "TableDenied",
    "InstanceDenied",
    "StackExhausted",
    "InputTooLarge",
    "OutputTooLarge",
    "HostCallBudget",
    "LogBudget",
    "AttachmentBudget",
    "Trap",
    "CapabilityDenied",
    "AbiMismatch",
];

pub fn read(root: &mut Section<'_>, place: &Place<'_>, operation: Option<Operation>) -> Option<Expectation> {
    let Some(mut section) = root.section("expect") else {
        if !root.has("expect") {
            root.problem("expect", "`expect` is missing");
        }
        return None;
    };
    let outcome = section.required_text("outcome").and_then(|_| section.parsed("outcome", outcome));
    let text = section.text("text");
    let retry_after = section.number("retry_after_seconds").map(Duration::from_secs);
    let findings = section.sections("findings").into_iter().filter_map(read_finding).collect();
    let outputs = section.sections("outputs").into_iter().filter_map(|section| read_output(section, place)).collect();
    let files = section.sections("files").into_iter().filter_map(|section| read_file(section, place)).collect();
    let recognition = section.section("recognition").map(read_recognition).unwrap_or_default();
    let receipt = section.section("receipt").map(|section| read_receipt(section, place)).unwrap_or_default();
    for (key, needed) in [
        ("outputs", Operation::Transform),
        ("files", Operation::Deliver),
        ("receipt", Operation::Deliver),
        ("retry_after_seconds", Operation::Deliver),
        ("recognition", Operation::Recognise),
    ] {
        if section.has(key) && operation.is_some_and(|operation| operation != needed) {
            section.problem(key, format!("`expect.{key}` is only for the operation `{}`", needed.name()));
        }
    }
    section.finish();
    Some(Expectation { outcome: outcome?, text, retry_after, findings, outputs, files, recognition, receipt })
}

fn outcome(text: &str) -> Result<Outcome, String> {
    Ok(match text {
        "ok" => Outcome::Ok,
        "rejected" => Outcome::Rejected,
        "transient" => Outcome::Transient,
        "permanent" => Outcome::Permanent,
        "in-doubt" => Outcome::InDoubt,
        other => match other.strip_prefix("stopped:") {
            Some(name) if STOPS.contains(&name) => Outcome::Stopped(name.to_owned()),
            Some(name) => return Err(format!("`{name}` is not one of {}", STOPS.join(", "))),
            None => {
                return Err(format!(
                    "`{other}` is not one of ok, rejected, transient, permanent, in-doubt, stopped:<name>"
                ));
            }
        },
    })
}

fn read_finding(mut section: Section<'_>) -> Option<ExpectedFinding> {
    let rule = section.required_text("rule");
    let severity = section.required_text("severity").and_then(|_| {
        section.parsed("severity", |text| match text {
            "error" => Ok(Severity::Error),
            "warning" => Ok(Severity::Warning),
            "information" => Ok(Severity::Information),
            other => Err(format!("`{other}` is not one of error, warning, information")),
        })
    });
    let reason_code = section.required_text("reason_code");
    let pointer = section.text("path").map(Location::JsonPointer);
    let xpath = section.text("xpath").map(Location::Xpath);
    if pointer.is_some() && xpath.is_some() {
        section.problem("xpath", "only one of `path` and `xpath` can be given");
    }
    let text = section.text("text");
    section.finish();
    Some(ExpectedFinding {
        rule: rule?,
        severity: severity?,
        location: pointer.or(xpath),
        reason_code: reason_code?,
        text,
    })
}

fn read_output(mut section: Section<'_>, place: &Place<'_>) -> Option<ExpectedOutput> {
    let recipient = section.required_text("recipient");
    let file = place.required_file(&mut section, "file");
    let media_type = section.required_text("media_type");
    let file_name = section.text("file_name");
    let attachments = section.texts("attachments");
    let not_before = section.parsed("not_before", str::parse);
    let legal_basis = section.text("legal_basis");
    section.finish();
    let (file, body) = file?;
    Some(ExpectedOutput {
        recipient: recipient?,
        file,
        body,
        media_type: media_type?,
        file_name,
        attachments,
        not_before,
        legal_basis,
    })
}

fn read_file(mut section: Section<'_>, place: &Place<'_>) -> Option<ExpectedFile> {
    let path = section.required_text("path").and_then(|_| section.parsed("path", |path| resolve("", path)));
    let file = place.required_file(&mut section, "file");
    section.finish();
    let (file, body) = file?;
    Some(ExpectedFile { path: path?, file, body })
}

fn read_recognition(mut section: Section<'_>) -> ExpectedRecognition {
    let recognition = ExpectedRecognition {
        procedure: section.text("procedure"),
        message_type: section.text("message_type"),
        area: section.text("area"),
        case_id: section.text("case_id"),
    };
    section.finish();
    recognition
}

fn read_receipt(mut section: Section<'_>, place: &Place<'_>) -> ExpectedReceipt {
    let reference = section.text("reference");
    let file = place.file(&mut section, "answer_file");
    let media_type = section.text("answer_media_type");
    if section.has("answer_file") != section.has("answer_media_type") {
        section.problem("answer_file", "`answer_file` and `answer_media_type` belong together");
    }
    section.finish();
    let answer = media_type.zip(file).map(|(media_type, (path, body))| (media_type, path, body));
    ExpectedReceipt { reference, answer }
}
