//! What a component imports and exports at its outside.

use drehscheibe_model::call::World;
use wasmparser::{Encoding, Parser, Payload};

/// Names at the outside of a component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outside {
    /// For example `drehscheibe:rule/host@0.1.0`, in order of name.
    pub imports: Vec<String>,
    pub exports: Vec<String>,
}

/// Reads the names; nothing is compiled or run.
pub fn outside(component: &[u8]) -> Result<Outside, wasmparser::BinaryReaderError> {
    let mut found = Outside::default();
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::Version { encoding: Encoding::Component | Encoding::Module, .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 1 => {
                for import in section {
                    found.imports.push(import?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 1 => {
                for export in section {
                    found.exports.push(export?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    found.imports.sort();
    found.exports.sort();
    Ok(found)
}

impl Outside {
    /// The worlds whose interface is exported.
    pub fn worlds(&self) -> Vec<World> {
        let worlds = [
            (World::Recogniser, "recognition"),
            (World::Validator, "validation"),
            (World::Transformer, "transformation"),
            (World::Adapter, "delivering"),
        ];
        worlds.into_iter().filter(|(_, interface)| has(&self.exports, interface)).map(|(world, _)| world).collect()
    }

    /// Interfaces beyond `host`, of those that must be granted.
    pub fn capabilities(&self) -> Vec<&'static str> {
        ["outbound-http", "drop-folder", "mail"].into_iter().filter(|interface| has(&self.imports, interface)).collect()
    }

    /// Version of `drehscheibe:rule` it was built against.
    pub fn wit_version(&self) -> Option<&str> {
        self.exports
            .iter()
            .find_map(|name| name.strip_prefix("drehscheibe:rule/")?.split_once('@'))
            .map(|(_, version)| version)
    }

    /// Imports that are not of the contract.
    pub fn foreign_imports(&self) -> Vec<&str> {
        let ours = |name: &&str| !name.starts_with("drehscheibe:rule/");
        self.imports.iter().map(String::as_str).filter(ours).collect()
    }
}

fn has(names: &[String], interface: &str) -> bool {
    names
        .iter()
        .any(|name| name.strip_prefix("drehscheibe:rule/").and_then(|rest| rest.split('@').next()) == Some(interface))
}
