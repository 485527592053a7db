//! Writing a layout. The same packages give the same bytes.

use super::{Entry, Index, Place, REF_NAME, REPOSITORY};
use crate::commands::output::Failure;
use crate::depot::client::Manifest;
use crate::depot::reference::PackageRef;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::artifact_type::{INDEX, MANIFEST};
use drehscheibe_model::depot::{Reference, RepositoryName};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A tar that is being written beside its place and moved there at the end.
pub(super) struct Tar {
    to: PathBuf,
    builder: tar::Builder<NamedTempFile>,
    written: BTreeSet<Digest>,
    manifests: Vec<Entry>,
}

fn io(error: std::io::Error) -> Failure {
    Failure::of(&error)
}

impl Tar {
    pub(super) fn create(to: &Path) -> Result<Self, Failure> {
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|error| io(error).line(format!("in {}", folder.display())))?;
        let mut tar = Self {
            to: to.to_owned(),
            builder: tar::Builder::new(file),
            written: BTreeSet::new(),
            manifests: Vec::new(),
        };
        tar.file("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#)?;
        Ok(tar)
    }

    fn file(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        self.builder.append_data(&mut header, name, bytes).map_err(io)
    }

    fn blob(&mut self, digest: &Digest, bytes: &[u8]) -> Result<(), Failure> {
        if !self.written.insert(*digest) {
            return Ok(());
        }
        self.file(&format!("blobs/sha256/{}", digest.to_hex()), bytes)
    }

    /// A package with all that belongs to it, and with what belongs to that.
    pub(super) fn add(&mut self, place: &Place, package: &PackageRef) -> Result<(), Failure> {
        let tag = match &package.reference {
            Reference::Tag(tag) => Some(tag.to_string()),
            Reference::Digest(_) => None,
        };
        let first = self.manifest(place, &package.repository, &package.reference, tag)?;
        let mut left = place.referrers(&package.repository, &first)?;
        let mut seen = BTreeSet::from([first]);
        while !left.is_empty() {
            let digest = left.remove(0);
            if seen.insert(digest) {
                self.manifest(place, &package.repository, &Reference::Digest(digest), None)?;
                left.extend(place.referrers(&package.repository, &digest)?);
            }
        }
        Ok(())
    }

    fn manifest(
        &mut self,
        place: &Place,
        repository: &RepositoryName,
        reference: &Reference,
        tag: Option<String>,
    ) -> Result<Digest, Failure> {
        let bytes = place.manifest(repository, reference)?;
        let digest = Digest::of(&bytes);
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| Failure::of(&error))?;
        for blob in std::iter::once(&manifest.config).chain(&manifest.layers) {
            if !self.written.contains(&blob.digest) {
                let bytes = place.blob(repository, &blob.digest)?;
                self.blob(&blob.digest, &bytes)?;
            }
        }
        self.blob(&digest, &bytes)?;
        let mut annotations = BTreeMap::from([(REPOSITORY.to_owned(), repository.to_string())]);
        annotations.extend(tag.map(|tag| (REF_NAME.to_owned(), tag)));
        let size = bytes.len() as u64;
        self.manifests.push(Entry { media_type: MANIFEST.into(), digest, size, artifact_type: None, annotations });
        Ok(digest)
    }

    /// How many manifests were written.
    pub(super) fn finish(mut self) -> Result<usize, Failure> {
        let number = self.manifests.len();
        let manifests = std::mem::take(&mut self.manifests);
        let index = Index { schema_version: 2, media_type: Some(INDEX.into()), manifests };
        let text = serde_json::to_vec(&index).map_err(|error| Failure::of(&error))?;
        self.file("index.json", &text)?;
        let file: NamedTempFile = self.builder.into_inner().map_err(io)?;
        let kept: File = file.persist(&self.to).map_err(|error| io(error.error))?;
        kept.sync_all().map_err(io)?;
        Ok(number)
    }
}
