//! Manifests as the depot keeps them.

use super::name::{InvalidName, RepositoryName, TagName};
use crate::content::Digest;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How a manifest is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    Tag(TagName),
    Digest(Digest),
}

impl FromStr for Reference {
    type Err = InvalidName;
    /// A digest has a `:`, which no tag has.
    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match text.parse() {
            Ok(digest) => Ok(Self::Digest(digest)),
            Err(_) => TagName::new(text).map(Self::Tag),
        }
    }
}
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(f),
            Self::Digest(digest) => digest.fmt(f),
        }
    }
}

/// Bytes that a manifest names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    pub media_type: String,
    pub digest: Digest,
    /// In bytes.
    pub size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

/// A manifest in a repository. Its bytes lie in the blobs under its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ManifestRecord {
    pub repository: RepositoryName,
    pub digest: Digest,
    pub media_type: String,
    /// Of the manifest itself, in bytes.
    pub size: u64,
    /// Said by the manifest, else the media type of its config.
    pub artifact_type: Option<String>,
    /// The manifest it belongs to; lies in the same repository, now or later.
    pub subject: Option<Digest>,
    pub config: Option<Descriptor>,
    pub layers: Vec<Descriptor>,
    pub annotations: BTreeMap<String, String>,
    /// Id of the API key, or the name of a local command.
    pub pushed_by: String,
    pub pushed_at: Timestamp,
}

impl ManifestRecord {
    /// As a list of referrers names it.
    pub fn descriptor(&self) -> Descriptor {
        Descriptor {
            media_type: self.media_type.clone(),
            digest: self.digest,
            size: self.size,
            artifact_type: self.artifact_type.clone(),
            annotations: self.annotations.clone(),
        }
    }
}

/// A manifest that is to be kept, in one transaction with its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewManifest {
    pub record: ManifestRecord,
    pub tag: Option<TagName>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutManifest {
    Stored,
    /// It was there already, with this tag if one was given; nothing changed.
    Known,
    /// The tag names another manifest; nothing changed.
    TagTaken(Digest),
}
