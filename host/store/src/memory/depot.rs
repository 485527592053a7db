//! The depot.

use super::store::MemoryStore;
use crate::time::{from_micros, to_micros};
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{
    ManifestRecord, NewManifest, Package, PackageFilter, PackageStatus, Piece, PutManifest, RepositoryName,
    StatusChange, TagName, Upload,
};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{DepotStore, StoreError};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// All that the depot remembers.
#[derive(Debug, Clone, Default)]
pub(super) struct DepotState {
    blobs: BTreeMap<(RepositoryName, Digest), u64>,
    /// In the order in which they came.
    manifests: Vec<ManifestRecord>,
    tags: BTreeMap<(RepositoryName, TagName), Digest>,
    uploads: BTreeMap<String, Upload>,
    /// In the order in which they came, each with its steps.
    packages: Vec<(Package, Vec<StatusChange>)>,
    plugins: BTreeMap<PluginName, RepositoryName>,
}

impl DepotState {
    /// Digests of all blobs that it needs.
    pub(super) fn blobs_in_use(&self) -> impl Iterator<Item = Digest> + '_ {
        let blobs = self.blobs.keys().map(|(_, digest)| *digest);
        let pieces = self.uploads.values().flat_map(|upload| upload.pieces.iter().map(|piece| piece.digest));
        blobs.chain(pieces).chain(self.manifests.iter().map(|record| record.digest))
    }

    fn manifest(&self, repository: &RepositoryName, digest: &Digest) -> Option<&ManifestRecord> {
        self.manifests.iter().find(|record| record.repository == *repository && record.digest == *digest)
    }

    fn put_manifest(&mut self, mut new: NewManifest) -> Result<PutManifest, StoreError> {
        new.record.pushed_at = from_micros(to_micros(new.record.pushed_at))?;
        let NewManifest { record, tag } = new;
        let tag = tag.map(|tag| (record.repository.clone(), tag));
        let named = tag.as_ref().and_then(|tag| self.tags.get(tag)).copied();
        if let Some(other) = named.filter(|named| *named != record.digest) {
            return Ok(PutManifest::TagTaken(other));
        }
        let mut put = PutManifest::Known;
        if let Some(tag) = tag.filter(|_| named.is_none()) {
            self.tags.insert(tag, record.digest);
            put = PutManifest::Stored;
        }
        if self.manifest(&record.repository, &record.digest).is_none() {
            self.manifests.push(record);
            put = PutManifest::Stored;
        }
        Ok(put)
    }

    fn tags(&self, repository: &RepositoryName, after: Option<&TagName>, limit: u32) -> Option<Vec<TagName>> {
        self.manifests.iter().find(|record| record.repository == *repository)?;
        let of_repository = self.tags.keys().filter(|(name, _)| name == repository).map(|(_, tag)| tag);
        let later = of_repository.filter(|tag| after.is_none_or(|after| *tag > after));
        Some(later.take(usize::try_from(limit).unwrap_or(usize::MAX)).cloned().collect())
    }

    fn add_piece(&mut self, id: &str, offset: u64, piece: Piece) -> Option<Result<Upload, u64>> {
        let upload = self.uploads.get_mut(id)?;
        if upload.offset() != offset {
            return Some(Err(upload.offset()));
        }
        upload.pieces.push(piece);
        Some(Ok(upload.clone()))
    }

    fn package(&self, repository: &RepositoryName, manifest: &Digest) -> Option<&(Package, Vec<StatusChange>)> {
        self.packages.iter().find(|(one, _)| one.repository == *repository && one.manifest == *manifest)
    }

    fn put_package(&mut self, expected: Option<PackageStatus>, mut package: Package) -> Result<bool, StoreError> {
        package.status.at = from_micros(to_micros(package.status.at))?;
        let known = self
            .packages
            .iter_mut()
            .find(|(one, _)| one.repository == package.repository && one.manifest == package.manifest);
        if known.as_ref().map(|(one, _)| one.status.status) != expected {
            return Ok(false);
        }
        match known {
            Some((one, steps)) => {
                if one.status.status != package.status.status {
                    steps.push(package.status.clone());
                }
                *one = package;
            }
            None => {
                let steps = vec![package.status.clone()];
                self.packages.push((package, steps));
            }
        }
        Ok(true)
    }
}

fn fits(filter: &PackageFilter, package: &Package) -> bool {
    let plugin = package.description.as_ref().map(|description| &description.plugin);
    filter.repository.as_ref().is_none_or(|repository| *repository == package.repository)
        && filter.component.is_none_or(|component| component == package.component)
        && filter.plugin.as_ref().is_none_or(|wanted| Some(wanted) == plugin)
        && filter.status.is_none_or(|status| status == package.status.status)
}

impl MemoryStore {
    fn depot<T>(&self, read: impl FnOnce(&DepotState) -> T) -> Result<T, StoreError> {
        self.read(|state| read(&state.depot))
    }

    fn change_depot<T>(
        &self,
        operation: &'static str,
        change: impl FnOnce(&mut DepotState) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.write(operation, |state, _| change(&mut state.depot).map(|value| (value, Effect::Nothing)))
    }
}

