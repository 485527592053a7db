//! What is certified: a component with its manifest, and who signed it.

use crate::commands::output::{Failure, NO};
use crate::commands::trust::keys::read_public;
use crate::plugin::test::built_component;
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_depot::signature::Bundle;
use drehscheibe_model::content::Digest;
use std::path::{Path, PathBuf};

/// Where the package is.
#[derive(Debug, clap::Args)]
pub struct PackageArgs {
    /// Folder of a plugin (its component as `plugin build` made it), or a component file
    #[arg(required = true)]
    package: Option<PathBuf>,
    /// The manifest; without it, `plugin.toml` in the folder or beside the component
    #[arg(long, value_name = "FILE")]
    manifest: Option<PathBuf>,
    /// The component, if PACKAGE is a folder and `plugin build` did not make it
    #[arg(long, value_name = "FILE")]
    component: Option<PathBuf>,
    /// The vendor's signature over the component or a statement about it: a Sigstore bundle
    #[arg(long, value_name = "FILE", requires = "vendor_key")]
    vendor_signature: Option<PathBuf>,
    /// The vendor's public key
    #[arg(long, value_name = "FILE")]
    vendor_key: Option<PathBuf>,
}

/// A package in memory.
#[derive(Debug)]
pub struct Package {
    pub component: Vec<u8>,
    pub digest: Digest,
    pub manifest: Manifest,
    /// Fingerprints of keys whose signature over the component is good.
    pub vendor_keys: Vec<Digest>,
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))
}

impl PackageArgs {
    pub fn read(&self) -> Result<Package, Failure> {
        let package = self.package.as_deref().unwrap_or(Path::new("."));
        let folder = package.is_dir();
        let component = match &self.component {
            Some(path) => path.clone(),
            None if folder => built_component(package)?,
            None => package.to_owned(),
        };
        let beside = if folder { package.join(FILE_NAME) } else { package.with_file_name(FILE_NAME) };
        let manifest_path = self.manifest.clone().unwrap_or(beside);
        let component = read(&component)?;
        let text = String::from_utf8_lossy(&read(&manifest_path)?).into_owned();
        let manifest = Manifest::parse(&text).map_err(|problems| {
            let failure = Failure::new(format!("{} has {} problem(s)", manifest_path.display(), problems.len()));
            problems.iter().fold(failure, |failure, problem| failure.line(problem.to_string())).code(NO)
        })?;
        let digest = Digest::of(&component);
        let vendor_keys = self.vendor_keys(&component, &digest)?;
        Ok(Package { component, digest, manifest, vendor_keys })
    }

    fn vendor_keys(&self, component: &[u8], digest: &Digest) -> Result<Vec<Digest>, Failure> {
        let Some(key) = &self.vendor_key else { return Ok(Vec::new()) };
        let key = read_public(key)?;
        if let Some(path) = &self.vendor_signature {
            let wrong = |text: String| Failure::new(format!("the vendor's signature does not count: {text}")).code(NO);
            let bundle = Bundle::parse(&read(path)?).map_err(|error| wrong(error.to_string()))?;
            if bundle.artifact().is_some() {
                bundle.verify_artifact(&key, component).map_err(|error| wrong(error.to_string()))?;
            } else {
                let (_, payload) = bundle.verify_statement(&key).map_err(|error| wrong(error.to_string()))?;
                if !String::from_utf8_lossy(payload).contains(&digest.to_hex()) {
                    return Err(wrong(format!("its statement does not name {digest}")));
                }
            }
        }
        Ok(vec![key.fingerprint()])
    }
}
