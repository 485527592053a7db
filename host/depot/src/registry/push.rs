//! A manifest is pushed.

use super::DepotRegistry;
use super::attached::may_push;
use crate::oci::{CONFIG_BYTES, Image, Kind, WasmConfig, image};
use drehscheibe_model::call::Stop;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{
    ManifestRecord, Package, PackageStatus, Reference, RepositoryName, StatusChange, TagName,
};
use drehscheibe_model::ports::{ComponentOutside, Kept, Pushed, RegistryError};

/// One problem.
pub(super) fn invalid(problem: impl Into<String>) -> RegistryError {
    RegistryError::ManifestInvalid(vec![problem.into()])
}

/// A component that cannot be used, or a worker that has no time.
pub(super) fn of_stop(stop: Stop) -> RegistryError {
    match stop {
        Stop::Busy => RegistryError::TooMany("the depot has no time to look at a component; try again".into()),
        Stop::AbiMismatch { reason } => RegistryError::ManifestInvalid(reason.split("; ").map(str::to_owned).collect()),
        other => invalid(other.to_string()),
    }
}

impl DepotRegistry {
    pub(super) fn push(&self, pushed: Pushed<'_>) -> Result<Kept, RegistryError> {
        if pushed.body.len() as u64 > self.limits.manifest_bytes {
            return Err(RegistryError::TooLarge { limit: self.limits.manifest_bytes });
        }
        let digest = Digest::of(pushed.body);
        let tag = match pushed.reference {
            Reference::Digest(expected) if *expected != digest => {
                return Err(RegistryError::DigestMismatch { expected: expected.to_string(), actual: digest });
            }
            Reference::Digest(_) => None,
            Reference::Tag(tag) => Some(tag.clone()),
        };
        // Before anything is compiled for a tag that cannot be had.
        if let Some(tag) = &tag
            && let Some(named) = self.depot.store.tagged(pushed.repository, tag)?.filter(|named| *named != digest)
        {
            return Err(RegistryError::TagMoved { tag: tag.clone(), named });
        }
        let image = image(pushed.body, pushed.media_type, &self.limits).map_err(RegistryError::ManifestInvalid)?;
        may_push(pushed.allowed, &image)?;
        self.check_blobs(pushed.repository, &image)?;
        let record = ManifestRecord {
            repository: pushed.repository.clone(),
            digest,
            media_type: pushed.media_type.to_owned(),
            size: pushed.body.len() as u64,
            artifact_type: Some(image.artifact_type.clone()),
            subject: image.subject.as_ref().map(|subject| subject.digest),
            config: Some(image.config.clone()),
            layers: image.layers.clone(),
            annotations: image.annotations.clone(),
            pushed_by: pushed.by.to_owned(),
            pushed_at: self.ports.clock.now(),
        };
        match image.kind {
            Kind::Component => self.push_component(record, tag, pushed.body),
            Kind::Attached => self.push_attached(record, tag, pushed.body),
            Kind::Standing => self.push_standing(record, tag, pushed.body),
        }
    }

    /// A repository names only bytes that were uploaded to it: nobody gets at others' bytes by knowing
    /// their digest.
    fn check_blobs(&self, repository: &RepositoryName, image: &Image) -> Result<(), RegistryError> {
        let (mut missing, mut problems) = (Vec::new(), Vec::new());
        for blob in std::iter::once(&image.config).chain(&image.layers) {
            match self.depot.store.blob(repository, &blob.digest)? {
                None => missing.push(blob.digest),
                Some(size) if size != blob.size => {
                    problems.push(format!("{} has {size} bytes, the manifest says {}", blob.digest, blob.size));
                }
                Some(_) => {}
            }
        }
        if !missing.is_empty() {
            return Err(RegistryError::ManifestBlobUnknown { repository: repository.clone(), missing });
        }
        if problems.is_empty() { Ok(()) } else { Err(RegistryError::ManifestInvalid(problems)) }
    }

    fn push_component(&self, record: ManifestRecord, tag: Option<TagName>, body: &[u8]) -> Result<Kept, RegistryError> {
        let (Some(config), Some(layer)) = (&record.config, record.layers.first()) else {
            return Err(invalid("a component has a config and a layer"));
        };
        if config.size > CONFIG_BYTES {
            return Err(invalid(format!("config: {} bytes, {CONFIG_BYTES} are allowed", config.size)));
        }
        let config = self.depot.read_blob(&config.digest, config.size)?;
        WasmConfig::read(&config, &layer.digest).map_err(RegistryError::ManifestInvalid)?;
        let (component, size) = (layer.digest, layer.size);
        let known = self.depot.store.package(&record.repository, &record.digest)?;
        let outside = match known {
            Some(_) => None,
            None => Some(self.look(|components| components.look(&component)).map_err(of_stop)?),
        };
        let record = self.depot.put_manifest(record, tag, body)?;
        if let Some(outside) = outside {
            self.depot.record(uploaded(&record, component, size, outside))?;
        }
        let remarks = self.advance(&record.repository, &record.digest)?;
        self.follow(Some(component))?;
        Ok(Kept { record, remarks })
    }
}

fn uploaded(record: &ManifestRecord, component: Digest, size: u64, outside: ComponentOutside) -> Package {
    Package {
        repository: record.repository.clone(),
        manifest: record.digest,
        component,
        size,
        wit_version: outside.wit_version,
        worlds: outside.worlds,
        imports: outside.imports,
        settings_schema: None,
        description: None,
        plugin_manifest: None,
        signed_by: None,
        status: StatusChange {
            status: PackageStatus::Uploaded,
            reason: "the component fits the contract; its manifest or its vendor's signature is missing".into(),
            by: record.pushed_by.clone(),
            at: record.pushed_at,
        },
    }
}

/// What was found when the component came.
pub(super) fn outside(package: &Package) -> ComponentOutside {
    ComponentOutside {
        wit_version: package.wit_version.clone(),
        worlds: package.worlds.clone(),
        imports: package.imports.clone(),
    }
}
