//! `/portal/depot`: packages, what the certifier says about them, and who runs them.

mod compare;
mod package;
mod packages;
mod told;
mod upload;
mod yank;

pub(crate) use compare::show as compare;
pub(crate) use package::show as package;
pub(crate) use packages::list;
pub(crate) use upload::{act as upload, show as upload_page};
pub(crate) use yank::{act as yank, show as yank_page};

use crate::portal::ask::Ask;
use crate::portal::failure::Failure;
use crate::portal::form::{Values, address};
use crate::portal::kit::{Piece, Tone, badge};
use crate::portal::texts as t;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{Package, PackageStatus, Reference, RepositoryName};
use drehscheibe_model::ports::{Inspection, Registry, RegistryError};

/// The port.
fn port(ask: &Ask) -> Result<&dyn Registry, Failure> {
    Ok(ask.state.ports.registry.as_ref())
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::NameUnknown(_)
            | RegistryError::ManifestUnknown { .. }
            | RegistryError::BlobUnknown { .. } => Self::NotFound,
            RegistryError::Denied(text) => Self::Denied(text),
            RegistryError::Store(error) => error.into(),
            RegistryError::Blobs(error) => error.into(),
            other => Self::Impossible(other.to_string()),
        }
    }
}

/// How far a package has come, in a word.
pub(crate) fn status_word(status: PackageStatus) -> (Tone, &'static str) {
    match status {
        PackageStatus::Uploaded => (Tone::Info, t::depot::UPLOADED),
        PackageStatus::Checked => (Tone::Info, t::depot::CHECKED),
        PackageStatus::Certified => (Tone::Good, t::depot::CERTIFIED),
        PackageStatus::Expired => (Tone::Warning, t::depot::EXPIRED),
        PackageStatus::Yanked => (Tone::Warning, t::depot::YANKED),
        PackageStatus::Revoked => (Tone::Bad, t::depot::REVOKED),
    }
}

pub(crate) fn status(status: PackageStatus) -> Piece {
    let (tone, text) = status_word(status);
    badge(tone, text)
}

/// Name and version, for people.
pub(crate) fn title(package: &Package) -> String {
    match &package.description {
        Some(known) => format!("{} {}", known.title, known.version),
        None => package.repository.to_string(),
    }
}

/// The address of a page about a package.
pub(crate) fn href(page: &str, package: &Package) -> String {
    let (repository, digest) = (package.repository.as_str(), package.manifest.to_string());
    address(&format!("/portal/depot/{page}"), &[("lager", repository), ("paket", &digest)])
}

/// The package that the values name.
fn find(ask: &Ask, values: &Values) -> Result<Inspection, Failure> {
    let repository = RepositoryName::new(values.get("lager")).map_err(|_| Failure::NotFound)?;
    let digest: Digest = values.get("paket").parse().map_err(|_| Failure::NotFound)?;
    Ok(port(ask)?.inspect(&repository, &Reference::Digest(digest))?)
}
