//! The depot as a registry of the OCI distribution specification v1.1: what `server` offers over HTTP
//! and the depot does.

use super::blobs::BlobError;
use super::store::StoreError;
use crate::content::Digest;
use crate::depot::{
    Descriptor, ManifestRecord, Package, PackageFilter, Piece, Reference, RepositoryName, StatusChange, TagName, Upload,
};
use std::io::Read;

/// Why the depot did not do it. The texts are English and name the case exactly.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    #[error("there is no repository {0}")]
    NameUnknown(RepositoryName),
    #[error("repository {repository} has no manifest {reference}")]
    ManifestUnknown { repository: RepositoryName, reference: Reference },
    #[error("repository {repository} has no blob {digest}")]
    BlobUnknown { repository: RepositoryName, digest: Digest },
    /// All that is wrong with a manifest, or with the component that it names.
    #[error("the manifest is refused: {}", .0.join("; "))]
    ManifestInvalid(Vec<String>),
    /// The manifest names bytes that were not uploaded to its repository.
    #[error("the manifest names blobs that repository {repository} does not have: {}", join(.missing))]
    ManifestBlobUnknown { repository: RepositoryName, missing: Vec<Digest> },
    #[error("tag {tag} names {named} and never moves; publish under a new version")]
    TagMoved { tag: TagName, named: Digest },
    #[error("the bytes have the digest {actual}, not {expected}")]
    DigestMismatch { expected: String, actual: Digest },
    #[error("there is no such upload")]
    UploadUnknown,
    /// A piece that does not begin where the last one ended.
    #[error("{offset} bytes have arrived; the next piece begins there")]
    UploadRange { offset: u64 },
    #[error("{0}")]
    TooMany(String),
    /// The caller may not do this here.
    #[error("{0}")]
    Denied(String),
    #[error("more than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the store did not do it")]
    Store(#[from] StoreError),
    #[error("the bytes could not be kept or read")]
    Blobs(#[from] BlobError),
}

fn join(digests: &[Digest]) -> String {
    digests.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Limits of what may be pushed; units are in the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistryLimits {
    /// One blob, a component above all.
    pub blob_bytes: u64,
    /// One manifest.
    pub manifest_bytes: u64,
    /// Uploads that one key has begun and not ended.
    pub open_uploads: u32,
}

impl Default for RegistryLimits {
    fn default() -> Self {
        Self { blob_bytes: 64 << 20, manifest_bytes: 1 << 20, open_uploads: 32 }
    }
}

/// What a pusher may publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushedBy {
    /// Components and what belongs to them.
    Publisher,
    /// What belongs to components, and artifacts of ours that stand alone; no components.
    Certifier,
}

/// A manifest that somebody pushes.
#[derive(Debug, Clone, Copy)]
pub struct Pushed<'a> {
    pub repository: &'a RepositoryName,
    pub reference: &'a Reference,
    /// From the header; the manifest may say it, too.
    pub media_type: &'a str,
    pub body: &'a [u8],
    /// Id of the API key.
    pub by: &'a str,
    pub allowed: PushedBy,
}

/// A package that a vendor publishes in one go.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    pub repository: &'a RepositoryName,
    pub component: &'a [u8],
    /// `plugin.toml`; its version becomes the tag.
    pub manifest: &'a [u8],
    /// The vendor's signature over both: a Sigstore bundle. It may come later.
    pub signature: Option<&'a [u8]>,
    /// Account or id of a key.
    pub by: &'a str,
}

/// What the depot kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub record: ManifestRecord,
    /// What the depot thinks of the package the manifest is or belongs to, for people.
    pub remarks: Vec<String>,
}

/// Everything about a package.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    pub package: Package,
    pub tags: Vec<TagName>,
    /// All steps, oldest first.
    pub history: Vec<StatusChange>,
    pub referrers: Vec<Descriptor>,
    /// What is missing or wrong before the next step.
    pub open: Vec<String>,
}

/// Bytes to read, and how many.
pub type Opened = (Box<dyn Read + Send>, u64);

/// The depot. Who may do what is decided by the caller.
pub trait Registry: Send + Sync {
    fn limits(&self) -> RegistryLimits;
    fn repositories(&self, after: Option<&RepositoryName>, limit: u32) -> Result<Vec<RepositoryName>, RegistryError>;
    fn tags(
        &self,
        repository: &RepositoryName,
        after: Option<&TagName>,
        limit: u32,
    ) -> Result<Vec<TagName>, RegistryError>;

    fn blob_size(&self, repository: &RepositoryName, digest: &Digest) -> Result<u64, RegistryError>;
    fn open_blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<Opened, RegistryError>;
    /// Lets `to` name bytes of `from`.
    fn mount(&self, from: &RepositoryName, to: &RepositoryName, digest: &Digest) -> Result<u64, RegistryError>;

    fn start_upload(&self, repository: &RepositoryName, by: &str) -> Result<Upload, RegistryError>;
    /// An upload of this key in this repository.
    fn upload(&self, repository: &RepositoryName, id: &str, by: &str) -> Result<Upload, RegistryError>;
    /// Adds a piece whose bytes lie in the blobs; none for the offset: where the last one ended.
    fn add_piece(&self, upload: &Upload, offset: Option<u64>, piece: Piece) -> Result<Upload, RegistryError>;
    /// Puts the pieces together. The upload stays open if the digest is another.
    fn finish_upload(&self, upload: &Upload, expected: &Digest) -> Result<u64, RegistryError>;
    fn cancel_upload(&self, upload: &Upload) -> Result<(), RegistryError>;

    /// Keeps a manifest and does what follows from it: checks a component, brings a package further.
    fn put_manifest(&self, pushed: Pushed<'_>) -> Result<Kept, RegistryError>;
    fn manifest(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
    ) -> Result<(ManifestRecord, Vec<u8>), RegistryError>;
    fn referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        artifact_type: Option<&str>,
    ) -> Result<Vec<Descriptor>, RegistryError>;

    /// Puts component, manifest and signature there, with all checks of a push.
    fn publish(&self, publication: Publication<'_>) -> Result<Inspection, RegistryError>;
    fn packages(&self, filter: &PackageFilter) -> Result<Vec<Package>, RegistryError>;
    fn inspect(&self, repository: &RepositoryName, reference: &Reference) -> Result<Inspection, RegistryError>;
    /// Withdraws a package: no new activation, what runs may go on.
    fn yank(
        &self,
        repository: &RepositoryName,
        reference: &Reference,
        by: &str,
        reason: &str,
    ) -> Result<Package, RegistryError>;
}
