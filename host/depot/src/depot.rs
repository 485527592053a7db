//! The depot's shelf: artifacts over the two ports, without any check. What comes from outside goes
//! through [`DepotRegistry`](crate::DepotRegistry), which checks it and then puts it here.

use crate::oci::{EMPTY_CONFIG, WasmConfig};
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{EMPTY, MANIFEST, WASM, WASM_CONFIG};
use drehscheibe_model::depot::{
    Descriptor, ManifestRecord, NewManifest, Package, PackageFilter, PackageStatus, PutManifest, Reference,
    RepositoryName, StatusChange, TagName,
};
use drehscheibe_model::ports::{BlobError, Blobs, DepotStore, RegistryError};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

/// Longest reason of a step, in characters.
const REASON: usize = 1_000;

/// Artifacts, their bytes, and how far packages have come.
#[derive(Clone)]
pub struct Depot {
    pub(crate) store: Arc<dyn DepotStore>,
    pub(crate) blobs: Arc<dyn Blobs>,
}

impl std::fmt::Debug for Depot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Depot").finish_non_exhaustive()
    }
}

/// Who puts something here, and when.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Id of an API key, or the name of a command.
    pub who: &'a str,
    pub at: Timestamp,
}

/// A component that is to be put here.
#[derive(Debug, Clone, Copy)]
pub struct NewComponent<'a> {
    pub bytes: &'a [u8],
    /// Full names of its imports and exports, for the config.
    pub imports: &'a [String],
    pub exports: &'a [String],
    pub annotations: &'a BTreeMap<String, String>,
}

/// Something that belongs to another manifest, or stands alone.
#[derive(Debug, Clone, Copy)]
pub struct Artifact<'a> {
    pub artifact_type: &'a str,
    /// Of the one layer.
    pub media_type: &'a str,
    pub bytes: &'a [u8],
    pub annotations: &'a BTreeMap<String, String>,
}

impl Depot {
    pub fn new(store: Arc<dyn DepotStore>, blobs: Arc<dyn Blobs>) -> Self {
        Self { store, blobs }
    }

    /// Puts a component here under a tag, in the CNCF Wasm layout. Its package is not known yet; see
    /// [`record`](Self::record).
    pub fn put_package(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
        component: NewComponent<'_>,
        by: By<'_>,
    ) -> Result<ManifestRecord, RegistryError> {
        let layer = self.keep_blob(repository, WASM, component.bytes)?;
        let config = WasmConfig::write(&layer.digest, component.imports, component.exports, by.at);
        let config = self.keep_blob(repository, WASM_CONFIG, &config)?;
        self.put(repository, Some(tag), None, None, config, vec![layer], component.annotations, by)
    }

    /// Attaches an artifact to the manifest `subject`. Done twice, there is one.
    pub fn attach(
        &self,
        repository: &RepositoryName,
        subject: &ManifestRecord,
        artifact: Artifact<'_>,
        by: By<'_>,
    ) -> Result<ManifestRecord, RegistryError> {
        self.put_artifact(repository, None, Some(subject), artifact, by)
    }

    /// Puts an artifact of ours here that belongs to nothing, such as a revocation list.
    pub fn put_standing(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
        artifact: Artifact<'_>,
        by: By<'_>,
    ) -> Result<ManifestRecord, RegistryError> {
        self.put_artifact(repository, Some(tag), None, artifact, by)
    }

