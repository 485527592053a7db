//! Settings must pass the plugin's own schema before the plugin sees them, as in production.

use drehscheibe_model::finding::{Finding, Location, Severity, reason};
use std::collections::BTreeMap;

/// The rule under which violations of the schema are reported.
pub const SCHEMA_RULE: &str = "settings-schema";

/// A plugin's schema, ready to check.
pub struct Settings(jsonschema::Validator);

impl Settings {
    /// # Errors
    /// The plugin's schema is not a JSON Schema, or names a schema that lies elsewhere.
    pub fn of_schema(schema: &serde_json::Value) -> Result<Self, String> {
        jsonschema::draft202012::new(schema)
            .map(Self)
            .map_err(|error| format!("the settings schema of the plugin cannot be used: {error}"))
    }

    /// All violations, in order of their place.
    pub fn check(&self, settings: &str) -> Vec<Finding> {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(settings) else { return Vec::new() };
        let mut findings: Vec<Finding> = self
            .0
            .iter_errors(&value)
            .map(|error| Finding {
                rule_id: SCHEMA_RULE.into(),
                severity: Severity::Error,
                location: Some(Location::JsonPointer(error.instance_path().to_string())),
                reason_code: reason::SCHEMA.into(),
                texts: BTreeMap::from([("de".into(), error.to_string())]),
            })
            .collect();
        findings.sort_by_key(|finding| format!("{:?} {:?}", finding.location, finding.texts));
        findings
    }
}
