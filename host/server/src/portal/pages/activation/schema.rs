//! From a rule's settings schema (JSON Schema) to the fields of a form, and back.
//!
//! Objects become groups of fields, lists of texts a box with one entry per line; what a form cannot
//! show is edited as JSON. The most frequent rules of a schema are checked here, in German and at the
//! field; the rule itself checks the rest.

use crate::portal::form::{Errors, Values};
use crate::portal::kit::{Choice, Field, Input};
use crate::portal::{format, texts as t};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// Before the names of fields, so that they meet no other field of the form.
const PREFIX: &str = "e";
/// Objects inside objects.
const DEEPEST: usize = 6;

/// A place in the settings that one field fills.
#[derive(Debug, Clone, PartialEq)]
struct Leaf {
    /// JSON Pointer.
    pointer: String,
    label: String,
    schema: Value,
    required: bool,
    /// Pointers of objects around it that may be left out as a whole.
    optional_in: Option<String>,
}

fn text<'a>(schema: &'a Value, key: &str) -> &'a str {
    schema.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Follows a reference within the schema.
fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let target = text(schema, "$ref").strip_prefix('#').and_then(|pointer| root.pointer(pointer));
    target.unwrap_or(schema)
}

fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        // Mostly a type or `null`.
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|one| *one != "null").unwrap_or(""),
        _ => "",
    }
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn collect(root: &Value, schema: &Value, place: (&str, &str, Option<&str>), depth: usize, found: &mut Vec<Leaf>) {
    let (pointer, label, optional_in) = place;
    let empty = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, property) in properties {
        let property = resolve(root, property);
        let pointer = format!("{pointer}/{}", escape(name));
        let title = if text(property, "title").is_empty() { name } else { text(property, "title") };
        let label = if label.is_empty() { title.to_owned() } else { format!("{label}: {title}") };
        let is_required = required.contains(&name.as_str());
        if kind(property) == "object" && property.get("properties").is_some() && depth < DEEPEST {
            let optional = if is_required { optional_in.map(str::to_owned) } else { Some(pointer.clone()) };
            collect(root, property, (&pointer, &label, optional.as_deref()), depth + 1, found);
            continue;
        }
        let optional_in = optional_in.map(str::to_owned);
        found.push(Leaf { pointer, label, schema: property.clone(), required: is_required, optional_in });
    }
}

fn leaves(schema: &Value) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(schema, schema, ("", "", None), 0, &mut found);
    found
}

/// The texts among which to choose, each with its title: `enum`, or `oneOf` and `anyOf` whose alternatives are
/// a `const` each, which can have a `title`.
fn choices(schema: &Value) -> Option<Vec<(&str, &str)>> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Some(values.iter().filter_map(Value::as_str).map(|one| (one, one)).collect());
    }
    let alternatives = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
    let titled = |one| {
        let value = Value::as_str(Value::get(one, "const")?)?;
        Some((value, Some(text(one, "title")).filter(|title| !title.is_empty()).unwrap_or(value)))
    };
    alternatives.iter().map(titled).collect()
}

/// A list whose entries are texts.
fn is_lines(schema: &Value) -> bool {
    kind(schema) == "array" && schema.get("items").is_some_and(|items| kind(items) == "string")
}

impl Leaf {
    fn name(&self) -> String {
        format!("{PREFIX}{}", self.pointer)
    }

