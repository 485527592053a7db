//! Python: componentize-py makes a component with CPython.

use super::{BuildError, Dependency, Made, immortal, tools, world};
use drehscheibe_depot::manifest::Manifest;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Compiler as reports name it.
pub const COMPILER: &str = "componentize-py 0.25.1 (CPython 3.14)";

#[derive(Deserialize)]
struct Project {
    #[serde(default)]
    tool: Tool,
}

#[derive(Deserialize, Default)]
struct Tool {
    #[serde(default)]
    drehscheibe: Option<Ours>,
}

#[derive(Deserialize)]
struct Ours {
    module: String,
}

/// Makes the component.
pub fn build(folder: &Path, manifest: &Manifest, quiet: bool) -> Result<Made, BuildError> {
    let program = tools::python(quiet)?;
    let module = module(folder, manifest)?;
    let project = std::path::absolute(folder)?;
    let work = tempfile::tempdir()?;
    let wit = work.path().join("wit");
    world::write(manifest, &wit)?;
    let entry = format!(
        "from drehscheibe_sdk import component\n\ncomponent.connect()\nimport {module}\n\n\
         globals().update(component.exports_of({module}.plugin))\n"
    );
    std::fs::write(work.path().join("drehscheibe_entry.py"), entry)?;
    let output = work.path().join("plugin.wasm");
    let mut command = Command::new(&program);
    command.args(["--quiet", "--world", "plugin", "--wit-path"]).arg(&wit);
    command.args(["componentize", "--stub-wasi", "--python-path"]).arg(work.path());
    let paths = paths(&project)?;
    for path in &paths {
        command.arg("--python-path").arg(path);
    }
    command.args(["drehscheibe_entry", "--output"]).arg(&output);
    let said = command
        .env_remove("PYTHONPATH")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(|source| BuildError::Run { program, source })?;
    if said.status.success() {
        let mut component = std::fs::read(&output).map_err(|source| BuildError::Read { path: output, source })?;
        immortal::immortalise(&mut component)
            .map_err(|error| BuildError::Componentise { reason: error.to_string() })?;
        let engine = Dependency::published("pypi", "componentize-py", "0.25.1", Some("Apache-2.0 WITH LLVM-exception"));
        let mut dependencies: Vec<_> = paths.iter().flat_map(|path| installed(path)).chain([engine]).collect();
        dependencies.sort();
        dependencies.dedup();
        return Ok(Made { component, target: folder.join("target"), compiler: COMPILER.to_owned(), dependencies });
    }
    let text = [said.stdout, said.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    // What comes before is the tool's own trace; the plugin's is below "Caused by".
    let text = text.split_once("Caused by:").map_or(&*text, |(_, cause)| cause);
    let text = text.split_once("Stack backtrace:").map_or(text, |(cause, _)| cause);
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    Err(BuildError::Source { tool: "the module", problems: lines.map(str::to_owned).collect() })
}

/// Where modules are looked for: the project, its `src`, its `vendor`, packages of an active or a local
/// virtual environment, and the SDK of this binary if none of them has one.
fn paths(project: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let mut paths = vec![project.to_owned()];
    let mut add = |path: PathBuf| {
        if path.is_dir() {
            paths.push(path);
        }
    };
    add(project.join("src"));
    add(project.join("vendor"));
    let environments = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from).into_iter().chain([project.join(".venv")]);
    for environment in environments {
        let versions = environment.join("lib").read_dir().into_iter().flatten().flatten();
        versions.for_each(|version| add(version.path().join("site-packages")));
    }
    if !paths.iter().any(|path| path.join("drehscheibe_sdk").is_dir()) {
        paths.push(tools::sdk("sdk/python/src")?);
    }
    Ok(paths)
}

/// The distributions in a folder of modules: all that the plugin can import, whether it does or not. What
/// makes packages and is never imported at run time is left out.
fn installed(folder: &Path) -> Vec<Dependency> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let found = entries.filter_map(|entry| {
        let name = entry.file_name();
        let (name, version) = name.to_str()?.strip_suffix(".dist-info")?.split_once('-')?;
        let name = name.replace('_', "-").to_lowercase();
        let text = std::fs::read_to_string(entry.path().join("METADATA")).unwrap_or_default();
        let licence = text.lines().take_while(|line| !line.is_empty());
        let licence = licence.filter_map(|line| line.strip_prefix("License-Expression: ")).next();
        let builds = ["pip", "setuptools", "wheel"].contains(&name.as_str());
        (!builds).then(|| Dependency::published("pypi", &name, version, licence))
    });
    found.collect()
}

/// `[tool.drehscheibe] module` of pyproject.toml, else the plugin's name.
fn module(folder: &Path, manifest: &Manifest) -> Result<String, BuildError> {
    let path = folder.join("pyproject.toml");
    let text = std::fs::read_to_string(&path).map_err(|source| BuildError::Read { path: path.clone(), source })?;
    let project: Project = toml::from_str(&text)
        .map_err(|error| BuildError::Project { reason: format!("{}: {error}", path.display()) })?;
    let module =
        project.tool.drehscheibe.map_or_else(|| manifest.name.to_string().replace('-', "_"), |ours| ours.module);
    let sound = |part: &str| {
        let mut characters = part.chars();
        characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && characters.all(|other| other.is_alphanumeric() || other == '_')
    };
    if !module.split('.').all(sound) {
        return Err(BuildError::Project { reason: format!("`{module}` is not the name of a module") });
    }
    Ok(module)
}
