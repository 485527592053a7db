//! `drehscheibe depot export` and `import`: an OCI image layout in a tar, referrers included.

mod read;
mod write;

use super::client::Client;
use super::reference::PackageRef;
use crate::commands::ConfigPath;
use crate::commands::output::{Failure, Outcome, print_json, say};
use crate::commands::remote::HubArgs;
use crate::hub::Hub;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Piece, Reference, RepositoryName};
use drehscheibe_model::ports::{Pushed, PushedBy, Registry, RegistryError};
use read::Layout;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Annotation with the tag, as the image specification says.
const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// Annotation with the repository: a layout knows none.
const REPOSITORY: &str = "de.drehscheibe.repository";

/// `index.json`
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u32,
    #[serde(default)]
    media_type: Option<String>,
    manifests: Vec<Entry>,
}

/// A manifest in the layout.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    media_type: String,
    digest: Digest,
    size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// Where the depot is.
#[derive(Debug, clap::Args)]
struct PlaceArgs {
    /// Works on the data directory of this hub instead, which must not run
    #[arg(long, conflicts_with = "hub")]
    offline: bool,
    #[command(flatten)]
    config: ConfigPath,
    #[command(flatten)]
    hub: HubArgs,
}

#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// REPOSITORY:VERSION or REPOSITORY@DIGEST
    #[arg(required = true)]
    packages: Vec<PackageRef>,
    /// The tar to write
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    place: PlaceArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The tar to read
    file: PathBuf,
    /// Puts everything into this repository, whatever the tar says
    #[arg(long, value_name = "REPOSITORY")]
    into: Option<RepositoryName>,
    #[command(flatten)]
    place: PlaceArgs,
    /// One JSON object on standard output
    #[arg(long)]
    json: bool,
}

/// A depot to read from and to write to.
enum Place {
    Http(Client),
    Local(Arc<dyn Registry>, Box<Hub>, #[expect(dead_code, reason = "held while it works")] crate::hub::DataLock),
}

fn failed(error: RegistryError) -> Failure {
    match error {
        RegistryError::ManifestInvalid(problems) => problems
            .into_iter()
            .fold(Failure::new("the depot refuses it"), Failure::line)
            .code(crate::commands::output::NO),
        other => Failure::of(&other),
    }
}

impl Place {
    fn open(args: &PlaceArgs) -> Result<Self, Failure> {
        if !args.offline {
            return Ok(Self::Http(Client::new(&args.hub)));
        }
        let hub = Hub::open(&args.config.config)?;
        let lock = hub.claim()?;
        Ok(Self::Local(hub.registry()?, Box::new(hub), lock))
    }

    fn manifest(&self, repository: &RepositoryName, reference: &Reference) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Http(client) => Ok(client.manifest(repository, reference)?.bytes),
            Self::Local(registry, ..) => Ok(registry.manifest(repository, reference).map_err(failed)?.1),
        }
    }

    fn blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Http(client) => client.blob(repository, digest),
            Self::Local(registry, ..) => {
                let (reader, size) = registry.open_blob(repository, digest).map_err(failed)?;
                let mut bytes = Vec::new();
                reader.take(size).read_to_end(&mut bytes).map_err(|error| Failure::of(&error))?;
                Ok(bytes)
            }
        }
    }

    fn referrers(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<Digest>, Failure> {
        let found = match self {
            Self::Http(client) => client.referrers(repository, digest)?,
            Self::Local(registry, ..) => registry.referrers(repository, digest, None).map_err(failed)?,
        };
        Ok(found.into_iter().map(|descriptor| descriptor.digest).collect())
    }

    fn put_blob(&self, repository: &RepositoryName, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Http(client) => client.put_blob(repository, bytes).map(drop),
            Self::Local(registry, hub, _) => {
                let digest = hub.keep_bytes(bytes).map_err(|error| Failure::of(&error))?;
                let upload = registry.start_upload(repository, "import").map_err(failed)?;
                let piece = Piece { digest, size: bytes.len() as u64 };
                let upload = registry.add_piece(&upload, None, piece).map_err(failed)?;
                registry.finish_upload(&upload, &digest).map(drop).map_err(failed)
            }
        }
    }

    fn put_manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
        media_type: &str,
        body: &[u8],
    ) -> Result<Vec<String>, Failure> {
        match self {
            Self::Http(client) => client.put_manifest(repository, reference, media_type, body),
            Self::Local(registry, ..) => {
                let allowed = PushedBy::Publisher;
                let pushed = Pushed { repository, reference, media_type, body, by: "import", allowed };
                Ok(registry.put_manifest(pushed).map_err(failed)?.remarks)
            }
        }
    }
}

pub fn export(args: &ExportArgs) -> Outcome {
    let place = Place::open(&args.place)?;
    let progress = crate::commands::progress(args.packages.len() as u64, "packages");
    let mut tar = write::Tar::create(&args.to)?;
    for package in &args.packages {
        tar.add(&place, package)?;
        progress.inc(1);
    }
    let manifests = tar.finish()?;
    progress.finish_and_clear();
    if args.json {
        print_json(&serde_json::json!({"file": args.to, "manifests": manifests}))?;
    } else {
        say(format!("{manifests} manifests written to {}", args.to.display()));
    }
    Ok(ExitCode::SUCCESS)
}

pub fn import(args: &ImportArgs) -> Outcome {
    let layout = Layout::open(&args.file)?;
    let place = Place::open(&args.place)?;
    let progress = crate::commands::progress(layout.manifests.len() as u64, "manifests");
    let (mut done, mut open) = (Vec::new(), Vec::new());
    for entry in &layout.manifests {
        let repository = match (&args.into, entry.annotations.get(REPOSITORY)) {
            (Some(repository), _) => repository.clone(),
            (None, Some(name)) => RepositoryName::new(name.as_str()).map_err(|error| Failure::of(&error))?,
            (None, None) => {
                return Err(
                    Failure::new("the layout does not say which repository it is of").hint("name it with --into")
                );
            }
        };
        let body = layout.blob(&entry.digest)?;
        let manifest: super::client::Manifest =
            serde_json::from_slice(&body).map_err(|error| Failure::of(&error).line(entry.digest.to_string()))?;
        for blob in std::iter::once(&manifest.config).chain(&manifest.layers) {
            place.put_blob(&repository, &layout.blob(&blob.digest)?)?;
        }
        let reference = match entry.annotations.get(REF_NAME).filter(|_| manifest.subject.is_none()) {
            Some(tag) => Reference::Tag(tag.parse().map_err(|error| Failure::of(&error))?),
            None => Reference::Digest(entry.digest),
        };
        // Each says what is missing; the last word counts.
        open = place.put_manifest(&repository, &reference, &entry.media_type, &body)?;
        done.push(format!("{repository} {reference}"));
        progress.inc(1);
    }
    progress.finish_and_clear();
    for remark in &open {
        say(remark);
    }
    if args.json {
        print_json(&serde_json::json!({"manifests": done, "open": open}))?;
    } else {
        say(format!("{} manifests read from {}", done.len(), args.file.display()));
    }
    Ok(ExitCode::SUCCESS)
}