    /// As the field shows it.
    fn shown(&self, value: Option<&Value>) -> String {
        match value.or_else(|| self.schema.get("default")) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(list)) if is_lines(&self.schema) => {
                list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
            }
            Some(Value::Bool(on)) => if *on { "ja" } else { "nein" }.to_owned(),
            Some(Value::Number(number)) => number.to_string().replace('.', ","),
            Some(other) => serde_json::to_string_pretty(other).unwrap_or_default(),
        }
    }

    fn input(&self, shown: &str) -> Input {
        if let Some(values) = choices(&self.schema) {
            let mut choices = vec![Choice::new("", t::schema::NOTHING, shown.is_empty())];
            choices.extend(values.into_iter().map(|(value, title)| Choice::new(value, title, value == shown)));
            return Input::Select(choices);
        }
        match kind(&self.schema) {
            "boolean" => Input::Radios(vec![
                Choice::new("ja", t::schema::YES, shown == "ja"),
                Choice::new("nein", t::schema::NO, shown == "nein"),
            ]),
            "integer" | "number" => Input::Number,
            "string" if self.schema.get("maxLength").and_then(Value::as_u64).is_some_and(|most| most > 200) => {
                Input::Area { rows: 4 }
            }
            "string" => Input::Text,
            "array" if is_lines(&self.schema) => Input::Area { rows: 5 },
            _ => Input::Area { rows: 6 },
        }
    }

    fn hint(&self) -> String {
        let mut parts = Vec::new();
        let description = text(&self.schema, "description");
        if !description.is_empty() {
            parts.push(description.to_owned());
        }
        let number = |key: &str| self.schema.get(key).and_then(Value::as_f64).map(shown_number);
        match (number("minimum"), number("maximum")) {
            (Some(least), Some(most)) => {
                parts.push(t::fill(t::schema::BETWEEN, &[("von", &least), ("bis", &most)]));
            }
            (Some(least), None) => parts.push(t::fill(t::schema::AT_LEAST, &[("von", &least)])),
            (None, Some(most)) => parts.push(t::fill(t::schema::AT_MOST, &[("bis", &most)])),
            (None, None) => {}
        }
        if is_lines(&self.schema) {
            parts.push(t::schema::LINES.to_owned());
        } else if !matches!(kind(&self.schema), "string" | "integer" | "number" | "boolean")
            && choices(&self.schema).is_none()
        {
            parts.push(t::schema::JSON.to_owned());
        }
        parts.join(" ")
    }

    /// The value of what was typed; none if the field is empty.
    fn read(&self, given: &str) -> Result<Option<Value>, String> {
        if given.is_empty() {
            return Ok(None);
        }
        if let Some(values) = choices(&self.schema) {
            let known = values.iter().any(|(value, _)| *value == given);
            return if known { Ok(Some(given.into())) } else { Err(t::schema::NOT_LISTED.to_owned()) };
        }
        match kind(&self.schema) {
            "boolean" => Ok(Some(Value::Bool(given == "ja"))),
            "integer" => {
                let value: i64 = given.replace('.', "").parse().map_err(|_| t::schema::NOT_WHOLE.to_owned())?;
                self.bounds(value as f64)?;
                Ok(Some(value.into()))
            }
            "number" => {
                let value: f64 = given.replace(',', ".").parse().map_err(|_| t::schema::NOT_A_NUMBER.to_owned())?;
                self.bounds(value)?;
                Number::from_f64(value)
                    .map(|number| Some(number.into()))
                    .ok_or_else(|| t::schema::NOT_A_NUMBER.to_owned())
            }
            "array" if is_lines(&self.schema) => {
                let lines = given.lines().map(str::trim).filter(|line| !line.is_empty());
                Ok(Some(lines.map(|line| Value::String(line.to_owned())).collect()))
            }
            "string" => self.length(given).map(Some),
            _ => serde_json::from_str(given).map(Some).map_err(|_| t::schema::NOT_JSON.to_owned()),
        }
    }

    fn bounds(&self, value: f64) -> Result<(), String> {
        let bound = |key: &str| self.schema.get(key).and_then(Value::as_f64);
        if let Some(least) = bound("minimum").filter(|least| value < *least) {
            return Err(t::fill(t::schema::TOO_SMALL, &[("von", &plain(least))]));
        }
        if let Some(most) = bound("maximum").filter(|most| value > *most) {
            return Err(t::fill(t::schema::TOO_LARGE, &[("bis", &plain(most))]));
        }
        Ok(())
    }

    fn length(&self, given: &str) -> Result<Value, String> {
        let length = given.chars().count() as u64;
        let bound = |key: &str| self.schema.get(key).and_then(Value::as_u64);
        if let Some(least) = bound("minLength").filter(|least| length < *least) {
            return Err(t::fill(t::schema::TOO_SHORT, &[("von", &least.to_string())]));
        }
        if let Some(most) = bound("maxLength").filter(|most| length > *most) {
            return Err(t::fill(t::schema::TOO_LONG, &[("bis", &most.to_string())]));
        }
        Ok(Value::String(given.to_owned()))
    }
}

