//! The engines: where they lie, and how they are built.

use super::error::RuleError;
use crate::commands::output::Outcome;
use crate::plugin::build::{BuildOptions, Guest, Toolchain};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Engines by name; the sources of each are the crate `engine-NAME`.
const ENGINES: [&str; 2] = ["xml", "json"];

/// Builds the engines from their sources, for an installation that has none. They are put beside the
/// program, where `drehscheibe rule build` looks for them; to install elsewhere, copy the folder
/// `engines` along with the program.
#[derive(Debug, clap::Args)]
pub struct EnginesArgs {
    /// Folder with the sources: engine-xml and engine-json lie there
    #[arg(default_value = "plugins")]
    dir: PathBuf,
    /// Where the engines go; without it, the folder `engines` beside the program
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Build only this engine: `xml` (XML Schema, Schematron, XSLT) or `json` (JSON Schema, mappings)
    #[arg(long, value_name = "NAME", value_parser = ENGINES)]
    only: Option<String>,
    /// Use only crates that are already here
    #[arg(long)]
    offline: bool,
}

pub fn run(args: &EnginesArgs) -> Outcome {
    let toolchain = Toolchain::find().map_err(RuleError::from)?;
    let out = match &args.out {
        Some(out) => out.clone(),
        None => beside_program().ok_or_else(|| RuleError::Order("it is not known where this program lies".into()))?,
    };
    let write = |path: &Path, bytes: &[u8]| {
        std::fs::create_dir_all(&out).map_err(|source| RuleError::Write { path: out.clone(), source })?;
        // Unchanged files keep their time, so that nothing is made anew.
        if std::fs::read(path).is_ok_and(|old| old == bytes) {
            return Ok(());
        }
        let temporary = path.with_extension(format!("{}", std::process::id()));
        let written = std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, path));
        written.map_err(|source| RuleError::Write { path: path.to_owned(), source })
    };
    let options = BuildOptions { offline: args.offline, ..Default::default() };
    for name in ENGINES.into_iter().filter(|name| args.only.as_ref().is_none_or(|only| only == name)) {
        let folder = args.dir.join(format!("engine-{name}"));
        let guest = Guest::of(&toolchain, &folder, args.offline).map_err(RuleError::from)?;
        let module = guest.build(&toolchain, &folder, &options).map_err(RuleError::from)?;
        let bytes = std::fs::read(&module).map_err(|source| RuleError::Read { path: module, source })?;
        let path = out.join(file_name(name));
        write(&path, &bytes)?;
        anstream::println!("{} ({} KiB)", path.display(), bytes.len().div_ceil(1024));
    }
    Ok(ExitCode::SUCCESS)
}

fn file_name(name: &str) -> String {
    format!("engine-{name}.wasm")
}

fn beside_program() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.parent()?.join("engines"))
}

/// The module of an engine: from the folder given, from `engines` beside the program, or from
/// `../share/drehscheibe/engines`.
pub fn load(name: &str, given: Option<&Path>) -> Result<Vec<u8>, RuleError> {
    let mut folders: Vec<PathBuf> = Vec::new();
    match given {
        Some(folder) => folders.push(folder.to_owned()),
        None => {
            folders.extend(beside_program());
            let shared = std::env::current_exe().ok();
            let shared = shared.as_deref().and_then(Path::parent).and_then(Path::parent);
            folders.extend(shared.map(|prefix| prefix.join("share/drehscheibe/engines")));
        }
    }
    let paths: Vec<PathBuf> = folders.into_iter().map(|folder| folder.join(file_name(name))).collect();
    match paths.iter().find(|path| path.is_file()) {
        Some(path) => std::fs::read(path).map_err(|source| RuleError::Read { path: path.clone(), source }),
        None => Err(RuleError::NoEngine { name: name.into(), tried: paths }),
    }
}
