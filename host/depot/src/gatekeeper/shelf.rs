//! The depot as a source: what was attached to packages, and the repository of revocation lists.

use super::source::{SourceError, TrustSource};
use crate::signature::MAX_BUNDLE_BYTES;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::BUNDLE;
use drehscheibe_model::depot::{ManifestRecord, Package, PackageFilter, PackageStatus, RepositoryName, TagName};
use drehscheibe_model::ports::{Blobs, DepotStore};
use sha2::{Digest as _, Sha256};
use std::io::Read as _;
use std::sync::Arc;

/// Where revocation lists lie in a depot, one under each tag.
pub const REVOCATIONS: &str = "drehscheibe/revocations";
/// Tags that are read at once.
const PAGE: u32 = 1_000;
/// Lists that are looked at, the last ones in order of their tags; they count upwards, and the newest counts.
const MOST_LISTS: usize = 1_000;

/// A depot on this hub.
#[derive(Clone)]
pub struct DepotSource {
    store: Arc<dyn DepotStore>,
    blobs: Arc<dyn Blobs>,
}

impl std::fmt::Debug for DepotSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DepotSource").finish_non_exhaustive()
    }
}

fn failed(error: impl std::fmt::Display) -> SourceError {
    SourceError { what: "the depot".into(), reason: error.to_string() }
}

impl DepotSource {
    pub fn new(store: Arc<dyn DepotStore>, blobs: Arc<dyn Blobs>) -> Self {
        Self { store, blobs }
    }

    fn packages(&self, component: Option<Digest>) -> Result<Vec<Package>, SourceError> {
        self.store.packages(&PackageFilter { component, ..PackageFilter::default() }).map_err(failed)
    }

    fn attached(&self, package: &Package) -> Result<Vec<ManifestRecord>, SourceError> {
        self.store.referrers(Some(&package.repository), &package.manifest, None).map_err(failed)
    }

    /// The lists, newest tags last.
    fn lists(&self) -> Result<Vec<ManifestRecord>, SourceError> {
        let Ok(repository) = RepositoryName::new(REVOCATIONS) else { return Ok(Vec::new()) };
        let mut tags: Vec<TagName> = Vec::new();
        loop {
            let page = self.store.tags(&repository, tags.last(), PAGE).map_err(failed)?.unwrap_or_default();
            let last = page.len() < PAGE as usize;
            tags.extend(page);
            if last {
                break;
            }
        }
        let mut records = Vec::new();
        for tag in tags.split_off(tags.len().saturating_sub(MOST_LISTS)) {
            if let Some(digest) = self.store.tagged(&repository, &tag).map_err(failed)? {
                records.extend(self.store.manifest(&repository, &digest).map_err(failed)?);
            }
        }
        Ok(records)
    }

    /// The bundles among the layers.
    fn read(&self, records: &[ManifestRecord]) -> Result<Vec<Vec<u8>>, SourceError> {
        let mut bundles = Vec::new();
        let limit = MAX_BUNDLE_BYTES as u64;
        let layers = records.iter().flat_map(|record| &record.layers);
        for layer in layers.filter(|layer| layer.media_type == BUNDLE && layer.size <= limit) {
            let mut bytes = Vec::new();
            let reader = self.blobs.open(&layer.digest).map_err(failed)?;
            reader.take(limit).read_to_end(&mut bytes).map_err(failed)?;
            bundles.push(bytes);
        }
        Ok(bundles)
    }

    fn digests(&self) -> Result<Vec<String>, SourceError> {
        let mut lines = Vec::new();
        for package in self.packages(None)? {
            lines.push(format!("{} {}", package.manifest, package.status.status.name()));
            lines.extend(self.attached(&package)?.iter().map(|record| record.digest.to_string()));
        }
        lines.extend(self.lists()?.iter().map(|record| record.digest.to_string()));
        Ok(lines)
    }
}

impl TrustSource for DepotSource {
    /// A depot that cannot be read has a mark of its own, so that it is read again when it is back.
    fn mark(&self) -> u64 {
        let lines = self.digests().unwrap_or_else(|error| vec![error.reason]);
        let digest: [u8; 32] = Sha256::digest(lines.join("\n")).into();
        digest.iter().take(8).fold(0, |mark, byte| (mark << 8) | u64::from(*byte))
    }

    fn bundles(&self, component: &Digest) -> Result<Vec<Vec<u8>>, SourceError> {
        let mut found = Vec::new();
        for package in self.packages(Some(*component))? {
            found.extend(self.read(&self.attached(&package)?)?);
        }
        Ok(found)
    }

    fn revocation_lists(&self) -> Result<Vec<Vec<u8>>, SourceError> {
        self.read(&self.lists()?)
    }

    fn yanked(&self, component: &Digest) -> Result<Option<String>, SourceError> {
        let packages = self.packages(Some(*component))?;
        let status = packages.into_iter().map(|package| package.status);
        let yanked = status.into_iter().find(|status| status.status == PackageStatus::Yanked);
        Ok(yanked.map(|status| status.reason))
    }
}
