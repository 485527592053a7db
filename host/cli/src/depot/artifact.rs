//! What is put into a depot beside components.

use super::client::Client;
use crate::commands::output::Failure;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{EMPTY, MANIFEST};
use drehscheibe_model::depot::{Reference, RepositoryName};
use serde_json::{Value, json};

/// Bytes with their types.
#[derive(Debug, Clone)]
pub struct Artifact {
    pub artifact_type: &'static str,
    /// Of the one layer.
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// As a manifest names bytes.
pub fn described(media_type: &str, bytes: &[u8]) -> Value {
    json!({"mediaType": media_type, "digest": Digest::of(bytes), "size": bytes.len()})
}

impl Client {
    /// Attaches an artifact to the manifest that `subject` describes. Done twice, there is one.
    pub fn attach(
        &self,
        repository: &RepositoryName,
        subject: &Value,
        artifact: &Artifact,
    ) -> Result<Vec<String>, Failure> {
        let manifest = self.artifact(repository, artifact, Some(subject))?;
        self.put_manifest(repository, &Reference::Digest(Digest::of(&manifest)), MANIFEST, &manifest)
    }

    /// Puts an artifact there that belongs to no component.
    pub fn put_standing(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
        artifact: &Artifact,
    ) -> Result<Vec<String>, Failure> {
        let manifest = self.artifact(repository, artifact, None)?;
        self.put_manifest(repository, reference, MANIFEST, &manifest)
    }

    /// Uploads the bytes; the manifest.
    fn artifact(
        &self,
        repository: &RepositoryName,
        artifact: &Artifact,
        subject: Option<&Value>,
    ) -> Result<Vec<u8>, Failure> {
        let empty = drehscheibe_depot::oci::EMPTY_CONFIG;
        self.put_blob(repository, empty)?;
        self.put_blob(repository, &artifact.bytes)?;
        let mut manifest = json!({"schemaVersion": 2, "mediaType": MANIFEST,
            "artifactType": artifact.artifact_type, "config": described(EMPTY, empty),
            "layers": [described(artifact.media_type, &artifact.bytes)]});
        if let (Some(members), Some(subject)) = (manifest.as_object_mut(), subject) {
            members.insert("subject".into(), subject.clone());
        }
        Ok(manifest.to_string().into_bytes())
    }
}