fn plain(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { value.to_string().replace('.', ",") }
}

/// The same for people: with points between thousands.
fn shown_number(value: f64) -> String {
    if value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        return format::number(value as u64);
    }
    plain(value)
}

/// Titles of settings by their names, at any depth.
pub(super) fn titles(schema: &Value, found: &mut BTreeMap<String, String>) {
    for (name, inner) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let title = text(inner, "title");
        if !title.is_empty() {
            found.insert(name.clone(), title.to_owned());
        }
        titles(inner, found);
    }
}

/// Puts a value at a pointer, making the objects on the way.
fn put(map: &mut Map<String, Value>, pointer: &str, value: Value) {
    let mut names: Vec<String> =
        pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~")).collect();
    let Some(last) = names.pop() else { return };
    let mut here = map;
    for name in names {
        let next = here.entry(name).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(next) = next else { return };
        here = next;
    }
    here.insert(last, value);
}

/// The fields for a schema: filled with `typed` if somebody typed already, else with `settings`.
pub(super) fn fields(schema: &Value, settings: &Value, typed: Option<&Values>, errors: &Errors) -> Vec<Field> {
    leaves(schema)
        .into_iter()
        .map(|leaf| {
            let name = leaf.name();
            let shown = match typed {
                Some(values) => values.get(&name).to_owned(),
                None => leaf.shown(settings.pointer(&leaf.pointer)),
            };
            let mut field = Field::new(&name, &leaf.label, leaf.input(&shown))
                .hint(leaf.hint())
                .value(shown)
                .error(errors.of(&name));
            field.required = leaf.required && leaf.optional_in.is_none();
            field
        })
        .collect()
}

/// The settings that were typed; what is wrong stands in `errors`.
pub(super) fn read(schema: &Value, typed: &Values, errors: &mut Errors) -> Map<String, Value> {
    let (leaves, mut settings) = (leaves(schema), Map::new());
    let filled = |group: &str| {
        let within = format!("{PREFIX}{group}/");
        typed.iter().any(|(name, value)| name.starts_with(&within) && !value.trim().is_empty())
    };
    for leaf in leaves {
        let name = leaf.name();
        match leaf.read(typed.get(&name)) {
            Ok(Some(value)) => put(&mut settings, &leaf.pointer, value),
            Ok(None) => {
                let needed = leaf.optional_in.as_deref().is_none_or(&filled);
                if leaf.required && needed {
                    errors.add(&name, t::schema::MISSING);
                }
            }
            Err(text) => errors.add(&name, text),
        }
    }
    settings
}

