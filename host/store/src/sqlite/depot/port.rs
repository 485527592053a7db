//! The port, request by request.

use super::super::store::SqliteStore;
use super::{manifest, package, upload};
use crate::space;
use crate::wake::Effect;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{
    ManifestRecord, NewManifest, Package, PackageFilter, PackageStatus, Piece, PutManifest, RepositoryName,
    StatusChange, TagName, Upload,
};
use drehscheibe_model::ids::PluginName;
use drehscheibe_model::ports::{DepotStore, StoreError};
use jiff::Timestamp;
use rusqlite::Connection;

impl SqliteStore {
    /// Writes for the depot, which never adds work.
    fn keep<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.write(move |connection| work(connection).map(|value| (value, Effect::Nothing)))
    }

    /// New packages leave room for messages.
    fn check_room(&self) -> Result<(), StoreError> {
        space::check(self.path(), self.options().reserve_bytes)
    }
}

impl DepotStore for SqliteStore {
    fn repositories(&self, after: Option<&RepositoryName>, limit: u32) -> Result<Vec<RepositoryName>, StoreError> {
        self.read(|connection| super::repositories(connection, after, limit))
    }

    fn add_blob(&self, repository: &RepositoryName, digest: &Digest, size: u64) -> Result<(), StoreError> {
        let (repository, digest) = (repository.clone(), *digest);
        self.keep(move |connection| super::add_blob(connection, &repository, &digest, size))
    }

    fn blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Option<u64>, StoreError> {
        self.read(|connection| super::blob(connection, repository, digest))
    }

    fn put_manifest(&self, new: NewManifest) -> Result<PutManifest, StoreError> {
        self.check_room()?;
        self.keep(move |connection| manifest::put(connection, new))
    }

    fn manifest(&self, repository: &RepositoryName, digest: &Digest) -> Result<Option<ManifestRecord>, StoreError> {
        self.read(|connection| manifest::by_digest(connection, repository, digest))
    }

    fn tagged(&self, repository: &RepositoryName, tag: &TagName) -> Result<Option<Digest>, StoreError> {
        self.read(|connection| manifest::tagged(connection, repository, tag))
    }

    fn tags(
        &self,
        repository: &RepositoryName,
        after: Option<&TagName>,
        limit: u32,
    ) -> Result<Option<Vec<TagName>>, StoreError> {
        self.read(|connection| manifest::tags(connection, repository, after, limit))
    }

    fn tags_of(&self, repository: &RepositoryName, digest: &Digest) -> Result<Vec<TagName>, StoreError> {
        self.read(|connection| manifest::tags_of(connection, repository, digest))
    }

    fn referrers(
        &self,
        repository: Option<&RepositoryName>,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<ManifestRecord>, StoreError> {
        self.read(|connection| manifest::referrers(connection, repository, subject, artifact_type))
    }

    fn start_upload(&self, upload: Upload) -> Result<(), StoreError> {
        self.check_room()?;
        self.keep(move |connection| upload::start(connection, upload))
    }

    fn upload(&self, id: &str) -> Result<Option<Upload>, StoreError> {
        self.read(|connection| upload::by_id(connection, id))
    }

    fn open_uploads(&self, by: &str) -> Result<u32, StoreError> {
        self.read(|connection| upload::open(connection, by))
    }

    fn add_piece(&self, id: &str, offset: u64, piece: Piece) -> Result<Option<Result<Upload, u64>>, StoreError> {
        let id = id.to_owned();
        self.keep(move |connection| upload::add(connection, &id, offset, piece))
    }

    fn end_upload(&self, id: &str) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.keep(move |connection| upload::end(connection, &id))
    }

    fn expire_uploads(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.keep(move |connection| upload::expire(connection, before))
    }

    fn put_package(&self, expected: Option<PackageStatus>, package: Package) -> Result<bool, StoreError> {
        self.keep(move |connection| package::put(connection, expected, package))
    }

    fn package(&self, repository: &RepositoryName, manifest: &Digest) -> Result<Option<Package>, StoreError> {
        self.read(|connection| package::by_manifest(connection, repository, manifest))
    }

    fn packages(&self, filter: &PackageFilter) -> Result<Vec<Package>, StoreError> {
        self.read(|connection| package::list(connection, filter))
    }

    fn package_history(&self, repository: &RepositoryName, manifest: &Digest) -> Result<Vec<StatusChange>, StoreError> {
        self.read(|connection| package::history(connection, repository, manifest))
    }

    fn claim_plugin(&self, plugin: &PluginName, repository: &RepositoryName) -> Result<RepositoryName, StoreError> {
        let (plugin, repository) = (plugin.clone(), repository.clone());
        self.keep(move |connection| package::claim(connection, &plugin, &repository))
    }
}
