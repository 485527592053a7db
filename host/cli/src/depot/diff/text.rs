//! Differences for a terminal.

use super::compare::Diff;
use crate::commands::output::{BAD, DIM, GOOD, HEAD};
use serde_json::Value;
use std::fmt::Write;

/// Longest value, in characters.
const VALUE: usize = 160;

/// A value on one line.
pub(super) fn value(value: &Value) -> String {
    let text = match value {
        Value::Null => return "—".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut short: String = text.chars().take(VALUE).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

pub(super) fn text(diff: &Diff) -> String {
    let mut text = format!("{BAD}- {}{BAD:#}\n{GOOD}+ {}{GOOD:#}\n", diff.a, diff.b);
    for section in &diff.sections {
        let _ = match (&section.unknown, section.changes.is_empty()) {
            (Some(why), _) => writeln!(text, "{HEAD}{}{HEAD:#} {DIM}{why}{DIM:#}", section.name),
            (None, true) => writeln!(text, "{HEAD}{}{HEAD:#} {DIM}equal{DIM:#}", section.name),
            (None, false) => writeln!(text, "{HEAD}{}{HEAD:#}", section.name),
        };
        for change in &section.changes {
            let _ = writeln!(text, "  {}", change.name);
            let _ = writeln!(text, "    {BAD}- {}{BAD:#}", value(&change.a));
            let _ = writeln!(text, "    {GOOD}+ {}{GOOD:#}", value(&change.b));
        }
    }
    if let Some(behaviour) = &diff.behaviour {
        let _ = writeln!(
            text,
            "{HEAD}behaviour{HEAD:#} {} of {} cases differ",
            behaviour.different(),
            behaviour.cases.len()
        );
        for case in behaviour.cases.iter().filter(|case| case.differs()) {
            let _ = writeln!(text, "  {}", case.name);
            for line in &case.lines {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    text
}
