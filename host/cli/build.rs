//! Puts the SDKs, the templates and the contract into the binary, so that an installed `drehscheibe`
//! can start and build plugins without a checkout.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders and files below the repository, as they are named in the binary.
const SOURCES: [&str; 12] = [
    "wit",
    "sdk/rust/src",
    "sdk/rust/Cargo.toml",
    "sdk/rust/README.md",
    "sdk/js/src",
    "sdk/js/types",
    "sdk/js/package.json",
    "sdk/js/README.md",
    "sdk/python/src/drehscheibe_sdk",
    "sdk/toolchain",
    "sdk/templates",
    "LICENSE",
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../..").canonicalize()?;
    let mut files = Vec::new();
    for source in SOURCES {
        let path = root.join(source);
        println!("cargo:rerun-if-changed={}", path.display());
        collect(&path, &mut files)?;
    }
    files.sort();
    let mut text = String::from("/// Name and content, in order of name.\npub static FILES: &[(&str, &[u8])] = &[\n");
    for file in &files {
        let name = file.strip_prefix(&root).unwrap_or(file).display().to_string();
        let _ = writeln!(text, "    ({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    text.push_str("];\n");
    fs::write(Path::new(&variable("OUT_DIR")?).join("embedded.rs"), text)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(io::Error::other)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name();
        let built = ["node_modules", "__pycache__", "target"].iter().any(|other| name == *other);
        let compiled = name.to_string_lossy().ends_with(".pyc");
        if !built && !compiled {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}
