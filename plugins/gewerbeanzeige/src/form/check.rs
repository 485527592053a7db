//! Whether a value is of its kind.

use super::codes::Code;
use super::kind::{Kind, Part};
use drehscheibe_sdk::date::Date;
use drehscheibe_sdk::{Findings, reason};
use serde_json::{Map, Value};

/// Rule id: the value has not the form that is provided for.
pub const RULE_FORM: &str = "GEW-03";
/// Rule id: a key that the document does not have.
pub const RULE_UNKNOWN: &str = "GEW-02";
/// Rule id: something is missing.
pub const RULE_MISSING: &str = "GEW-10";

fn wrong(findings: &mut Findings, pointer: &str, german: impl Into<String>) {
    findings.error(RULE_FORM).at(pointer).reason(reason::SCHEMA).say_german(german);
}

/// Reports all that is wrong with a value, down to its members.
pub fn check_value(value: &Value, kind: Kind, pointer: &str, findings: &mut Findings) {
    match (kind, value) {
        (Kind::Text { max }, Value::String(text)) => check_text(text, max, pointer, findings),
        (Kind::Date, Value::String(text)) => {
            if text.len() != 10 || text.parse::<Date>().is_err() {
                wrong(findings, pointer, "Das ist kein Datum der Form JJJJ-MM-TT.");
            }
        }
        (Kind::YesNo, Value::Bool(_)) => {}
        (Kind::Count { max }, Value::Number(number)) => {
            if number.as_u64().is_none_or(|number| number > max) {
                wrong(findings, pointer, format!("Hier steht eine ganze Zahl von 0 bis {max}."));
            }
        }
        (Kind::Code(codes), Value::String(text)) => check_code(text, codes, pointer, findings),
        (Kind::Codes(codes), Value::Array(items)) => {
            check_list(items, pointer, findings, |item, pointer, findings| match item.as_str() {
                Some(text) => check_code(text, codes, pointer, findings),
                None => wrong(findings, pointer, "Hier steht ein Schlüssel als Text."),
            });
        }
        (Kind::Country, Value::String(text)) => check_country(text, pointer, findings),
        (Kind::Countries, Value::Array(items)) => {
            check_list(items, pointer, findings, |item, pointer, findings| match item.as_str() {
                Some(text) => check_country(text, pointer, findings),
                None => wrong(findings, pointer, "Hier steht ein Staat als Text."),
            });
        }
        (Kind::Ags, Value::String(text)) => {
            if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                wrong(findings, pointer, "Der Amtliche Gemeindeschlüssel hat acht Ziffern.");
            }
        }
        (Kind::Group(parts), Value::Object(members)) => check_group(members, parts, pointer, findings),
        (Kind::Groups(parts), Value::Array(items)) => {
            check_list(items, pointer, findings, |item, pointer, findings| match item.as_object() {
                Some(members) => check_group(members, parts, pointer, findings),
                None => wrong(findings, pointer, "Hier stehen mehrere Angaben als Objekt."),
            });
        }
        (kind, _) => wrong(findings, pointer, format!("Hier steht {}.", expected(kind))),
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => "ein Text",
        Kind::Date => "ein Datum als Text der Form JJJJ-MM-TT",
        Kind::YesNo => "`true` oder `false`",
        Kind::Count { .. } => "eine Zahl",
        Kind::Code(_) => "ein Schlüssel als Text",
        Kind::Codes(_) => "eine Liste von Schlüsseln",
        Kind::Country => "ein Staat als Text (ISO 3166-1, drei Buchstaben)",
        Kind::Countries => "eine Liste von Staaten (ISO 3166-1, drei Buchstaben)",
        Kind::Ags => "ein Amtlicher Gemeindeschlüssel als Text",
        Kind::Group(_) => "ein Objekt mit mehreren Angaben",
        Kind::Groups(_) => "eine Liste von Objekten",
    }
}

fn check_text(text: &str, max: usize, pointer: &str, findings: &mut Findings) {
    if text.trim().is_empty() {
        wrong(findings, pointer, "Der Text ist leer.");
    }
    if text.chars().count() > max {
        wrong(findings, pointer, format!("Der Text ist länger als {max} Zeichen."));
    }
    // Characters that XML cannot carry, and those that steer devices.
    let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.chars().any(bad) {
        wrong(findings, pointer, "Der Text enthält Steuerzeichen.");
    }
}

fn check_code(text: &str, codes: &[Code], pointer: &str, findings: &mut Findings) {
    if !codes.iter().any(|code| code.code == text) {
        let allowed: Vec<_> = codes.iter().map(|code| code.code).collect();
        wrong(findings, pointer, format!("Diesen Schlüssel gibt es hier nicht. Erlaubt: {}.", allowed.join(", ")));
    }
}

fn check_country(text: &str, pointer: &str, findings: &mut Findings) {
    if text.len() != 3 || !text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        wrong(findings, pointer, "Der Staat wird mit drei Großbuchstaben angegeben, zum Beispiel DEU.");
    }
}

fn check_list(
    items: &[Value],
    pointer: &str,
    findings: &mut Findings,
    mut check: impl FnMut(&Value, &str, &mut Findings),
) {
    if items.is_empty() || items.len() > 20 {
        wrong(findings, pointer, "Hier stehen 1 bis 20 Angaben.");
    }
    for (index, item) in items.iter().take(20).enumerate() {
        let pointer = format!("{pointer}/{index}");
        check(item, &pointer, findings);
        if items.iter().take(index).any(|earlier| earlier == item) {
            wrong(findings, &pointer, "Diese Angabe steht mehrfach.");
        }
    }
}

fn check_group(members: &Map<String, Value>, parts: &[Part], pointer: &str, findings: &mut Findings) {
    for part in parts {
        let pointer = format!("{pointer}/{}", part.key);
        match members.get(part.key) {
            Some(value) => check_value(value, part.kind, &pointer, findings),
            None if part.required => {
                findings.error(RULE_MISSING).at(pointer).say_german(format!("Die Angabe „{}“ fehlt.", part.title))
            }
            None => {}
        }
    }
    check_keys(members, pointer, findings, |key| parts.iter().any(|part| part.key == key));
}

/// Reports every key that is not known.
pub fn check_keys(members: &Map<String, Value>, pointer: &str, findings: &mut Findings, known: impl Fn(&str) -> bool) {
    for key in members.keys().filter(|key| !known(key)) {
        let key: String = key.chars().take(64).collect();
        let escaped = key.replace('~', "~0").replace('/', "~1");
        findings
            .error(RULE_UNKNOWN)
            .at(format!("{pointer}/{escaped}"))
            .reason(reason::SCHEMA)
            .say_german("Diese Angabe ist hier nicht vorgesehen.");
    }
}
