//! Running cargo for a guest.

use super::sbom::{self, Dependency, Resolve};
use super::toolchain::{TARGET, Toolchain};
use super::{BuildError, BuildOptions};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What the heap of a component has from the start, in bytes; more is there, but each call has to ask for it.
const HEAP_BYTES: u32 = 128 << 10;

/// What a quick build has in place of the project's release profile.
const QUICK: [&str; 4] = [
    "profile.release.opt-level=1",
    "profile.release.lto=\"off\"",
    "profile.release.codegen-units=16",
    "profile.release.incremental=true",
];

/// What cargo says about a crate and where it builds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    pub package: String,
    /// File name of the module, without extension.
    pub library: String,
    /// Shared by all crates of the workspace.
    pub target_directory: PathBuf,
    /// Folders of sources outside the registry, with the name they get instead.
    pub sources: Vec<(PathBuf, String)>,
    /// Everything that is built into the module, in order of name and version.
    pub dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Option<Resolve>,
    target_directory: PathBuf,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    manifest_path: PathBuf,
    source: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    crate_types: Vec<String>,
}

#[derive(Deserialize)]
struct Place {
    target_directory: PathBuf,
}

/// Where cargo builds the crate in a folder, which a configuration can put anywhere.
pub fn target_directory(folder: &Path) -> Option<PathBuf> {
    let mut command = Toolchain::find().ok()?.cargo();
    command.args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--manifest-path"]);
    let said = command.arg(folder.join("Cargo.toml")).stderr(Stdio::null()).output().ok()?;
    serde_json::from_slice::<Place>(&said.stdout).ok().map(|place| place.target_directory)
}

impl Guest {
    /// Asks cargo about the crate in a folder.
    pub fn of(toolchain: &Toolchain, folder: &Path, offline: bool) -> Result<Self, BuildError> {
        let manifest = folder.join("Cargo.toml");
        let mut command = toolchain.cargo();
        command.args(["metadata", "--format-version", "1", "--filter-platform", TARGET, "--manifest-path"]);
        command.arg(&manifest);
        if offline {
            command.arg("--offline");
        }
        let output = command.output().map_err(|source| BuildError::Run { program: toolchain.cargo.clone(), source })?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(BuildError::Cargo { status: output.status, text });
        }
        let metadata: Metadata = serde_json::from_slice(&output.stdout)
            .map_err(|error| BuildError::Crate { reason: format!("cargo metadata cannot be read: {error}") })?;
        Self::from_metadata(metadata, &manifest)
    }

    fn from_metadata(metadata: Metadata, manifest: &Path) -> Result<Self, BuildError> {
        let path = manifest.canonicalize().map_err(|source| BuildError::Read { path: manifest.to_owned(), source })?;
        let mut sources = vec![(metadata.workspace_root, "/plugin".to_owned())];
        let mut found = None;
        let mut all = Vec::new();
        for package in metadata.packages {
            all.push(sbom::Package {
                id: package.id.clone(),
                name: package.name.clone(),
                version: package.version.clone(),
                licence: package.license.clone(),
                is_published: package.source.as_deref().is_some_and(|source| source.starts_with("registry+")),
            });
            if package.source.is_none()
                && let Some(folder) = package.manifest_path.parent()
            {
                sources.push((folder.to_owned(), format!("/plugin/{}", package.name)));
            }
            // Cargo does not follow links, so neither side can be compared as it is.
            if package.manifest_path.canonicalize().is_ok_and(|there| there == path) {
                found = Some(package);
            }
        }
        let package =
            found.ok_or_else(|| BuildError::Crate { reason: format!("{} is not a package", path.display()) })?;
        let library = package.targets.into_iter().find(|target| target.crate_types.iter().any(|kind| kind == "cdylib"));
        let library = library.ok_or_else(|| BuildError::Crate {
            reason: format!("the crate `{}` has no library of type cdylib", package.name),
        })?;
        Ok(Self {
            package: package.name.clone(),
            library: library.name.replace('-', "_"),
            target_directory: metadata.target_directory,
            sources,
            dependencies: sbom::dependencies(all, metadata.resolve.unwrap_or_default(), &package.id),
        })
    }

    /// Builds the core module and gives its path. Cargo's messages go to standard error as they come
    /// (`quiet`: only into the error).
    pub fn build(&self, toolchain: &Toolchain, folder: &Path, options: &BuildOptions) -> Result<PathBuf, BuildError> {
        let target_directory = self.target_directory.join(if options.quick { "quick" } else { "guest" });
        let mut command = toolchain.cargo();
        command
            .args(["build", "--release", "--lib", "--target", TARGET, "--package", &self.package, "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(&target_directory)
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags(toolchain))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if options.offline {
            command.arg("--offline");
        }
        if options.names {
            command.args(["--config", "profile.release.strip=false"]);
        }
        if options.quick {
            command.args(QUICK.iter().flat_map(|setting| ["--config", setting]));
        }
        let run = |source| BuildError::Run { program: toolchain.cargo.clone(), source };
        let (status, text) = if options.quiet {
            let output = command.arg("--quiet").output().map_err(run)?;
            (output.status, String::from_utf8_lossy(&output.stderr).into_owned())
        } else {
            (command.status().map_err(run)?, String::new())
        };
        if !status.success() {
            return Err(BuildError::Cargo { status, text });
        }
        Ok(target_directory.join(TARGET).join("release").join(format!("{}.wasm", self.library)))
    }

    /// Names of folders are replaced, so that the same sources give the same bytes everywhere. The
    /// last prefix that fits wins, so inner folders stand behind outer ones.
    fn flags(&self, toolchain: &Toolchain) -> String {
        let home = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
        // The allocator of the SDK begins in this memory instead of growing it at each call.
        let mut flags = vec![format!("-Clink-arg=--initial-heap={HEAP_BYTES}")];
        let mut remap = |from: &Path, to: &str| flags.push(format!("--remap-path-prefix={}={to}", from.display()));
        remap(&toolchain.sysroot, "/rust");
        if let Some(home) = home {
            remap(&home, "/cargo");
        }
        remap(&self.target_directory, "/target");
        for (from, to) in &self.sources {
            remap(from, to);
        }
        flags.join("\u{1f}")
    }
}
