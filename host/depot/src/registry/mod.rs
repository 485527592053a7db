//! The depot as a registry: everything that comes from outside is checked here.

mod advance;
mod attached;
mod packages;
mod publish;
mod push;
mod upload;

use crate::depot::{By, Depot};
use crate::gatekeeper::Gatekeeper;
use crate::package::{NoVendors, VendorSignatures};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{
    Descriptor, ManifestRecord, Package, PackageFilter, Piece, Reference, RepositoryName, TagName, Upload,
};
use drehscheibe_model::ports::{
    Clock, Components, Inspection, Kept, Opened, Publication, Pushed, Registry, RegistryError, RegistryLimits,
};
use std::sync::{Arc, Mutex, PoisonError};

/// What the registry needs besides its shelf.
#[derive(Clone)]
pub struct RegistryPorts {
    pub components: Arc<dyn Components>,
    pub vendors: Arc<dyn VendorSignatures>,
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for RegistryPorts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegistryPorts").finish_non_exhaustive()
    }
}

impl RegistryPorts {
    /// For a registry that knows no vendor.
    pub fn without_vendors(components: Arc<dyn Components>, clock: Arc<dyn Clock>) -> Self {
        Self { components, vendors: Arc::new(NoVendors), clock }
    }
}

/// The depot behind its checks. Callers block.
#[derive(Debug)]
pub struct DepotRegistry {
    depot: Depot,
    ports: RegistryPorts,
    limits: RegistryLimits,
    /// Whose knowledge the status of packages follows.
    gate: Option<Arc<Gatekeeper>>,
    /// Components are looked at one after the other: each costs a process.
    looking: Mutex<()>,
}

impl DepotRegistry {
    pub fn new(depot: Depot, ports: RegistryPorts, limits: RegistryLimits) -> Self {
        Self { depot, ports, limits, gate: None, looking: Mutex::new(()) }
    }

    /// The status of packages follows what this gate knows; certificates and revocation lists that are pushed
    /// take effect at once.
    #[must_use]
    pub fn with_gate(mut self, gate: Arc<Gatekeeper>) -> Self {
        self.gate = Some(gate);
        self
    }

    /// A certificate or a list has come. What the gate cannot read now it reads at its next look.
    fn follow(&self, component: Option<Digest>) -> Result<(), RegistryError> {
        let Some(gate) = &self.gate else { return Ok(()) };
        if gate.refresh().is_ok() {
            self.depot.follow(gate, component, self.ports.clock.now())?;
        }
        Ok(())
    }

    /// The shelf behind it.
    pub fn depot(&self) -> &Depot {
        &self.depot
    }

    fn by<'a>(&self, who: &'a str) -> By<'a> {
        By { who, at: self.ports.clock.now() }
    }

    fn known(&self, repository: &RepositoryName, reference: &Reference) -> Result<ManifestRecord, RegistryError> {
        self.depot.find(repository, reference)?.ok_or_else(|| RegistryError::ManifestUnknown {
            repository: repository.clone(),
            reference: reference.clone(),
        })
    }

    /// One at a time.
    fn look<T>(&self, work: impl FnOnce(&dyn Components) -> T) -> T {
        let _one = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        work(self.ports.components.as_ref())
    }
}

impl Registry for DepotRegistry {
    fn limits(&self) -> RegistryLimits {
        self.limits
    }

    fn repositories(&self, after: Option<&RepositoryName>, limit: u32) -> Result<Vec<RepositoryName>, RegistryError> {
        Ok(self.depot.store.repositories(after, limit)?)
    }

    fn tags(
        &self,
        repository: &RepositoryName,
        after: Option<&TagName>,
        limit: u32,
    ) -> Result<Vec<TagName>, RegistryError> {
        let tags = self.depot.store.tags(repository, after, limit)?;
        tags.ok_or_else(|| RegistryError::NameUnknown(repository.clone()))
    }

    fn blob_size(&self, repository: &RepositoryName, digest: &Digest) -> Result<u64, RegistryError> {
        let unknown = || RegistryError::BlobUnknown { repository: repository.clone(), digest: *digest };
        self.depot.store.blob(repository, digest)?.ok_or_else(unknown)
    }

    fn open_blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Opened, RegistryError> {
        let size = self.blob_size(repository, digest)?;
        Ok((self.depot.blobs.open(digest)?, size))
    }

    fn mount(&self, from: &RepositoryName, to: &RepositoryName, digest: &Digest) -> Result<u64, RegistryError> {
        let size = self.blob_size(from, digest)?;
        self.depot.store.add_blob(to, digest, size)?;
        Ok(size)
    }

    fn start_upload(&self, repository: &RepositoryName, by: &str) -> Result<Upload, RegistryError> {
        self.begin(repository, by)
    }

    fn upload(&self, repository: &RepositoryName, id: &str, by: &str) -> Result<Upload, RegistryError> {
        let upload = self.depot.store.upload(id)?.filter(|upload| upload.repository == *repository && upload.by == by);
        upload.ok_or(RegistryError::UploadUnknown)
    }

    fn add_piece(&self, upload: &Upload, offset: Option<u64>, piece: Piece) -> Result<Upload, RegistryError> {
        self.add(upload, offset, piece)
    }

    fn finish_upload(&self, upload: &Upload, expected: &Digest) -> Result<u64, RegistryError> {
        self.finish(upload, expected)
    }

    fn cancel_upload(&self, upload: &Upload) -> Result<(), RegistryError> {
        if self.depot.store.end_upload(&upload.id)? { Ok(()) } else { Err(RegistryError::UploadUnknown) }
    }

    fn put_manifest(&self, pushed: Pushed<'_>) -> Result<Kept, RegistryError> {
        self.push(pushed)
    }

    fn manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<(ManifestRecord, Vec<u8>), RegistryError> {
        let record = self.known(repository, reference)?;
        let bytes = self.depot.read_blob(&record.digest, record.size)?;
        Ok((record, bytes))
    }

    fn referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError> {
        let records = self.depot.referrers(Some(repository), subject, artifact_type)?;
        Ok(records.iter().map(ManifestRecord::descriptor).collect())
    }

    fn publish(&self, publication: Publication<'_>) -> Result<Inspection, RegistryError> {
        self.publish_all(publication)
    }

    fn packages(&self, filter: &PackageFilter) -> Result<Vec<Package>, RegistryError> {
        self.depot.list(filter)
    }

    fn inspect(&self, repository: &RepositoryName, reference: &Reference) -> Result<Inspection, RegistryError> {
        self.inspection(repository, reference)
    }

    fn yank(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
        by: &str,
        reason: &str,
    ) -> Result<Package, RegistryError> {
        self.withdraw(repository, reference, by, reason)
    }
}
