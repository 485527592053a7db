//! `sdk/limits.md` is made of `host/model/src/limits.rs`.

use drehscheibe_model::limits::Limits;
use std::fmt::Write as _;

#[test]
fn the_table_of_limits_is_that_of_the_hub() {
    super::in_step("sdk/limits.md", &table());
}

fn table() -> String {
    let source = std::fs::read_to_string(super::root().join("host/model/src/limits.rs")).unwrap();
    let (_, invocation) = source.split_once("\nlimits! {").unwrap();
    let number = |limits: &Limits, name: &str| {
        let value = serde_json::to_value(limits).unwrap();
        grouped(value[name].as_u64().unwrap())
    };
    let mut text = String::from(
        "# Limits of one call\n\nMade of `host/model/src/limits.rs` by `make guide`; a test holds both in step. A plugin asks for \
         other limits in `[limits]` of plugin.toml, a municipality's file can set them up to the maximum. Adapters \
         get 30,000 ms of wall time by default.\n\n| Limit | Default | Maximum | |\n|---|---:|---:|---|\n",
    );
    let mut docs = Vec::new();
    for line in invocation.lines().map(str::trim) {
        if let Some(doc) = line.strip_prefix("///") {
            docs.push(doc.trim());
        } else if line == "}" {
            break;
        } else if let Some((name, _)) = line.split_once(':') {
            let (default, most) = (number(&Limits::DEFAULT, name), number(&Limits::MAXIMUM, name));
            let _ = writeln!(text, "| `{name}` | {default} | {most} | {} |", docs.join(" "));
            docs.clear();
        }
    }
    text
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
