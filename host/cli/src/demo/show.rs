//! How the story looks on the terminal.

use crate::commands::output::{BAD, DIM, GOOD, HEAD, NOTE};
use anstyle::Style;
use serde_json::Value;

/// Widest line.
const WIDTH: usize = 96;

pub fn title(text: &str) {
    anstream::println!("\n{HEAD}{text}{HEAD:#}\n{}", "═".repeat(text.chars().count()));
}

pub fn chapter(text: &str) {
    let rest = WIDTH.saturating_sub(text.chars().count() + 4);
    anstream::println!("\n{HEAD}── {text} {HEAD:#}{DIM}{}{DIM:#}", "─".repeat(rest));
}

pub fn fact(name: &str, value: &str) {
    anstream::println!("   {name:<30} {value}");
}

pub fn scene(number: usize, title: &str, promise: &str) {
    chapter(&format!("{number}  {title}"));
    anstream::println!("   {DIM}{promise}{DIM:#}\n");
}

/// What the sender got.
pub fn answer(status: u16, text: &str, took: std::time::Duration) {
    let style = if status < 300 { GOOD } else { NOTE };
    anstream::println!("   → {style}{status}{style:#} {text} {DIM}({:.1} ms){DIM:#}", took.as_secs_f64() * 1_000.0);
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or("")
}

fn short(digest: &str) -> &str {
    digest.get(7..19).unwrap_or(digest)
}

/// Microseconds as milliseconds.
fn milliseconds(event: &Value) -> String {
    let microseconds = event.get("wall_time_us").and_then(Value::as_u64).unwrap_or(0);
    format!("{}.{} ms", microseconds / 1_000, microseconds % 1_000 / 100)
}

fn list(value: &Value, name: &str) -> Vec<Value> {
    value.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// One step of a message's way.
pub fn step(step: &Value) {
    let event = step.get("event").cloned().unwrap_or_default();
    let name = text(&event, "event");
    let at = text(step, "at").get(11..23).unwrap_or_default();
    let (style, what) = describe(name, &event);
    let style = style.unwrap_or_default();
    anstream::println!("     {DIM}{at}{DIM:#}  {style}{name:<18}{style:#} {what}");
}

fn describe(name: &str, event: &Value) -> (Option<Style>, String) {
    match name {
        "accepted" => {
            let size = event.get("size").and_then(Value::as_u64).unwrap_or(0);
            let attachments = list(event, "attachments").len();
            let more = if attachments > 0 { format!(", {attachments} attachment(s)") } else { String::new() };
            (Some(GOOD), format!("from {}, {size} bytes{more}, durable before the answer", text(event, "source")))
        }
        "recognised" => {
            let kind = event.get("message_type").and_then(Value::as_str);
            let kind = kind.map(|kind| format!(", {kind}")).unwrap_or_default();
            (None, format!("{}{kind} (by {})", text(event, "procedure"), text(event, "by")))
        }
        "resolved" => {
            let application = event.get("application").and_then(Value::as_str).unwrap_or("none");
            let redirect = event.get("redirected_from").and_then(Value::as_str);
            let redirect = redirect.map(|from| format!(", redirected from {from}")).unwrap_or_default();
            let area = format!("area {}, authority {}", text(event, "area"), text(event, "authority"));
            (None, format!("{area} ({}{redirect}), application: {application}", text(event, "competence")))
        }
        "rule-applied" => {
            let world = text(event, "world");
            let result = match world {
                "transformer" => format!("{} output(s)", list(event, "outputs").len()),
                "validator" => format!("{} finding(s)", list(event, "findings").len()),
                _ => String::new(),
            };
            (None, format!("{} as {world}: {result}  {}", text(event, "plugin"), milliseconds(event)))
        }
        "delivery-attempted" => (
            None,
            format!(
                "{} → {} by {} [{}]",
                text(event, "recipient"),
                text(event, "target"),
                text(event, "plugin"),
                short(text(event, "digest"))
            ),
        ),
        "delivery-succeeded" => (None, format!("{} has it  {}", text(event, "target"), milliseconds(event))),
        "delivery-failed" => {
            let again = text(event, "again_at").get(11..23).unwrap_or("never");
            (Some(NOTE), format!("{}: {}, again at {again}", text(event, "target"), text(event, "outcome")))
        }
        "delivered" => {
            (Some(GOOD), format!("every target has its part ({})", event.get("deliveries").unwrap_or(&Value::Null)))
        }
        "rejected" => (Some(BAD), format!("{} finding(s), sent back", list(event, "findings").len())),
        "parked" => (Some(NOTE), format!("{}: {}", text(event, "reason"), text(event, "detail"))),
        _ => (None, String::new()),
    }
}

/// What the targets said, and what still waits for its day.
pub fn deliveries(status: &Value) {
    let all = list(status, "deliveries");
    for delivery in &all {
        let (recipient, target) = (text(delivery, "recipient"), text(delivery, "target"));
        if let Some(day) =
            delivery.get("notBefore").and_then(Value::as_str).filter(|_| text(delivery, "state") == "pending")
        {
            let law = text(delivery, "legalBasis");
            anstream::println!("     {NOTE}waits until {day}{NOTE:#}: {recipient} → {target} {DIM}({law}){DIM:#}");
        }
        if let Some(reference) = delivery.get("reference").and_then(Value::as_str).filter(|_| all.len() < 4) {
            anstream::println!("     {DIM}{target} filed it as{DIM:#} {reference}");
        }
    }
}

/// What a person reads about a rejection.
pub fn finding(finding: &Value) {
    let texts = finding.get("texts").cloned().unwrap_or_default();
    let location = finding.get("location").cloned().unwrap_or_default();
    let place = location.get("jsonPointer").or_else(|| location.get("xpath")).and_then(Value::as_str).unwrap_or("");
    let severity = text(finding, "severity");
    let style = if severity == "error" { BAD } else { NOTE };
    let (rule, code) = (text(finding, "ruleId"), text(finding, "reasonCode"));
    anstream::println!("       {style}{rule}{style:#} {DIM}{code} {place}{DIM:#}\n         {}", text(&texts, "de"));
}
