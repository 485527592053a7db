//! A package of a hub's depot, in memory.

use super::client::{Client, Manifest};
use super::reference::PackageRef;
use crate::commands::output::{Failure, NO};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{PLUGIN_MANIFEST, VENDOR_SIGNATURE};
use drehscheibe_model::depot::{PackageStatus, Reference};

/// What whoever certifies needs of a package.
#[derive(Debug)]
pub struct Fetched {
    pub component: Vec<u8>,
    /// `plugin.toml`.
    pub manifest: Vec<u8>,
    /// Fingerprint of the vendor's key, as the depot has checked it.
    pub signed_by: Option<Digest>,
    /// The vendor's signatures: bundles.
    pub signatures: Vec<Vec<u8>>,
}

/// Fetches a package; one that the depot has not checked yet is refused.
pub fn fetch(client: &Client, package: &PackageRef) -> Result<Fetched, Failure> {
    let repository = &package.repository;
    let inspection = client.inspect(repository, &package.reference)?;
    if inspection.package.status.status == PackageStatus::Uploaded {
        let failure = Failure::new(format!("{package} is not checked yet")).code(NO);
        return Err(inspection.open.iter().fold(failure, |failure, open| failure.line(open)));
    }
    let digest = inspection.package.manifest;
    let first = |digest: Digest| {
        let fetched = client.manifest(repository, &Reference::Digest(digest))?;
        let manifest: Manifest = serde_json::from_slice(&fetched.bytes).map_err(|error| Failure::of(&error))?;
        let layer = manifest.layers.first().ok_or_else(|| Failure::new(format!("{digest} has no layer")))?;
        client.blob(repository, &layer.digest)
    };
    let referrers = client.referrers(repository, &digest)?;
    let of = |kind: &'static str| referrers.iter().filter(move |one| one.artifact_type.as_deref() == Some(kind));
    let manifest = of(PLUGIN_MANIFEST).next().ok_or_else(|| Failure::new(format!("{package} has no plugin.toml")))?;
    Ok(Fetched {
        component: first(digest)?,
        manifest: first(manifest.digest)?,
        signed_by: inspection.package.signed_by.as_deref().and_then(|key| key.parse().ok()),
        signatures: of(VENDOR_SIGNATURE).map(|one| first(one.digest)).collect::<Result<_, _>>()?,
    })
}
