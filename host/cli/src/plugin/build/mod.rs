//! `drehscheibe plugin build`: from a crate and its `plugin.toml` to a component.

mod error;
mod guest;
mod imports;
pub mod inspect;
mod report;
mod sbom;
mod toolchain;

pub use error::{BuildError, ForeignImport};
pub use guest::Guest;
pub use report::BuildReport;
pub use sbom::{Dependency, document as sbom_document};
pub use toolchain::Toolchain;

use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_model::content::Digest;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use wit_component::ComponentEncoder;

/// `drehscheibe plugin build DIR`
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    /// Folder of the plugin: plugin.toml lies there, and Cargo.toml or rule.toml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Where the component goes, as NAME.wasm; without it to `components` in cargo's target folder
    #[arg(long, value_name = "OUT")]
    release_dir: Option<PathBuf>,
    /// Print the report as JSON and cargo's messages only on failure
    #[arg(long)]
    json: bool,
    /// Use only crates that are already here
    #[arg(long)]
    offline: bool,
}

/// How to build.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Where the component goes, as `NAME.wasm`.
    pub release_dir: Option<PathBuf>,
    /// Use only crates that are already here.
    pub offline: bool,
    /// Keep cargo's messages back unless it fails.
    pub quiet: bool,
}

/// Runs the command: report to standard output, errors with cause, details and hint to standard error.
pub fn run(args: BuildArgs) -> ExitCode {
    if crate::rule::is_rule(&args.dir) {
        return crate::rule::build_as_plugin(&args.dir, args.release_dir.as_deref(), args.json);
    }
    let options = BuildOptions { release_dir: args.release_dir, offline: args.offline, quiet: args.json };
    match build(&args.dir, &options) {
        Ok(report) if args.json => match serde_json::to_string_pretty(&report) {
            Ok(json) => {
                anstream::println!("{json}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                anstream::eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        },
        Ok(report) => {
            anstream::println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            anstream::eprintln!("error: {error}");
            let mut source = std::error::Error::source(&error);
            while let Some(cause) = source {
                anstream::eprintln!("  because: {cause}");
                source = cause.source();
            }
            for line in error.details() {
                anstream::eprintln!("  {line}");
            }
            if let Some(hint) = error.hint() {
                anstream::eprintln!("hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Builds the plugin in `dir` and writes its component.
pub fn build(dir: &Path, options: &BuildOptions) -> Result<BuildReport, BuildError> {
    let manifest = read_manifest(dir)?;
    let toolchain = Toolchain::find()?;
    let guest = Guest::of(&toolchain, dir, options.offline)?;
    let module = guest.build(&toolchain, dir, options.offline, options.quiet)?;
    let module = std::fs::read(&module).map_err(|source| BuildError::Read { path: module, source })?;
    let component = componentise(&module)?;
    let outside = outside(&component)?;
    let remarks = compare(&manifest, &outside)?;

    let folder = options.release_dir.clone().unwrap_or_else(|| guest.target_directory.join("components"));
    let path = folder.join(format!("{}.wasm", manifest.name));
    write(&folder, &path, &component)?;
    let sbom = folder.join(format!("{}.cdx.json", manifest.name));
    write(&folder, &sbom, &sbom::document(&manifest, &Digest::of(&component), &guest.dependencies))?;
    Ok(BuildReport {
        name: manifest.name.to_string(),
        version: manifest.version,
        path,
        sbom,
        digest: Digest::of(&component),
        size: component.len() as u64,
        wit_version: outside.wit_version().unwrap_or_default().to_owned(),
        worlds: outside.worlds(),
        capabilities: outside.capabilities().into_iter().map(str::to_owned).collect(),
        imports: outside.imports,
        compiler: toolchain.version,
        remarks,
    })
}

fn read_manifest(dir: &Path) -> Result<Manifest, BuildError> {
    let path = dir.join(FILE_NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => Manifest::parse(&text).map_err(|problems| BuildError::Manifest { path, problems }),
        Err(source) => Err(BuildError::Read { path, source }),
    }
}

/// What a component imports and exports.
pub fn outside(component: &[u8]) -> Result<inspect::Outside, BuildError> {
    inspect::outside(component).map_err(componentise_error)
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

fn componentise_error(error: wasmparser::BinaryReaderError) -> BuildError {
    BuildError::Componentise { reason: error.to_string() }
}

/// Whether a component is what its manifest says. What is asked for and not used is only remarked.
fn compare(manifest: &Manifest, outside: &inspect::Outside) -> Result<Vec<String>, BuildError> {
    let foreign = outside.foreign_imports();
    if !foreign.is_empty() {
        let imports = foreign
            .into_iter()
            .map(|name| ForeignImport { name: name.to_owned(), usual_cause: imports::usual_cause(name, "") })
            .collect();
        return Err(BuildError::ForeignImports { imports });
    }
    let (mut problems, mut remarks) = (Vec::new(), Vec::new());
    let exported = outside.worlds();
    if exported != manifest.worlds {
        problems
            .push(format!("{FILE_NAME} names the worlds {:?}, the component exports {exported:?}", manifest.worlds));
    }
    let (asked, used) = (manifest.capabilities.interfaces(), outside.capabilities());
    for capability in used.iter().filter(|capability| !asked.contains(capability)) {
        problems.push(format!("the component uses `{capability}`, {FILE_NAME} has no [capabilities.{capability}]"));
    }
    for capability in asked.iter().filter(|capability| !used.contains(capability)) {
        remarks.push(format!("{FILE_NAME} asks for `{capability}`, the component does not use it"));
    }
    if problems.is_empty() { Ok(remarks) } else { Err(BuildError::Unfit { problems }) }
}

/// Writes the component whole or not at all.
pub fn write(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), BuildError> {
    let failed = |source| BuildError::Write { path: path.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let temporary = path.with_extension(format!("wasm.{}", std::process::id()));
    std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, path)).map_err(failed)
}
