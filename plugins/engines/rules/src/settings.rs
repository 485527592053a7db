//! Settings of a rule: the parameters of its stylesheet.

use drehscheibe_xslt::{Parameter, Stylesheet};
use serde_json::{Map, Value, json};

/// JSON Schema of the settings: one text for each parameter of the stylesheet.
pub(crate) fn schema(stylesheet: Option<&Stylesheet>) -> String {
    let parameters = stylesheet.map(Stylesheet::parameters).unwrap_or_default();
    let mut properties = Map::new();
    for parameter in &parameters {
        let title = format!("Parameter {}", parameter.name);
        properties.insert(parameter.name.clone(), json!({ "title": title, "type": ["string", "number", "boolean"] }));
    }
    let needed: Vec<_> = parameters.iter().filter(|p| p.required).map(|p: &Parameter| p.name.clone()).collect();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Einstellungen der Regel",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    if let (false, Some(object)) = (needed.is_empty(), schema.as_object_mut()) {
        object.insert("required".into(), json!(needed));
    }
    schema.to_string()
}

/// Values of parameters, by name, as texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(pub(crate) Vec<(String, String)>);

impl Parameters {
    /// From a settings object.
    ///
    /// # Errors
    /// It is not an object of texts, numbers and booleans; the text says what.
    pub fn from_settings(settings: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(settings).map_err(|error| error.to_string())?;
        let Value::Object(object) = value else { return Err("the settings are not an object".into()) };
        let mut all = Vec::new();
        for (name, value) in object {
            all.push(match value {
                Value::String(text) => (name, text),
                Value::Number(number) => (name, number.to_string()),
                Value::Bool(flag) => (name, flag.to_string()),
                _ => return Err(format!("{name} is not a text, a number or a boolean")),
            });
        }
        Ok(Parameters(all))
    }
}
