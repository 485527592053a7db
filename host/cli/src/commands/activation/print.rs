//! What people read.

use crate::commands::output::{BAD, DIM, GOOD, NOTE};
use serde_json::Value;

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or("")
}

fn items<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn number(value: &Value, pointer: &str) -> u64 {
    value.pointer(pointer).and_then(Value::as_u64).unwrap_or(0)
}

/// Whether the gate was open for all.
pub fn all_done(answer: &Value) -> bool {
    items(answer, "/activations").iter().all(|one| items(one, "/gaps").is_empty())
}

pub fn acted(answer: &Value) {
    for one in items(answer, "/activations") {
        let missing = items(one, "/missing");
        let colour = if missing.is_empty() { GOOD } else { BAD };
        let named = match number(one, "/activation") {
            0 => "in the files".to_owned(),
            number => number.to_string(),
        };
        let (tenant, procedure) = (text(one, "/tenant"), text(one, "/procedure"));
        anstream::println!("{named}  {tenant}  {procedure}  {colour}{}{colour:#}", text(one, "/state"));
        for gap in missing.iter().filter_map(Value::as_str) {
            anstream::println!("   {BAD}missing{BAD:#} {gap}");
        }
        if let Some(report) = one.pointer("/test/report") {
            test(report);
        }
    }
    if let Some(revision) = answer.pointer("/revision").and_then(Value::as_u64) {
        anstream::println!("{DIM}revision {revision}{DIM:#}");
    }
}

fn test(report: &Value) {
    for plan in items(report, "/plans") {
        let (cases, failed) = (number(plan, "/cases"), items(plan, "/failed").len());
        anstream::println!("   plan of {}: {cases} cases, {failed} failed", text(plan, "/plugin"));
    }
    for delivery in items(report, "/message/deliveries") {
        anstream::println!("   test message: {} {}", text(delivery, "/target"), text(delivery, "/state"));
    }
    for problem in items(report, "/problems").iter().filter_map(Value::as_str) {
        anstream::println!("   {BAD}problem{BAD:#} {problem}");
    }
}

fn line(activation: &Value) {
    let what = match text(activation, "/content/redirectTo") {
        "" => text(activation, "/content/application").to_owned(),
        to => format!("redirected to {to}"),
    };
    let mut notes = Vec::new();
    if let Some(day) = activation.pointer("/switchOn").and_then(Value::as_str) {
        notes.push(format!("live on {day}"));
    }
    if activation.pointer("/shadow") == Some(&Value::Bool(true)) {
        notes.push("shadow".to_owned());
    }
    anstream::println!(
        "{:>6}  {}  {}  stage {}  {GOOD}{}{GOOD:#}  {what} {NOTE}{}{NOTE:#}",
        number(activation, "/number"),
        text(activation, "/tenant"),
        text(activation, "/procedure"),
        number(activation, "/content/stage"),
        text(activation, "/state"),
        notes.join(", ")
    );
}

pub fn list(answer: &Value) {
    items(answer, "/activations").iter().for_each(line);
}

pub fn detail(answer: &Value) {
    let Some(activation) = answer.get("activation") else { return };
    line(activation);
    for list in ["/content/validators", "/content/transformers"] {
        for one in items(activation, list) {
            anstream::println!("   {} {DIM}{}{DIM:#}", text(one, "/plugin"), text(one, "/component"));
        }
    }
    for step in items(activation, "/steps") {
        let (at, by, state, note) = (text(step, "/at"), text(step, "/by"), text(step, "/state"), text(step, "/note"));
        anstream::println!("   {DIM}{at}{DIM:#} {state} {DIM}by {by} {note}{DIM:#}");
    }
    for gap in items(answer, "/missing").iter().filter_map(Value::as_str) {
        anstream::println!("   {BAD}missing{BAD:#} {gap}");
    }
    if let Some(shadow) = answer.get("shadow") {
        let (messages, equal) = (number(shadow, "/messages"), number(shadow, "/equal"));
        anstream::println!("   shadow run: {messages} messages, {equal} without a difference");
        for difference in items(shadow, "/differences") {
            let what = difference.get(0).map(ToString::to_string).unwrap_or_default();
            anstream::println!(
                "     {}x {what} {DIM}e.g. message {}{DIM:#}",
                number(difference, "/1"),
                text(difference, "/2")
            );
        }
    }
}
