//! Rust: cargo makes a core module, `wit-component` a component of it.

use super::guest::Guest;
use super::toolchain::Toolchain;
use super::{BuildError, BuildOptions, componentise_error, imports};
use std::path::{Path, PathBuf};
use wit_component::ComponentEncoder;

/// A component and what is said about it.
#[derive(Debug)]
pub struct Made {
    pub component: Vec<u8>,
    /// Cargo's target folder or what stands for it.
    pub target: PathBuf,
    pub compiler: String,
}

/// Makes the component.
pub fn build(folder: &Path, options: &BuildOptions) -> Result<Made, BuildError> {
    let toolchain = Toolchain::find()?;
    let guest = Guest::of(&toolchain, folder, options.offline)?;
    let module = guest.build(&toolchain, folder, options)?;
    let module = std::fs::read(&module).map_err(|source| BuildError::Read { path: module, source })?;
    Ok(Made { component: componentise(&module)?, target: guest.target_directory, compiler: toolchain.version })
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
