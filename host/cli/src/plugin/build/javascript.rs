//! JavaScript and TypeScript: esbuild makes one module, componentize-qjs a component with QuickJS.

use super::{BuildError, Dependency, Made, tools, world};
use drehscheibe_depot::manifest::Manifest;
use serde::Deserialize;
use std::path::Path;
use std::process::{Command, Stdio};

/// Compiler as reports name it.
pub const COMPILER: &str = "esbuild 0.28.2, componentize-qjs 0.4.5 (QuickJS)";

#[derive(Deserialize)]
struct Package {
    main: Option<String>,
}

#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    problems: Vec<String>,
    #[serde(default)]
    packages: Vec<Bundled>,
}

/// A package of which files are in the bundle.
#[derive(Deserialize)]
struct Bundled {
    name: String,
    version: String,
    licence: Option<String>,
}

/// Makes the component.
pub fn build(folder: &Path, manifest: &Manifest, quiet: bool) -> Result<Made, BuildError> {
    let tools = tools::javascript(quiet)?;
    let project = std::path::absolute(folder)?;
    let work = tempfile::tempdir()?;
    let wit = work.path().join("wit");
    world::write(manifest, &wit)?;
    let output = work.path().join("plugin.wasm");
    let interfaces = std::iter::once("configuration").chain(manifest.worlds.iter().map(|one| world::interface(*one)));
    let task = serde_json::json!({
        "project": project,
        "entry": entry(folder)?,
        "sdk": tools::sdk("sdk/js")?,
        "wit": wit,
        "worlds": interfaces.collect::<Vec<_>>(),
        "imports": manifest.capabilities.interfaces(),
        "output": output,
    });
    let said = Command::new("node")
        .arg(tools.join("build.mjs"))
        .arg(task.to_string())
        .stdin(Stdio::null())
        .output()
        .map_err(|source| BuildError::Run { program: "node".into(), source })?;
    let stdout = String::from_utf8_lossy(&said.stdout);
    let answer = stdout.lines().last().and_then(|line| serde_json::from_str::<Answer>(line).ok());
    match answer {
        Some(answer) if answer.ok => {
            let component = std::fs::read(&output).map_err(|source| BuildError::Read { path: output, source })?;
            let engine =
                Dependency::published("npm", "componentize-qjs", "0.4.5", Some("Apache-2.0 WITH LLVM-exception"));
            let bundled = |one: &Bundled| Dependency::published("npm", &one.name, &one.version, one.licence.as_deref());
            let mut dependencies: Vec<_> = answer.packages.iter().map(bundled).chain([engine]).collect();
            dependencies.sort();
            Ok(Made { component, target: folder.join("target"), compiler: COMPILER.to_owned(), dependencies })
        }
        Some(answer) => Err(BuildError::Source { tool: "the module", problems: clean(answer.problems) }),
        None => {
            let text = String::from_utf8_lossy(&said.stderr);
            Err(BuildError::Source { tool: "node", problems: text.lines().map(str::to_owned).collect() })
        }
    }
}

/// What package.json calls `main`, else the usual places.
fn entry(folder: &Path) -> Result<String, BuildError> {
    let path = folder.join("package.json");
    let text = std::fs::read_to_string(&path).map_err(|source| BuildError::Read { path: path.clone(), source })?;
    let package: Package = serde_json::from_str(&text)
        .map_err(|error| BuildError::Project { reason: format!("{}: {error}", path.display()) })?;
    let usual = ["src/plugin.ts", "src/plugin.js", "plugin.ts", "plugin.js"].map(str::to_owned);
    let mut candidates: Vec<String> = package.main.into_iter().collect();
    let named = !candidates.is_empty();
    if !named {
        candidates.extend(usual);
    }
    candidates.into_iter().find(|name| folder.join(name).is_file()).ok_or_else(|| BuildError::Project {
        reason: if named {
            format!("{} names a `main` that is not there", path.display())
        } else {
            format!("{} has no `main`, and there is no src/plugin.ts or src/plugin.js", path.display())
        },
    })
}

/// The frames of the engine itself say nothing to a plugin's author.
fn clean(problems: Vec<String>) -> Vec<String> {
    let strip = |line: String| {
        line.trim_start_matches(": ")
            .replace("Failed to evaluate user JavaScript module: Failed to finish JavaScript module evaluation: ", "")
    };
    problems.into_iter().map(strip).filter(|line| !line.contains("<anonymous>")).collect()
}
