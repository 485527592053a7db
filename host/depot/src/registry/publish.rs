//! A whole package at once, as a form brings it. It takes the way of a push and meets the same checks.

use super::DepotRegistry;
use super::push::{invalid, of_stop};
use crate::depot::plain;
use crate::manifest::{MAX_BYTES, Manifest};
use crate::oci::{EMPTY_CONFIG, WasmConfig};
use crate::signature::MAX_BUNDLE_BYTES;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{
    BUNDLE, EMPTY, MANIFEST, PLUGIN_MANIFEST, TOML, VENDOR_SIGNATURE, WASM, WASM_CONFIG,
};
use drehscheibe_model::depot::{ManifestRecord, Reference, TagName};
use drehscheibe_model::ports::{Inspection, Publication, Pushed, PushedBy, RegistryError};
use serde_json::{Value, json};

impl DepotRegistry {
    pub(super) fn publish_all(&self, publication: Publication<'_>) -> Result<Inspection, RegistryError> {
        let Publication { repository, component, manifest, signature, .. } = publication;
        for (size, limit) in [
            (component.len(), self.limits.blob_bytes),
            (manifest.len(), MAX_BYTES as u64),
            (signature.map_or(0, <[u8]>::len), MAX_BUNDLE_BYTES as u64),
        ] {
            if size as u64 > limit {
                return Err(RegistryError::TooLarge { limit });
            }
        }
        let text = std::str::from_utf8(manifest).map_err(|_| invalid("plugin.toml is not UTF-8"))?;
        let known = Manifest::parse(text).map_err(|problems| {
            RegistryError::ManifestInvalid(problems.iter().map(|problem| format!("plugin.toml: {problem}")).collect())
        })?;
        if known.name.as_str() != repository.last() {
            let text = format!("plugin.toml: the name is `{}`; this package is `{}`", known.name, repository.last());
            return Err(invalid(text));
        }
        let tag = TagName::new(known.version.replace('+', "_")).map_err(|error| invalid(error.to_string()))?;
        let reference = Reference::Tag(tag);
        let record = match self.same_component(publication, &reference)? {
            Some(record) => record,
            None => self.push_layers(publication, &reference)?,
        };
        self.attach_bytes(publication, &record, PLUGIN_MANIFEST, TOML, manifest)?;
        if let Some(signature) = signature {
            self.attach_bytes(publication, &record, VENDOR_SIGNATURE, BUNDLE, signature)?;
        }
        self.inspection(repository, &Reference::Digest(record.digest))
    }

    /// The manifest under this tag, if it is about this very component: pushed again, it stays.
    fn same_component(
        &self,
        publication: Publication<'_>,
        reference: &Reference,
    ) -> Result<Option<ManifestRecord>, RegistryError> {
        let found = self.depot.find(publication.repository, reference)?;
        let digest = Digest::of(publication.component);
        Ok(found.filter(|record| record.layers.first().is_some_and(|layer| layer.digest == digest)))
    }

    fn push_layers(
        &self,
        publication: Publication<'_>,
        reference: &Reference,
    ) -> Result<ManifestRecord, RegistryError> {
        let repository = publication.repository;
        let layer = self.depot.keep_blob(repository, WASM, publication.component)?;
        let outside = self.look(|components| components.look(&layer.digest)).map_err(of_stop)?;
        let config = WasmConfig::write(&layer.digest, &outside.imports, &[], self.ports.clock.now());
        let config = self.depot.keep_blob(repository, WASM_CONFIG, &config)?;
        let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "config": plain(&config),
            "layers": [plain(&layer)]});
        self.push_json(publication, reference, &manifest)
    }

    fn attach_bytes(
        &self,
        publication: Publication<'_>,
        subject: &ManifestRecord,
        artifact_type: &str,
        media_type: &str,
        bytes: &[u8],
    ) -> Result<(), RegistryError> {
        let config = self.depot.keep_blob(publication.repository, EMPTY, EMPTY_CONFIG)?;
        let layer = self.depot.keep_blob(publication.repository, media_type, bytes)?;
        let manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST, "artifactType": artifact_type,
            "config": plain(&config), "layers": [plain(&layer)], "subject": plain(&subject.descriptor())});
        let reference = Reference::Digest(Digest::of(manifest.to_string().as_bytes()));
        self.push_json(publication, &reference, &manifest).map(drop)
    }

    fn push_json(
        &self,
        publication: Publication<'_>,
        reference: &Reference,
        manifest: &Value,
    ) -> Result<ManifestRecord, RegistryError> {
        let body = manifest.to_string();
        let pushed = Pushed {
            repository: publication.repository,
            reference,
            media_type: MANIFEST,
            body: body.as_bytes(),
            by: publication.by,
            allowed: PushedBy::Publisher,
        };
        Ok(self.push(pushed)?.record)
    }
}
