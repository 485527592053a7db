//! Something that belongs to a component is pushed. What can be known to be wrong is refused at once.

use super::DepotRegistry;
use super::push::{invalid, outside};
use crate::manifest::{MAX_BYTES, Manifest};
use crate::oci::{Image, Kind};
use crate::package::differences;
use crate::signature::{Bundle, MAX_BUNDLE_BYTES};
use drehscheibe_model::depot::artifact_type::{
    BUNDLE, CERTIFICATE, PLUGIN_MANIFEST, REVOCATIONS, TEST_RESULT, VENDOR_SIGNATURE,
};
use drehscheibe_model::depot::{ManifestRecord, TagName};
use drehscheibe_model::ports::{Kept, PushedBy, RegistryError};

/// Whether this caller may push such a thing.
pub(super) fn may_push(allowed: PushedBy, image: &Image) -> Result<(), RegistryError> {
    match (allowed, image.kind) {
        (PushedBy::Publisher, _) | (PushedBy::Certifier, Kind::Attached | Kind::Standing) => Ok(()),
        (PushedBy::Certifier, Kind::Component) => {
            Err(RegistryError::Denied("a certifier attaches to components and publishes none".into()))
        }
    }
}

impl DepotRegistry {
    pub(super) fn push_attached(
        &self,
        record: ManifestRecord,
        tag: Option<TagName>,
        body: &[u8],
    ) -> Result<Kept, RegistryError> {
        match record.artifact_type.as_deref() {
            Some(PLUGIN_MANIFEST) => self.check_plugin_manifest(&record)?,
            Some(VENDOR_SIGNATURE | CERTIFICATE | TEST_RESULT) => self.check_bundle(&record)?,
            _ => {}
        }
        let record = self.depot.put_manifest(record, tag, body)?;
        let Some(subject) = record.subject else { return Ok(Kept { record, remarks: Vec::new() }) };
        let remarks = self.advance(&record.repository, &subject)?;
        if let Some(package) = self.depot.store.package(&record.repository, &subject)? {
            self.follow(Some(package.component))?;
        }
        Ok(Kept { record, remarks })
    }

    /// Something of ours that stands alone.
    pub(super) fn push_standing(
        &self,
        record: ManifestRecord,
        tag: Option<TagName>,
        body: &[u8],
    ) -> Result<Kept, RegistryError> {
        let list = record.artifact_type.as_deref() == Some(REVOCATIONS);
        if list {
            self.check_bundle(&record)?;
        }
        let record = self.depot.put_manifest(record, tag, body)?;
        if list {
            self.follow(None)?;
        }
        Ok(Kept { record, remarks: Vec::new() })
    }

    /// None takes the place of the first.
    fn check_plugin_manifest(&self, record: &ManifestRecord) -> Result<(), RegistryError> {
        let Some(subject) = record.subject else { return Ok(()) };
        let [layer] = record.layers.as_slice() else { return Err(invalid("a plugin manifest has one layer")) };
        if layer.size > MAX_BYTES as u64 {
            return Err(RegistryError::TooLarge { limit: MAX_BYTES as u64 });
        }
        let repository = &record.repository;
        let earlier = self.depot.referrers(Some(repository), &subject, Some(PLUGIN_MANIFEST))?;
        if earlier.iter().any(|other| other.layers.first().is_some_and(|one| one.digest != layer.digest)) {
            return Err(invalid("the component has a manifest already; a new one comes with a new version"));
        }
        let manifest = self.plugin_manifest(record)?;
        let Some(package) = self.depot.store.package(repository, &subject)? else { return Ok(()) };
        let tags = self.depot.store.tags_of(repository, &subject)?;
        let problems = differences(&manifest, &outside(&package), repository, &tags);
        if problems.is_empty() { Ok(()) } else { Err(RegistryError::ManifestInvalid(problems)) }
    }

    pub(super) fn plugin_manifest(&self, record: &ManifestRecord) -> Result<Manifest, RegistryError> {
        let bytes = self.depot.read(record)?;
        let text = String::from_utf8(bytes).map_err(|_| invalid("plugin.toml is not UTF-8"))?;
        Manifest::parse(&text).map_err(|problems| {
            let problems = problems.iter().map(|problem| format!("plugin.toml: {problem}"));
            RegistryError::ManifestInvalid(problems.collect())
        })
    }

    fn check_bundle(&self, record: &ManifestRecord) -> Result<(), RegistryError> {
        let [layer] = record.layers.as_slice() else { return Err(invalid("a signature has one layer")) };
        if layer.media_type != BUNDLE {
            return Err(invalid(format!("a signature's layer has the type `{BUNDLE}`")));
        }
        if layer.size > MAX_BUNDLE_BYTES as u64 {
            return Err(RegistryError::TooLarge { limit: MAX_BUNDLE_BYTES as u64 });
        }
        Bundle::parse(&self.depot.read(record)?).map(drop).map_err(|error| invalid(error.to_string()))
    }
}
