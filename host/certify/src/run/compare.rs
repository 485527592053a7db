//! Compares what a call gave with what the case expects. All differences, never only the first.

use super::actual::Actual;
use crate::plan::{
    Budget, Expectation, ExpectedFinding, ExpectedOutput, ExpectedReceipt, ExpectedRecognition, Outcome,
};
use crate::report::Mismatch;
use drehscheibe_model::call::{Output, Receipt, Recognition};
use drehscheibe_model::finding::{Finding, Location, Severity};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

pub fn compare(expect: &Expectation, actual: &Actual) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    if expect.outcome != actual.outcome {
        let name = match (&actual.text, &actual.outcome) {
            (Some(text), _) => format!("{}: {text}", actual.outcome.name()),
            (None, outcome) => outcome.name(),
        };
        mismatches.push(Mismatch::of_texts("outcome", Some(expect.outcome.name()), Some(name)));
    } else if let Some(wanted) = &expect.text
        && !actual.text.as_ref().is_some_and(|text| text.contains(wanted.as_str()))
    {
        mismatches.push(Mismatch::of_texts("text", Some(format!("… {wanted} …")), actual.text.clone()));
    }
    let seconds = |pause: Option<std::time::Duration>| pause.map(|pause| format!("{} s", pause.as_secs()));
    if expect.retry_after != actual.retry_after {
        let (expected, found) = (seconds(expect.retry_after), seconds(actual.retry_after));
        mismatches.push(Mismatch::of_texts("retry_after_seconds", expected, found));
    }
    mismatches.extend(findings(&expect.findings, &actual.findings));
    if actual.outcome == Outcome::Ok {
        outputs(&mut mismatches, &expect.outputs, &actual.outputs);
        recognition(&mut mismatches, &expect.recognition, &actual.recognition);
        receipt(&mut mismatches, &expect.receipt, &actual.receipt);
    }
    mismatches
}

/// What was used beyond the case's budget. A call that the host stopped before it began has counted no
/// fuel; for any other, an engine that counts none cannot answer for the budget.
pub fn over_budget(budget: &Budget, actual: &Actual) -> Vec<Mismatch> {
    let used = &actual.used;
    let fuel = used.fuel.or(matches!(actual.outcome, Outcome::Stopped(_)).then_some(0));
    let mut mismatches = Vec::new();
    for (name, used, limit) in [
        ("fuel", fuel, budget.fuel),
        ("memory_bytes", Some(used.memory_bytes), budget.memory_bytes),
        ("output_bytes", Some(used.output_bytes), budget.output_bytes),
        ("host_calls", Some(used.host_calls), budget.host_calls),
    ] {
        let Some(limit) = limit else { continue };
        if used.is_none_or(|used| used > limit) {
            let found = used.map_or_else(|| "not counted by this engine".into(), |used| used.to_string());
            let expected = Some(format!("at most {limit}"));
            mismatches.push(Mismatch::of_texts(&format!("budget.{name}"), expected, Some(found)));
        }
    }
    mismatches
}

fn location(location: Option<&Location>) -> String {
    match location {
        None => "no place".into(),
        Some(Location::JsonPointer(pointer)) => format!("path \"{pointer}\""),
        Some(Location::Xpath(xpath)) => format!("xpath \"{xpath}\""),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
    }
}

fn german(finding: &Finding) -> &str {
    finding.texts.get("de").map(String::as_str).unwrap_or_default()
}

fn fits(expected: &ExpectedFinding, actual: &Finding) -> bool {
    expected.rule == actual.rule_id
        && expected.severity == actual.severity
        && expected.location == actual.location
        && expected.reason_code == actual.reason_code
        && expected.text.as_ref().is_none_or(|text| german(actual).contains(text.as_str()))
}

/// In any order; each expected finding stands for one.
fn findings(expected: &[ExpectedFinding], actual: &[Finding]) -> Option<Mismatch> {
    let mut left: Vec<&Finding> = actual.iter().collect();
    let mut missing: Vec<&ExpectedFinding> = Vec::new();
    // The more demanding first, so that a finding without a text takes none from one with a text.
    let mut wanted: Vec<&ExpectedFinding> = expected.iter().collect();
    wanted.sort_by_key(|finding| std::cmp::Reverse(finding.text.as_ref().map_or(0, String::len)));
    for finding in wanted {
        match left.iter().position(|candidate| fits(finding, candidate)) {
            Some(position) => drop(left.remove(position)),
            None => missing.push(finding),
        }
    }
    if missing.is_empty() && left.is_empty() {
        return None;
    }
    let line = |rule: &str, weight, reason: &str, place: Option<&Location>, text: &str| {
        let text = if text.is_empty() { String::new() } else { format!("  {text}") };
        format!("{rule} {} {reason} {}{text}\n", severity(weight), location(place))
    };
    let mut expected: Vec<_> = missing
        .iter()
        .map(|f| line(&f.rule, f.severity, &f.reason_code, f.location.as_ref(), f.text.as_deref().unwrap_or_default()))
        .collect();
    let mut actual: Vec<_> =
        left.iter().map(|f| line(&f.rule_id, f.severity, &f.reason_code, f.location.as_ref(), german(f))).collect();
    expected.sort();
    actual.sort();
    let text = |lines: Vec<String>| if lines.is_empty() { None } else { Some(lines.concat()) };
    Some(Mismatch::of_texts("findings", text(expected), text(actual)))
}

