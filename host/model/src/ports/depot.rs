//! What the depot remembers. The bytes lie behind [`Blobs`](super::Blobs).

use super::store::StoreError;
use crate::content::Digest;
use crate::depot::{
    ManifestRecord, NewManifest, Package, PackageFilter, PackageStatus, Piece, PutManifest, RepositoryName,
    StatusChange, TagName, Upload,
};
use crate::ids::PluginName;
use jiff::Timestamp;

/// Durable state of the depot. Nothing is ever deleted but uploads; every writing method returns after
/// the commit is on disk.
pub trait DepotStore: Send + Sync {
    /// In order of their names, those after `after`; at most `limit`.
    fn repositories(&self, after: Option<&RepositoryName>, limit: u32) -> Result<Vec<RepositoryName>, StoreError>;

    /// The repository may name these bytes from now on. Done twice, nothing changes.
    fn add_blob(&self, repository: &RepositoryName, digest: &Digest, size: u64) -> Result<(), StoreError>;
    /// The size, if the repository may name the bytes.
    fn blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Option<u64>, StoreError>;

    /// Keeps a manifest and its tag in one transaction. A tag never moves.
    fn put_manifest(&self, new: NewManifest) -> Result<PutManifest, StoreError>;
    fn manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<Option<ManifestRecord>, StoreError>;
    fn tagged(&self, repository: &RepositoryName, tag: &TagName) -> Result<Option<Digest>, StoreError>;
    /// In order of their bytes, those after `after`; at most `limit`. None: there is no such repository.
    fn tags(
        &self,
        repository: &RepositoryName,
        after: Option<&TagName>,
        limit: u32,
    ) -> Result<Option<Vec<TagName>>, StoreError>;
    /// The tags of one manifest.
    fn tags_of(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<TagName>, StoreError>;
    /// Manifests that name `subject`, in the order in which they came; without a repository, from all.
    fn referrers(
        &self,
        repository: Option<&RepositoryName>,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<ManifestRecord>, StoreError>;

    fn start_upload(&self, upload: Upload) -> Result<(), StoreError>;
    fn upload(&self, id: &str) -> Result<Option<Upload>, StoreError>;
    /// Uploads that somebody has not ended yet.
    fn open_uploads(&self, by: &str) -> Result<u32, StoreError>;
    /// Adds a piece if so many bytes had arrived before; else says how many have. None: no such upload.
    fn add_piece(&self, id: &str, offset: u64, piece: Piece) -> Result<Option<Result<Upload, u64>>, StoreError>;
    /// Forgets an upload; false if there is none.
    fn end_upload(&self, id: &str) -> Result<bool, StoreError>;
    /// Forgets uploads that began before `before`; how many.
    fn expire_uploads(&self, before: Timestamp) -> Result<u64, StoreError>;

    /// Keeps a package that is not there yet (`expected` is none), or replaces it if its status is
    /// `expected`; false, and nothing changed, if it is otherwise. A status other than before is added
    /// to its history.
    fn put_package(&self, expected: Option<PackageStatus>, package: Package) -> Result<bool, StoreError>;
    fn package(&self, repository: &RepositoryName, manifest: &Digest) -> Result<Option<Package>, StoreError>;
    /// In the order in which they came.
    fn packages(&self, filter: &PackageFilter) -> Result<Vec<Package>, StoreError>;
    /// All steps of a package, oldest first.
    fn package_history(&self, repository: &RepositoryName, manifest: &Digest) -> Result<Vec<StatusChange>, StoreError>;
    /// Gives the name of a plugin to a repository, for good, unless it has one; the one that has it.
    fn claim_plugin(&self, plugin: &PluginName, repository: &RepositoryName) -> Result<RepositoryName, StoreError>;
}
