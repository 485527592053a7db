//! The rules in this instance's memory.

use std::cell::OnceCell;

use drehscheibe_json_rules::{Mapping, Problem, Schema};
use drehscheibe_sdk::host;
use serde::Deserialize;

/// JSON Schema of the settings: a mapping reads what it likes.
pub const SETTINGS_SCHEMA: &str =
    r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Einstellungen der Regel","type":"object"}"#;

/// What was built.
pub struct Rules {
    pub schema: Option<Schema>,
    pub mapping: Option<Mapping>,
}

thread_local! {
    static RULES: OnceCell<&'static Rules> = const { OnceCell::new() };
}

/// The rules, once they were built.
pub fn rules() -> Option<&'static Rules> {
    RULES.with(|rules| rules.get().copied())
}

/// What `drehscheibe rule build` gives as settings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    order: Order,
    /// Name and size of each file; the file is the attachment whose id is its place in the list.
    files: Vec<(String, u32)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    schema: Option<String>,
    mapping: Option<String>,
}

/// Builds the rules that the settings order. The answer is the JSON Schema of the rules' own settings,
/// or an object with `problems`.
pub fn build() -> String {
    // Stays in the memory image: a panic of a later call still has its message in the log.
    std::panic::set_hook(Box::new(|info| host::log(host::Level::Error, &info.to_string())));
    let request: Request = match serde_json::from_str(&host::settings()) {
        Ok(request) => request,
        Err(error) => {
            let text = format!("the order cannot be read: {error}");
            return refused(&[Problem { file: None, line: 0, code: "ORDER".into(), text }]);
        }
    };
    let files = |name: &str| {
        let place = request.files.iter().position(|file| file.0 == name)?;
        let size = request.files.get(place).map_or(0, |file| file.1);
        let bytes = host::read_attachment(&place.to_string(), 0, size).ok()?;
        // So the build report can say which files went in.
        host::debug(&format!("file {name}"));
        Some(bytes)
    };
    let (mut rules, mut problems) = (Rules { schema: None, mapping: None }, Vec::new());
    if let Some(name) = &request.order.schema {
        match Schema::compile(name, &files) {
            Ok(schema) => rules.schema = Some(schema),
            Err(more) => problems.extend(more),
        }
    }
    if let Some(name) = &request.order.mapping {
        match Mapping::compile(name, &files) {
            Ok(mapping) => rules.mapping = Some(mapping),
            Err(more) => problems.extend(more),
        }
    }
    if !problems.is_empty() {
        return refused(&problems);
    }
    // What is made at first use is made now, so that it is in the memory image; and there is room beyond
    // it, so that a call need not ask for more.
    drop(std::hint::black_box(Vec::<u8>::with_capacity(1 << 20)));
    if let Some(schema) = &rules.schema {
        let _ = schema.validate(b"{}");
    }
    if let Some(mapping) = &rules.mapping {
        let _ = mapping.run(b"{}", "{}", "");
    }
    RULES.with(|place| _ = place.set(Box::leak(Box::new(rules))));
    SETTINGS_SCHEMA.to_owned()
}

fn refused(problems: &[Problem]) -> String {
    serde_json::json!({ "problems": problems }).to_string()
}
