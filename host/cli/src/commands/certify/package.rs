//! What is certified: a component with its manifest, and who signed it.

use crate::commands::output::{Failure, NO};
use crate::commands::remote::HubArgs;
use crate::commands::trust::keys::read_public;
use crate::depot::{Client, PackageRef, fetch};
use crate::plugin::folder::component;
use drehscheibe_depot::manifest::{FILE_NAME, Manifest};
use drehscheibe_depot::signature::{Bundle, PublicKey};
use drehscheibe_model::content::Digest;
use std::path::{Path, PathBuf};

/// Where the package is.
#[derive(Debug, clap::Args)]
pub struct PackageArgs {
    /// Folder of a plugin (its component as `plugin build` made it), a component file, or a package of a
    /// hub's depot: REPOSITORY:VERSION or REPOSITORY@DIGEST
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
    /// The vendor's public key; without it, that of a package in the depot is the one the hub has checked
    #[arg(long, value_name = "FILE")]
    vendor_key: Option<PathBuf>,
    #[command(flatten)]
    hub: HubArgs,
}

/// A package in memory.
#[derive(Debug)]
pub struct Package {
    pub component: Vec<u8>,
    pub digest: Digest,
    pub manifest: Manifest,
    /// Fingerprints of keys whose signature over the component is good.
    pub vendor_keys: Vec<Digest>,
    /// Where it lies, if it comes from a depot.
    pub depot: Option<(Client, PackageRef)>,
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::of(&error).line(format!("the file is {}", path.display())))
}

fn parse(text: &[u8], what: &str) -> Result<Manifest, Failure> {
    Manifest::parse(&String::from_utf8_lossy(text)).map_err(|problems| {
        let failure = Failure::new(format!("{what} has {} problem(s)", problems.len()));
        problems.iter().fold(failure, |failure, problem| failure.line(problem.to_string())).code(NO)
    })
}

impl PackageArgs {
    pub fn read(&self) -> Result<Package, Failure> {
        let package = self.package.as_deref().unwrap_or(Path::new("."));
        if package.exists() || self.component.is_some() {
            return self.of_files(package);
        }
        match package.to_string_lossy().parse() {
            Ok(reference) => self.of_depot(reference),
            Err(error) => Err(Failure::new(format!("{} is not there, and no package of a depot", package.display()))
                .line(error)
                .hint("name a folder, a component file, or a package such as vendor/rule:1.0.0")),
        }
    }

    fn of_files(&self, package: &Path) -> Result<Package, Failure> {
        let folder = package.is_dir();
        let component = match &self.component {
            Some(path) => path.clone(),
            None if folder => component(package, None)?,
            None => package.to_owned(),
        };
        let beside = if folder { package.join(FILE_NAME) } else { package.with_file_name(FILE_NAME) };
        let manifest_path = self.manifest.clone().unwrap_or(beside);
        let component = read(&component)?;
        let manifest = parse(&read(&manifest_path)?, &manifest_path.display().to_string())?;
        let digest = Digest::of(&component);
        let vendor_keys = match &self.vendor_key {
            None => Vec::new(),
            Some(key) => {
                let key = read_public(key)?;
                if let Some(path) = &self.vendor_signature {
                    signed(&key, &read(path)?, &component, &digest).map_err(uncounted)?;
                }
                vec![key.fingerprint()]
            }
        };
        Ok(Package { component, digest, manifest, vendor_keys, depot: None })
    }

    fn of_depot(&self, reference: PackageRef) -> Result<Package, Failure> {
        let client = Client::new(&self.hub);
        let fetched = fetch(&client, &reference)?;
        let manifest = parse(&fetched.manifest, &format!("the manifest of {reference}"))?;
        let digest = Digest::of(&fetched.component);
        let component = fetched.component;
        let vendor_keys = match &self.vendor_key {
            None => fetched.signed_by.into_iter().collect(),
            Some(key) => {
                let key = read_public(key)?;
                let all = fetched.signatures.iter().map(|bundle| signed(&key, bundle, &component, &digest));
                let (good, wrong): (Vec<_>, Vec<_>) = all.partition(Result::is_ok);
                if good.is_empty() {
                    let first = wrong.into_iter().find_map(Result::err);
                    return Err(uncounted(first.unwrap_or_else(|| "there is none".into())));
                }
                vec![key.fingerprint()]
            }
        };
        Ok(Package { component, digest, manifest, vendor_keys, depot: Some((client, reference)) })
    }
}

fn uncounted(reason: String) -> Failure {
    Failure::new(format!("the vendor's signature does not count: {reason}")).code(NO)
}

/// Whether a bundle is this key's signature over the component, or over a statement that names it.
fn signed(key: &PublicKey, bundle: &[u8], component: &[u8], digest: &Digest) -> Result<(), String> {
    let bundle = Bundle::parse(bundle).map_err(|error| error.to_string())?;
    if bundle.artifact().is_some() {
        return bundle.verify_artifact(key, component).map_err(|error| error.to_string());
    }
    let (_, payload) = bundle.verify_statement(key).map_err(|error| error.to_string())?;
    if String::from_utf8_lossy(payload).contains(&digest.to_hex()) {
        Ok(())
    } else {
        Err(format!("its statement does not name {digest}"))
    }
}
