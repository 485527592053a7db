//! What makes components of JavaScript and Python: installed once, by lock files, into the cache of
//! this user. Nothing else on the machine changes.

use super::BuildError;
use crate::plugin::embedded;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Folder with `build.mjs` and what it needs.
pub fn javascript(quiet: bool) -> Result<PathBuf, BuildError> {
    require(
        "node",
        &["--version"],
        "JavaScript",
        "Node.js 20 or newer (nodejs.org, or your system's package manager)",
    )?;
    require("npm", &["--version"], "JavaScript", "npm, which comes with Node.js")?;
    let source = "sdk/toolchain/javascript";
    embedded::cached(&format!("javascript-{}", embedded::fingerprint(source)), |folder| {
        embedded::write(source, folder).map_err(|error| BuildError::Tools { text: error.to_string() })?;
        tell(quiet, "installing componentize-qjs and esbuild (once, about 60 MB)");
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
        run(npm)
    })
}

/// The program `componentize-py`.
pub fn python(quiet: bool) -> Result<PathBuf, BuildError> {
    require("python3", &["-m", "venv", "--help"], "Python", "Python 3.11 or newer with venv (Debian: python3-venv)")?;
    let source = "sdk/toolchain/python";
    // A virtual environment knows its own path, so it is made where it stays; the mark says that it is whole.
    let folder = embedded::cache_folder()?.join(format!("python-{}", embedded::fingerprint(source)));
    let (program, mark) = (folder.join("bin/componentize-py"), folder.join("ready"));
    if mark.is_file() {
        return Ok(program);
    }
    embedded::write(source, &folder)?;
    tell(quiet, "installing componentize-py (once, about 70 MB)");
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(folder.join("."));
    run(venv)?;
    embedded::write(source, &folder)?;
    let mut pip = Command::new(folder.join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "--only-binary=:all:",
    ])
    .arg("-r")
    .arg(folder.join("requirements.txt"));
    run(pip)?;
    std::fs::write(mark, "")?;
    Ok(program)
}

/// The SDK of a language as it came with this binary, for projects that have none of their own.
pub fn sdk(folder: &'static str) -> Result<PathBuf, BuildError> {
    let name = format!("{}-{}", folder.replace('/', "-"), embedded::fingerprint(folder));
    Ok(embedded::cached(&name, |to| embedded::write(folder, to))?)
}

fn tell(quiet: bool, text: &str) {
    if !quiet {
        anstream::eprintln!("{text}");
    }
}

fn require(program: &str, arguments: &[&str], language: &'static str, what: &'static str) -> Result<(), BuildError> {
    let found = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Ok(());
    }
    Err(BuildError::Missing { program: program.to_owned(), language, what })
}

fn run(mut command: Command) -> Result<(), BuildError> {
    let program = Path::new(command.get_program()).file_name().map(OsStr::to_os_string).unwrap_or_default();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|source| BuildError::Run { program: PathBuf::from(&program), source })?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(BuildError::Tools { text: String::from_utf8_lossy(&said).trim().to_owned() })
}