impl DepotStore for MemoryStore {
    fn repositories(&self, after: Option<&RepositoryName>, limit: u32) -> Result<Vec<RepositoryName>, StoreError> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        self.depot(|depot| {
            let names: BTreeSet<_> = depot.manifests.iter().map(|record| &record.repository).collect();
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            names.range::<RepositoryName, _>((from, Bound::Unbounded)).take(limit).map(|name| (*name).clone()).collect()
        })
    }

    fn add_blob(&self, repository: &RepositoryName, digest: &Digest, size: u64) -> Result<(), StoreError> {
        self.change_depot("add_blob", |depot| {
            depot.blobs.entry((repository.clone(), *digest)).or_insert(size);
            Ok(())
        })
    }

    fn blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Option<u64>, StoreError> {
        self.depot(|depot| depot.blobs.get(&(repository.clone(), *digest)).copied())
    }

    fn put_manifest(&self, new: NewManifest) -> Result<PutManifest, StoreError> {
        self.change_depot("put_manifest", |depot| depot.put_manifest(new))
    }

    fn manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<Option<ManifestRecord>, StoreError> {
        self.depot(|depot| depot.manifest(repository, digest).cloned())
    }

    fn tagged(&self, repository: &RepositoryName, tag: &TagName) -> Result<Option<Digest>, StoreError> {
        self.depot(|depot| depot.tags.get(&(repository.clone(), tag.clone())).copied())
    }

    fn tags(
        &self,
        repository: &RepositoryName,
        after: Option<&TagName>,
        limit: u32,
    ) -> Result<Option<Vec<TagName>>, StoreError> {
        self.depot(|depot| depot.tags(repository, after, limit))
    }

    fn tags_of(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<TagName>, StoreError> {
        self.depot(|depot| {
            let tags = depot.tags.iter().filter(|((name, _), named)| name == repository && *named == digest);
            tags.map(|((_, tag), _)| tag.clone()).collect()
        })
    }

    fn referrers(
        &self,
        repository: Option<&RepositoryName>,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<ManifestRecord>, StoreError> {
        self.depot(|depot| {
            let of_subject = depot.manifests.iter().filter(|record| record.subject == Some(*subject));
            of_subject
                .filter(|record| repository.is_none_or(|repository| *repository == record.repository))
                .filter(|record| artifact_type.is_none_or(|wanted| record.artifact_type.as_deref() == Some(wanted)))
                .cloned()
                .collect()
        })
    }

    fn start_upload(&self, mut upload: Upload) -> Result<(), StoreError> {
        self.change_depot("start_upload", |depot| {
            upload.started_at = from_micros(to_micros(upload.started_at))?;
            depot.uploads.insert(upload.id.clone(), upload);
            Ok(())
        })
    }

    fn upload(&self, id: &str) -> Result<Option<Upload>, StoreError> {
        self.depot(|depot| depot.uploads.get(id).cloned())
    }

    fn open_uploads(&self, by: &str) -> Result<u32, StoreError> {
        let count = self.depot(|depot| depot.uploads.values().filter(|upload| upload.by == by).count())?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    fn add_piece(&self, id: &str, offset: u64, piece: Piece) -> Result<Option<Result<Upload, u64>>, StoreError> {
        self.change_depot("add_piece", |depot| Ok(depot.add_piece(id, offset, piece)))
    }

    fn end_upload(&self, id: &str) -> Result<bool, StoreError> {
        self.change_depot("end_upload", |depot| Ok(depot.uploads.remove(id).is_some()))
    }

    fn expire_uploads(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.change_depot("expire_uploads", |depot| {
            let all = depot.uploads.len();
            depot.uploads.retain(|_, upload| upload.started_at >= before);
            Ok((all - depot.uploads.len()) as u64)
        })
    }

    fn put_package(&self, expected: Option<PackageStatus>, package: Package) -> Result<bool, StoreError> {
        self.change_depot("put_package", |depot| depot.put_package(expected, package))
    }

    fn package(&self, repository: &RepositoryName, manifest: &Digest) -> Result<Option<Package>, StoreError> {
        self.depot(|depot| depot.package(repository, manifest).map(|(package, _)| package.clone()))
    }

    fn packages(&self, filter: &PackageFilter) -> Result<Vec<Package>, StoreError> {
        self.depot(|depot| {
            let packages = depot.packages.iter().map(|(package, _)| package);
            packages.filter(|package| fits(filter, package)).cloned().collect()
        })
    }

    fn package_history(&self, repository: &RepositoryName, manifest: &Digest) -> Result<Vec<StatusChange>, StoreError> {
        self.depot(|depot| depot.package(repository, manifest).map(|(_, steps)| steps.clone()).unwrap_or_default())
    }

    fn claim_plugin(&self, plugin: &PluginName, repository: &RepositoryName) -> Result<RepositoryName, StoreError> {
        self.change_depot("claim_plugin", |depot| {
            Ok(depot.plugins.entry(plugin.clone()).or_insert_with(|| repository.clone()).clone())
        })
    }
}
