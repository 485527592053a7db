//! The world of a plugin that is not written in Rust: what its manifest says, as WIT.

use super::BuildError;
use crate::plugin::embedded;
use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::call::World;
use std::fmt::Write as _;
use std::path::Path;

/// The version of the contract that this binary carries.
pub const VERSION: &str = "0.1.0";

/// The interface that makes a component fit for a world.
pub fn interface(world: World) -> &'static str {
    match world {
        World::Recogniser => "recognition",
        World::Validator => "validation",
        World::Transformer => "transformation",
        World::Adapter => "delivering",
    }
}

/// Writes the contract and the world `plugin` into a folder.
pub fn write(manifest: &Manifest, folder: &Path) -> Result<(), BuildError> {
    let failed = |source| BuildError::Write { path: folder.to_owned(), source };
    embedded::write("wit", &folder.join("deps/rule")).map_err(failed)?;
    embedded::write_file(&folder.join("plugin.wit"), text(manifest).as_bytes()).map_err(failed)
}

fn text(manifest: &Manifest) -> String {
    let mut text = String::from("package drehscheibe:plugin;\n\nworld plugin {\n");
    let imports = std::iter::once("host").chain(manifest.capabilities.interfaces());
    for name in imports {
        let _ = writeln!(text, "  import drehscheibe:rule/{name}@{VERSION};");
    }
    let exports = std::iter::once("configuration").chain(manifest.worlds.iter().map(|world| interface(*world)));
    for name in exports {
        let _ = writeln!(text, "  export drehscheibe:rule/{name}@{VERSION};");
    }
    text.push_str("}\n");
    text
}
