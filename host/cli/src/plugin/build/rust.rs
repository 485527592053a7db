//! Rust: cargo makes a core module, `wit-component` a component of it.

use super::guest::Guest;
use super::toolchain::Toolchain;
use super::{BuildError, BuildOptions, Made, componentise_error, imports};
use std::path::Path;
use wit_component::ComponentEncoder;

/// Makes the component.
pub fn build(folder: &Path, options: &BuildOptions) -> Result<Made, BuildError> {
    let toolchain = Toolchain::find()?;
    let guest = Guest::of(&toolchain, folder, options.offline)?;
    let module = guest.build(&toolchain, folder, options)?;
    let module = std::fs::read(&module).map_err(|source| BuildError::Read { path: module, source })?;
    Ok(Made {
        component: componentise(&module)?,
        target: guest.target_directory,
        compiler: toolchain.version,
        dependencies: guest.dependencies,
    })
}

/// Makes a component of a core module that carries the contract in a custom section.
fn componentise(module: &[u8]) -> Result<Vec<u8>, BuildError> {
    let foreign = imports::foreign(module).map_err(componentise_error)?;
    if !foreign.is_empty() {
        return Err(BuildError::ForeignImports { imports: foreign });
    }
    ComponentEncoder::default()
        .validate(true)
        .module(module)
        .and_then(|mut encoder| encoder.encode())
        .map_err(|error| BuildError::Componentise { reason: format!("{error:#}") })
}
