//! What a JSON parser lets pass: the same key twice, and any depth in what it skips.

use super::RULE_DOCUMENT;
use crate::findings::{Findings, reason};
use std::borrow::Cow;

/// Levels of arrays and objects, one within the other.
pub(super) const MAX_DEPTH: usize = 128;

enum Level<'a> {
    Array { index: usize },
    Object { keys: Vec<Cow<'a, str>>, expects_key: bool },
}

/// Goes once over the text. Text that is not JSON is tolerated: the parser will say so. `false` if
/// something was found.
pub(super) fn check(text: &str, findings: &mut Findings) -> bool {
    let bytes = text.as_bytes();
    let mut levels: Vec<Level<'_>> = Vec::new();
    let mut sound = true;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'[' if levels.len() == MAX_DEPTH => {
                findings.error(RULE_DOCUMENT).at("").reason(reason::NOT_WELL_FORMED).say(
                    format!("Die Nachricht ist tiefer als {MAX_DEPTH} Ebenen verschachtelt."),
                    format!("The document is nested more than {MAX_DEPTH} levels deep."),
                );
                return false;
            }
            b'{' => levels.push(Level::Object { keys: Vec::new(), expects_key: true }),
            b'[' => levels.push(Level::Array { index: 0 }),
            b'}' | b']' => drop(levels.pop()),
            b',' => match levels.last_mut() {
                Some(Level::Object { expects_key, .. }) => *expects_key = true,
                Some(Level::Array { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                let start = at;
                at = end_of_string(bytes, at);
                let twice = match levels.last_mut() {
                    Some(Level::Object { keys, expects_key }) if *expects_key => {
                        *expects_key = false;
                        let raw = text.get(start..at.saturating_sub(1)).unwrap_or_default();
                        let key = unescaped(raw);
                        let twice = keys.contains(&key);
                        keys.push(key);
                        twice
                    }
                    _ => false,
                };
                if twice {
                    sound = false;
                    findings.error(RULE_DOCUMENT).at(place(&levels)).reason(reason::NOT_WELL_FORMED).say(
                        "Dieses Feld steht mehrfach in demselben Objekt.",
                        "This field stands more than once in the same object.",
                    );
                }
            }
            _ => {}
        }
    }
    sound
}

/// Position behind the closing quote, or the end.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => break,
            b'\\' => at += 1,
            _ => {}
        }
    }
    at
}

fn unescaped(raw: &str) -> Cow<'_, str> {
    if raw.contains('\\')
        && let Ok(key) = serde_json::from_str::<String>(&format!("\"{raw}\""))
    {
        return Cow::Owned(key);
    }
    Cow::Borrowed(raw)
}

/// JSON Pointer to where the walk stands.
fn place(levels: &[Level<'_>]) -> String {
    let mut pointer = String::new();
    for level in levels {
        pointer.push('/');
        match level {
            Level::Array { index } => pointer.push_str(&index.to_string()),
            Level::Object { keys, .. } => push_escaped(&mut pointer, keys.last().map_or("", |key| key)),
        }
    }
    pointer
}

/// Adds one part of a JSON Pointer, `~` and `/` escaped.
pub(super) fn push_escaped(pointer: &mut String, part: &str) {
    for character in part.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
