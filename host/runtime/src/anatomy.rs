//! What a component exports and imports, read before anything of it is compiled.

use crate::state::Lifted;
use drehscheibe_model::call::{Stop, World};
use std::collections::BTreeSet;
use wasmparser::{ComponentExternalKind, Encoding, Parser, Payload};

/// The version of the contract that this hub speaks.
pub(crate) const WIT_VERSION: &str = "0.1.0";
const PACKAGE: &str = "drehscheibe:rule/";
/// Interfaces by which something leaves the hub.
const CAPABILITIES: [&str; 3] = ["outbound-http", "drop-folder", "mail"];

/// The outside of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anatomy {
    pub(crate) worlds: Vec<World>,
    /// Full names in the order of the component.
    pub(crate) imports: Vec<String>,
    pub(crate) wit_version: String,
}

impl Anatomy {
    /// Whether the interface of this short name is imported.
    pub(crate) fn imports(&self, interface: &str) -> bool {
        self.imports.iter().any(|import| short_name(import) == Some(interface))
    }
}

/// Reads the outermost imports and exports. Says everything that does not fit the contract.
pub(crate) fn read(bytes: &[u8], lifted: Lifted) -> Result<Anatomy, Stop> {
    let (imports, exports) = outside(bytes).map_err(|reason| Stop::AbiMismatch { reason })?;
    let mut problems = Vec::new();
    let mut worlds = BTreeSet::new();
    let mut configuration = false;
    let mut wit_version = None;
    for export in &exports {
        match short_name(export) {
            Some("configuration") => configuration = true,
            Some("recognition") => drop(worlds.insert(World::Recogniser)),
            Some("validation") => drop(worlds.insert(World::Validator)),
            Some("transformation") => drop(worlds.insert(World::Transformer)),
            Some("delivering") => drop(worlds.insert(World::Adapter)),
            _ => continue, // more exports than asked for do no harm
        }
        check_version(export, &mut wit_version, &mut problems);
    }
    if !configuration {
        problems.push(format!("it does not export `{PACKAGE}configuration@{WIT_VERSION}`"));
    }
    if worlds.is_empty() {
        problems.push("it exports none of `recognition`, `validation`, `transformation`, `delivering`".into());
    }
    for import in imports.iter().filter(|_| !lifted.imports) {
        match short_name(import) {
            Some("types" | "host") => check_version(import, &mut wit_version, &mut problems),
            Some(capability) if CAPABILITIES.contains(&capability) => {
                if !worlds.contains(&World::Adapter) {
                    problems.push(format!("it imports `{import}`, which only adapters may"));
                }
                check_version(import, &mut wit_version, &mut problems);
            }
            _ => problems.push(format!("it imports `{import}`, which no world allows")),
        }
    }
    if problems.is_empty() {
        let wit_version = wit_version.unwrap_or_else(|| WIT_VERSION.into());
        Ok(Anatomy { worlds: worlds.into_iter().collect(), imports, wit_version })
    } else {
        Err(Stop::AbiMismatch { reason: problems.join("; ") })
    }
}

/// `host` of `drehscheibe:rule/host@0.1.0`.
fn short_name(full: &str) -> Option<&str> {
    let rest = full.strip_prefix(PACKAGE)?;
    Some(rest.split_once('@').map_or(rest, |(name, _)| name))
}

fn check_version(full: &str, found: &mut Option<String>, problems: &mut Vec<String>) {
    match full.split_once('@') {
        Some((_, WIT_VERSION)) => *found = Some(WIT_VERSION.into()),
        _ => problems.push(format!("`{full}` is not of version {WIT_VERSION}, the only one this hub speaks")),
    }
}

type Names = Vec<String>;

/// Names of the outermost imports and exports.
fn outside(bytes: &[u8]) -> Result<(Names, Names), String> {
    let (mut imports, mut exports) = (Names::new(), Names::new());
    let mut depth = 0_u32;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(|error| format!("it is not a WebAssembly component: {error}"))?;
        match payload {
            Payload::Version { encoding: Encoding::Module, .. } if depth == 0 => {
                return Err("it is a core module, not a component".into());
            }
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(section) if depth == 0 => {
                for import in section {
                    imports.push(import.map_err(|error| error.to_string())?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if depth == 0 => {
                for export in section {
                    let export = export.map_err(|error| error.to_string())?;
                    if export.kind == ComponentExternalKind::Instance {
                        exports.push(export.name.name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    Ok((imports, exports))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    fn reason(text: &str) -> String {
        match read(&wat::parse_str(text).unwrap(), Lifted::default()) {
            Err(Stop::AbiMismatch { reason }) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn names_every_import_that_no_world_allows_and_everything_that_is_missing() {
        let reason = reason(
            r#"(component
                (import "wasi:cli/environment@0.2.0" (instance))
                (import "drehscheibe:rule/mail@0.1.0" (instance)))"#,
        );
        for part in ["wasi:cli/environment@0.2.0", "rule/mail@0.1.0`, which only adapters", "configuration", "none of"]
        {
            assert!(reason.contains(part), "{reason}");
        }
    }

    #[test]
    fn says_that_a_core_module_is_not_a_component() {
        assert!(reason("(module)").contains("core module"));
    }

    #[test]
    fn refuses_another_version_of_the_contract() {
        let reason = reason(r#"(component (import "drehscheibe:rule/host@0.2.0" (instance)))"#);
        assert!(reason.contains("host@0.2.0` is not of version 0.1.0"), "{reason}");
    }
}
