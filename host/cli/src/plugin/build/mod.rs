//! `drehscheibe plugin build`: from a project and its `plugin.toml` to a component.

mod error;
mod guest;
mod immortal;
pub mod imports;
pub mod inspect;
mod javascript;
mod python;
mod report;
mod rust;
mod sbom;
pub mod toolchain;
pub mod tools;
pub mod world;

pub use error::{BuildError, ForeignImport};
pub use guest::{Guest, target_directory};
pub use report::BuildReport;
pub use sbom::{Dependency, document as sbom_document};
pub use toolchain::Toolchain;

use super::language::Language;
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_model::content::Digest;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Builds a plugin's component and compares it with its manifest. The language follows from the project:
/// Cargo.toml is Rust, package.json JavaScript or TypeScript, pyproject.toml Python. What a build needs
/// is installed once into this user's cache (DREHSCHEIBE_CACHE), or the error says what is missing.
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    /// Folder of the plugin: plugin.toml lies there, and the project's own file or rule.toml
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Where the component goes, as NAME.wasm; without it to `components` in the target folder
    #[arg(long, value_name = "OUT")]
    release_dir: Option<PathBuf>,
    /// Print the report as JSON and the compiler's messages only on failure
    #[arg(long)]
    json: bool,
    /// Use only crates that are already here
    #[arg(long)]
    offline: bool,
}

/// A component and what is said about it.
#[derive(Debug)]
pub struct Made {
    pub component: Vec<u8>,
    /// Cargo's target folder or what stands for it.
    pub target: PathBuf,
    pub compiler: String,
    /// Everything else that is in the component.
    pub dependencies: Vec<Dependency>,
}

/// How to build.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Where the component goes, as `NAME.wasm`.
    pub release_dir: Option<PathBuf>,
    /// Use only crates that are already here.
    pub offline: bool,
    /// Keep the compiler's messages back unless it fails.
    pub quiet: bool,
    /// Rust: keep the names of functions, for a profile.
    pub names: bool,
    /// For the desk only: the component goes beside those that are published, and Rust is compiled fast
    /// instead of well.
    pub quick: bool,
}

/// Runs the command: report to standard output, errors with cause, details and hint to standard error.
pub fn run(args: BuildArgs) -> ExitCode {
    if crate::rule::is_rule(&args.dir) {
        return crate::rule::build_as_plugin(&args.dir, args.release_dir.as_deref(), args.json);
    }
    let options =
        BuildOptions { release_dir: args.release_dir, offline: args.offline, quiet: args.json, ..Default::default() };
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
            show(&error);
            ExitCode::FAILURE
        }
    }
}

/// Says why there is no component: cause, details and what to do.
pub fn show(error: &BuildError) {
    anstream::eprintln!("error: {error}");
    let mut source = std::error::Error::source(error);
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
}

/// Builds the plugin in `dir` and writes its component.
pub fn build(dir: &Path, options: &BuildOptions) -> Result<BuildReport, BuildError> {
    let manifest = read_manifest(dir)?;
    let made = make(Language::of(dir)?, dir, &manifest, options)?;
    let component = made.component;
    let outside = outside(&component)?;
    let remarks = compare(&manifest, &outside)?;

    let usual = || made.target.join(if options.quick { "quick/components" } else { "components" });
    let folder = options.release_dir.clone().unwrap_or_else(usual);
    let path = folder.join(format!("{}.wasm", manifest.name));
    write(&folder, &path, &component)?;
    let sbom = folder.join(format!("{}.cdx.json", manifest.name));
    write(&folder, &sbom, &sbom::document(&manifest, &Digest::of(&component), &made.dependencies))?;
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
        compiler: made.compiler,
        remarks,
    })
}

fn make(language: Language, dir: &Path, manifest: &Manifest, options: &BuildOptions) -> Result<Made, BuildError> {
    match language {
        Language::Rust => rust::build(dir, options),
        Language::JavaScript => javascript::build(dir, manifest, options.quiet),
        Language::Python => python::build(dir, manifest, options.quiet),
    }
}

/// Reads and checks `plugin.toml`.
pub fn read_manifest(dir: &Path) -> Result<Manifest, BuildError> {
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