fn describe(
    media_type: &str,
    file_name: Option<&str>,
    attachments: &[String],
    not_before: Option<jiff::Timestamp>,
    legal_basis: Option<&str>,
) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "media_type = {media_type}");
    let _ = writeln!(text, "file_name = {}", file_name.unwrap_or("(none)"));
    let _ = writeln!(text, "attachments = {}", attachments.join(", "));
    let _ = writeln!(text, "not_before = {}", not_before.map_or("(none)".into(), |time| time.to_string()));
    let _ = writeln!(text, "legal_basis = {}", legal_basis.unwrap_or("(none)"));
    text
}

/// By recipient; for one recipient in the order given.
fn outputs(mismatches: &mut Vec<Mismatch>, expected: &[ExpectedOutput], actual: &[Output]) {
    let mut wanted: BTreeMap<&str, Vec<&ExpectedOutput>> = BTreeMap::new();
    let mut found: BTreeMap<&str, Vec<&Output>> = BTreeMap::new();
    for output in expected {
        wanted.entry(&output.recipient).or_default().push(output);
    }
    for output in actual {
        found.entry(output.recipient.as_str()).or_default().push(output);
    }
    let recipients: BTreeSet<&str> = wanted.keys().chain(found.keys()).copied().collect();
    for recipient in recipients {
        let wanted = wanted.get(recipient).map_or(&[][..], Vec::as_slice);
        let found = found.get(recipient).map_or(&[][..], Vec::as_slice);
        for number in 0..wanted.len().max(found.len()) {
            let what = if wanted.len().max(found.len()) == 1 {
                format!("outputs[{recipient}]")
            } else {
                format!("outputs[{recipient}, {}]", number + 1)
            };
            match (wanted.get(number), found.get(number)) {
                (Some(wanted), Some(found)) => output(mismatches, &what, wanted, found),
                (Some(wanted), None) => {
                    mismatches.push(Mismatch::of_texts(&what, Some(format!("as in {}", wanted.file)), None));
                }
                (None, Some(found)) => {
                    let body = String::from_utf8_lossy(&found.document.body).into_owned();
                    mismatches.push(Mismatch::of_texts(&what, None, Some(body)));
                }
                (None, None) => {}
            }
        }
    }
}

fn output(mismatches: &mut Vec<Mismatch>, what: &str, wanted: &ExpectedOutput, found: &Output) {
    let expected = describe(
        &wanted.media_type,
        wanted.file_name.as_deref(),
        &wanted.attachments,
        wanted.not_before,
        wanted.legal_basis.as_deref(),
    );
    let actual = describe(
        &found.document.media_type,
        found.file_name.as_deref(),
        &found.attachments,
        found.not_before,
        found.legal_basis.as_deref(),
    );
    if expected != actual {
        mismatches.push(Mismatch::of_texts(what, Some(expected), Some(actual)));
    }
    if wanted.body != found.document.body {
        let what = format!("{what} against {}", wanted.file);
        mismatches.push(Mismatch::of_bytes(&what, &wanted.body, &found.document.body));
    }
}

fn recognition(mismatches: &mut Vec<Mismatch>, expected: &ExpectedRecognition, actual: &Recognition) {
    for (name, expected, actual) in [
        ("procedure", &expected.procedure, &actual.procedure),
        ("message_type", &expected.message_type, &actual.message_type),
        ("area", &expected.area, &actual.area),
        ("case_id", &expected.case_id, &actual.case_id),
    ] {
        if expected != actual {
            let what = format!("recognition.{name}");
            mismatches.push(Mismatch::of_texts(&what, expected.clone(), actual.clone()));
        }
    }
}

fn receipt(mismatches: &mut Vec<Mismatch>, expected: &ExpectedReceipt, actual: &Receipt) {
    if expected.reference != actual.reference {
        let (expected, actual) = (expected.reference.clone(), actual.reference.clone());
        mismatches.push(Mismatch::of_texts("receipt.reference", expected, actual));
    }
    match (&expected.answer, &actual.answer) {
        (Some((media_type, file, body)), Some(answer)) => {
            if *media_type != answer.media_type {
                let (expected, actual) = (Some(media_type.clone()), Some(answer.media_type.clone()));
                mismatches.push(Mismatch::of_texts("receipt.answer_media_type", expected, actual));
            }
            if *body != answer.body {
                mismatches.push(Mismatch::of_bytes(&format!("receipt.answer against {file}"), body, &answer.body));
            }
        }
        (Some((_, file, _)), None) => {
            mismatches.push(Mismatch::of_texts("receipt.answer", Some(format!("as in {file}")), None));
        }
        (None, Some(answer)) => {
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            mismatches.push(Mismatch::of_texts("receipt.answer", None, Some(body)));
        }
        (None, None) => {}
    }
}
