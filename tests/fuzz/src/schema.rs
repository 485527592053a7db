//! The settings schema that a component exports, and settings held against it.

use super::text::assert_readable;
use serde_json::Value;

/// Input: an array of schema and settings. The schema is refused or the settings are checked; both end.
pub fn run(input: &[u8]) {
    let Ok((schema, settings)) = serde_json::from_slice::<(Value, Value)>(input) else { return };
    match jsonschema::validator_for(&schema) {
        Ok(validator) => {
            for error in validator.iter_errors(&settings).take(1_000) {
                assert_readable(&error.to_string(), 1 << 20);
            }
        }
        Err(error) => assert_readable(&error.to_string(), 1 << 20),
    }
}
