//! The config of a component in the CNCF Wasm layout.

use drehscheibe_model::content::Digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// `application/vnd.wasm.config.v0+json`, as far as the depot reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WasmConfig {
    pub architecture: String,
    pub os: String,
    pub layer_digests: Vec<String>,
}

/// Longest config, in bytes.
pub const CONFIG_BYTES: u64 = 64 << 10;

impl WasmConfig {
    /// Reads a config and checks that it is about this component; all problems.
    pub fn read(bytes: &[u8], component: &Digest) -> Result<Self, Vec<String>> {
        let config: Self = serde_json::from_slice(bytes).map_err(|error| vec![format!("config: {error}")])?;
        let mut problems = Vec::new();
        if config.architecture != "wasm" {
            problems.push(format!("config: `architecture` is `{}`, not `wasm`", short(&config.architecture)));
        }
        if config.os != "wasip2" {
            problems.push(format!("config: `os` is `{}`; that of a component is `wasip2`", short(&config.os)));
        }
        if config.layer_digests != [component.to_string()] {
            problems.push(format!("config: `layerDigests` does not name the one layer, {component}"));
        }
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }

    /// The bytes of a config that names what a component imports and exports.
    pub fn write(component: &Digest, imports: &[String], exports: &[String], created: Timestamp) -> Vec<u8> {
        let value: Value = json!({
            "created": created,
            "architecture": "wasm",
            "os": "wasip2",
            "layerDigests": [component],
            "component": {"imports": imports, "exports": exports, "target": null},
        });
        value.to_string().into_bytes()
    }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_is_about_its_component() {
        let component = Digest::of(b"component");
        let bytes = WasmConfig::write(&component, &[], &[], Timestamp::UNIX_EPOCH);
        assert!(WasmConfig::read(&bytes, &component).is_ok());
        assert!(WasmConfig::read(&bytes, &Digest::of(b"other")).unwrap_err()[0].contains("layerDigests"));
        let other = br#"{"architecture":"amd64","os":"linux","layerDigests":[]}"#;
        assert_eq!(WasmConfig::read(other, &component).unwrap_err().len(), 3);
        assert!(WasmConfig::read(b"{}", &component).is_err());
    }
}