    fn put_artifact(
        &self,
        repository: &RepositoryName,
        tag: Option<&TagName>,
        subject: Option<&ManifestRecord>,
        artifact: Artifact<'_>,
        by: By<'_>,
    ) -> Result<ManifestRecord, RegistryError> {
        let config = self.keep_blob(repository, EMPTY, EMPTY_CONFIG)?;
        let layer = self.keep_blob(repository, artifact.media_type, artifact.bytes)?;
        let kind = Some(artifact.artifact_type);
        self.put(repository, tag, kind, subject, config, vec![layer], artifact.annotations, by)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a manifest")]
    fn put(
        &self,
        repository: &RepositoryName,
        tag: Option<&TagName>,
        artifact_type: Option<&str>,
        subject: Option<&ManifestRecord>,
        config: Descriptor,
        layers: Vec<Descriptor>,
        annotations: &BTreeMap<String, String>,
        by: By<'_>,
    ) -> Result<ManifestRecord, RegistryError> {
        let mut manifest = json!({
            "schemaVersion": 2, "mediaType": MANIFEST, "config": plain(&config),
            "layers": layers.iter().map(plain).collect::<Vec<_>>(),
        });
        if let Some(members) = manifest.as_object_mut() {
            if let Some(artifact_type) = artifact_type {
                members.insert("artifactType".into(), artifact_type.into());
            }
            if let Some(subject) = subject {
                members.insert("subject".into(), plain(&subject.descriptor()));
            }
            if !annotations.is_empty() {
                members.insert("annotations".into(), json!(annotations));
            }
        }
        let bytes = manifest.to_string().into_bytes();
        let record = ManifestRecord {
            repository: repository.clone(),
            digest: Digest::of(&bytes),
            media_type: MANIFEST.into(),
            size: bytes.len() as u64,
            artifact_type: Some(artifact_type.unwrap_or(&config.media_type).to_owned()),
            subject: subject.map(|subject| subject.digest),
            config: Some(config),
            layers,
            annotations: annotations.clone(),
            pushed_by: by.who.into(),
            pushed_at: by.at,
        };
        self.put_manifest(record, tag.cloned(), &bytes)
    }

    /// Keeps a manifest whose blobs are here.
    pub(crate) fn put_manifest(
        &self,
        record: ManifestRecord,
        tag: Option<TagName>,
        bytes: &[u8],
    ) -> Result<ManifestRecord, RegistryError> {
        self.write(bytes)?;
        match self.store.put_manifest(NewManifest { record: record.clone(), tag: tag.clone() })? {
            PutManifest::Stored | PutManifest::Known => Ok(record),
            PutManifest::TagTaken(named) => match tag {
                Some(tag) => Err(RegistryError::TagMoved { tag, named }),
                None => Ok(record),
            },
        }
    }

    /// Bytes that a repository may name from now on.
    pub(crate) fn keep_blob(
        &self,
        repository: &RepositoryName,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<Descriptor, RegistryError> {
        let digest = self.write(bytes)?;
        let size = bytes.len() as u64;
        self.store.add_blob(repository, &digest, size)?;
        let media_type = media_type.to_owned();
        Ok(Descriptor { media_type, digest, size, artifact_type: None, annotations: BTreeMap::new() })
    }

    pub(crate) fn write(&self, bytes: &[u8]) -> Result<Digest, BlobError> {
        let mut writer = self.blobs.create()?;
        writer.write(bytes)?;
        Ok(writer.finish()?.0)
    }

    /// Manifests that name `subject`, of all repositories or of one, in the order in which they came.
    pub fn referrers(
        &self,
        repository: Option<&RepositoryName>,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<ManifestRecord>, RegistryError> {
        Ok(self.store.referrers(repository, subject, artifact_type)?)
    }

    /// What a reference stands for.
    pub fn find(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<Option<ManifestRecord>, RegistryError> {
        let digest = match reference {
            Reference::Digest(digest) => Some(*digest),
            Reference::Tag(tag) => self.store.tagged(repository, tag)?,
        };
        Ok(match digest {
            Some(digest) => self.store.manifest(repository, &digest)?,
            None => None,
        })
    }

    /// The bytes of an artifact's first layer.
    pub fn read(&self, record: &ManifestRecord) -> Result<Vec<u8>, RegistryError> {
        let layer = record.layers.first();
        let layer = layer.ok_or_else(|| RegistryError::ManifestInvalid(vec!["it has no layer".into()]))?;
        self.read_blob(&layer.digest, layer.size)
    }

    /// All bytes of a blob of this size; damaged ones are an error.
    pub(crate) fn read_blob(&self, digest: &Digest, size: u64) -> Result<Vec<u8>, RegistryError> {
        let mut bytes = Vec::new();
        let reader = self.blobs.open(digest)?;
        reader.take(size.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| BlobError::Io(Box::new(error)))?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(BlobError::Damaged(*digest).into()) }
    }

    /// Packages, in the order in which they came.
    pub fn list(&self, filter: &PackageFilter) -> Result<Vec<Package>, RegistryError> {
        Ok(self.store.packages(filter)?)
    }

    /// Writes down a new package.
    pub fn record(&self, package: Package) -> Result<bool, RegistryError> {
        Ok(self.store.put_package(None, package)?)
    }

    /// Brings a package to another status. False if it is there already; refused if there is no such step.
    pub fn set_status(
        &self,
        repository: &RepositoryName,
        manifest: &Digest,
        status: PackageStatus,
        reason: &str,
        by: By<'_>,
    ) -> Result<bool, RegistryError> {
        loop {
            let unknown = || RegistryError::ManifestUnknown {
                repository: repository.clone(),
                reference: Reference::Digest(*manifest),
            };
            let package = self.store.package(repository, manifest)?.ok_or_else(unknown)?;
            let now = package.status.status;
            if now == status {
                return Ok(false);
            }
            if !now.may_become(status) {
                return Err(RegistryError::Denied(format!("the package is {}, not {}", now.name(), status.name())));
            }
            let reason = reason.chars().take(REASON).collect();
            let change = StatusChange { status, reason, by: by.who.into(), at: by.at };
            // Somebody else may have been faster; then look again.
            if self.store.put_package(Some(now), Package { status: change, ..package })? {
                return Ok(true);
            }
        }
    }
}

/// As a manifest names it.
pub(crate) fn plain(descriptor: &Descriptor) -> Value {
    json!({"mediaType": descriptor.media_type, "digest": descriptor.digest, "size": descriptor.size})
}