/// The name of the field at a JSON Pointer, to show there what the rule says about it.
pub(super) fn name_at(schema: &Value, pointer: &str) -> Option<String> {
    let leaves = leaves(schema);
    let exact = leaves.iter().find(|leaf| leaf.pointer == pointer);
    // A rule may name an entry of a list, or a whole group.
    let near = || leaves.iter().find(|leaf| pointer.starts_with(&leaf.pointer) || leaf.pointer.starts_with(pointer));
    exact.or_else(near).map(Leaf::name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Value {
        json!({
            "type": "object",
            "required": ["frist"],
            "properties": {
                "frist": { "title": "Frist", "type": "integer", "minimum": 1, "maximum": 365 },
                "saetze": {
                    "title": "Sätze", "type": "object", "required": ["erster"],
                    "properties": { "erster": { "title": "Erster Hund", "type": "integer" }, "zweiter": { "type": "integer" } }
                },
                "befreit": { "type": "boolean", "default": false },
                "rassen": { "type": "array", "items": { "type": "string" } },
                "beginn": { "$ref": "#/$defs/beginn" },
                "format": { "oneOf": [{ "const": "csv", "title": "Tabelle" }, { "const": "xml" }], "default": "csv" },
                "frei": { "type": "object" }
            },
            "$defs": { "beginn": { "enum": ["monat", "folgemonat"], "default": "folgemonat" } }
        })
    }

    #[test]
    fn what_is_typed_becomes_settings() {
        let typed = Values::parse(
            "e%2Ffrist=14&e%2Fbefreit=ja&e%2Frassen=A%0D%0A%0D%0A+B&e%2Fbeginn=monat&e%2Fformat=xml&e%2Ffrei=%7B%22a%22%3A1%7D"
                .as_bytes(),
        );
        let mut errors = Errors::default();
        let settings = read(&schema(), &typed, &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        let expected = json!({
            "frist": 14, "befreit": true, "rassen": ["A", "B"], "beginn": "monat", "format": "xml", "frei": {"a": 1}
        });
        assert_eq!(Value::Object(settings), expected);
    }

    #[test]
    fn errors_stand_at_their_fields() {
        let typed = Values::parse(b"e%2Ffrist=400&e%2Fsaetze%2Fzweiter=1&e%2Fbeginn=nie&e%2Fformat=pdf&e%2Ffrei=%7B");
        let mut errors = Errors::default();
        read(&schema(), &typed, &mut errors);
        assert_eq!(errors.of("e/frist"), t::fill(t::schema::TOO_LARGE, &[("bis", "365")]));
        // Half a group is wrong; a group that is left out is not.
        assert_eq!(errors.of("e/saetze/erster"), t::schema::MISSING);
        assert_eq!(errors.of("e/beginn"), t::schema::NOT_LISTED);
        assert_eq!(errors.of("e/format"), t::schema::NOT_LISTED);
        assert_eq!(errors.of("e/frei"), t::schema::NOT_JSON);
        let mut errors = Errors::default();
        read(&schema(), &Values::default(), &mut errors);
        assert_eq!((errors.of("e/frist").as_str(), errors.of("e/saetze/erster").as_str()), (t::schema::MISSING, ""));
    }

    #[test]
    fn fields_show_what_is_set_and_what_is_usual() {
        let settings = json!({"frist": 28, "saetze": {"erster": 9000}, "rassen": ["A", "B"]});
        let fields = fields(&schema(), &settings, None, &Errors::default());
        let value = |name: &str| fields.iter().find(|field| field.name == name).unwrap().value.clone();
        assert_eq!(value("e/frist"), "28");
        assert_eq!(value("e/saetze/erster"), "9000");
        assert_eq!(value("e/rassen"), "A\nB");
        assert_eq!(value("e/befreit"), "nein");
        assert_eq!(value("e/beginn"), "folgemonat");
        let format = fields.iter().find(|field| field.name == "e/format").unwrap();
        let Input::Select(choices) = &format.input else { panic!("{:?}", format.input) };
        let shown: Vec<_> =
            choices.iter().map(|one| (one.value.as_str(), one.label.as_str(), one.chosen)).skip(1).collect();
        assert_eq!(shown, [("csv", "Tabelle", true), ("xml", "xml", false)]);
        let labels: Vec<_> = fields.iter().map(|field| field.label.as_str()).collect();
        assert!(labels.contains(&"Sätze: Erster Hund"), "{labels:?}");
        assert_eq!(name_at(&schema(), "/rassen/1").as_deref(), Some("e/rassen"));
        assert_eq!(name_at(&schema(), "/saetze").as_deref(), Some("e/saetze/erster"));
        assert_eq!(name_at(&schema(), "/anderes"), None);
    }
}
