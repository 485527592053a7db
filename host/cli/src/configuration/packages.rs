//! Plugins that come from the depot: `package = "vendor/name:1.0.0@sha256:…"`, pinned by the digest of the
//! package's manifest, so that nothing that happens to the depot changes what runs.

use drehscheibe_depot::manifest::Manifest;
use drehscheibe_model::content::Digest;
use drehscheibe_model::depot::{PackageStatus, RepositoryName, TagName};
use drehscheibe_model::ports::{Blobs, DepotStore};
use std::io::Read;

/// A package with what a configuration needs of it.
#[derive(Debug)]
pub struct Found {
    pub component: Digest,
    pub manifest: Manifest,
}

/// Where packages are looked for.
#[derive(Clone, Copy)]
pub struct Packages<'a> {
    pub store: &'a dyn DepotStore,
    pub blobs: &'a dyn Blobs,
}

/// The parts of a reference.
#[derive(Debug, PartialEq, Eq)]
struct Reference {
    repository: RepositoryName,
    /// For people; if it is there, it must name the digest.
    tag: Option<TagName>,
    manifest: Digest,
}

impl Reference {
    fn parse(text: &str) -> Result<Self, String> {
        let unpinned = || format!("`{text}` is not pinned: expected vendor/name:1.0.0@sha256:…");
        let (name, digest) = text.rsplit_once('@').ok_or_else(unpinned)?;
        let manifest = digest.parse().map_err(|error| format!("`{text}`: {error}"))?;
        let (repository, tag) = match name.rsplit_once(':') {
            Some((repository, tag)) => (repository, Some(tag)),
            None => (name, None),
        };
        let wrong = |error: &dyn std::fmt::Display| format!("`{text}`: {error}");
        Ok(Self {
            repository: RepositoryName::new(repository).map_err(|error| wrong(&error))?,
            tag: tag.map(TagName::new).transpose().map_err(|error| wrong(&error))?,
            manifest,
        })
    }
}

impl Packages<'_> {
    /// The package that a reference means; why it cannot be used, for people.
    pub fn find(&self, text: &str) -> Result<Found, String> {
        let reference = Reference::parse(text)?;
        let unreadable = |error: &dyn std::fmt::Display| format!("package {text}: {error}");
        let Reference { repository, tag, manifest } = &reference;
        let package = self.store.package(repository, manifest).map_err(|error| unreadable(&error))?;
        let package = package.ok_or_else(|| format!("the depot has no package {text}"))?;
        if let Some(tag) = tag {
            let named = self.store.tagged(repository, tag).map_err(|error| unreadable(&error))?;
            if named != Some(*manifest) {
                return Err(format!("package {text}: the version {tag} is not this digest"));
            }
        }
        let Some(description) = package.plugin_manifest.filter(|_| package.status.status != PackageStatus::Uploaded)
        else {
            return Err(format!("package {text} is not checked yet; `drehscheibe depot inspect` says what is missing"));
        };
        let mut manifest = String::new();
        let mut file = self.blobs.open(&description).map_err(|error| unreadable(&error))?;
        let limit = u64::try_from(drehscheibe_depot::manifest::MAX_BYTES).unwrap_or(u64::MAX);
        file.by_ref().take(limit + 1).read_to_string(&mut manifest).map_err(|error| unreadable(&error))?;
        let manifest = Manifest::parse(&manifest).map_err(|problems| {
            let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
            format!("package {text}: {}", all.join("; "))
        })?;
        Ok(Found { component: package.component, manifest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn a_reference_is_pinned() {
        let read = Reference::parse(&format!("vendor/regel:1.0.0@{DIGEST}")).unwrap();
        assert_eq!((read.repository.as_str(), read.tag.unwrap().as_str()), ("vendor/regel", "1.0.0"));
        assert_eq!(read.manifest, Digest::of(b""));
        assert!(Reference::parse(&format!("vendor/regel@{DIGEST}")).unwrap().tag.is_none());
        let unpinned = "vendor/regel:1.0.0".to_owned();
        for wrong in [unpinned, String::new(), format!("@{DIGEST}"), format!("../x:1@{DIGEST}"), "a/b@sha256:0".into()]
        {
            assert!(Reference::parse(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_the_depot_does_not_have_is_said() {
        let (store, blobs) = (drehscheibe_store::MemoryStore::new(), drehscheibe_store::MemoryBlobs::new());
        let packages = Packages { store: &store, blobs: &blobs };
        let error = packages.find(&format!("vendor/regel:1.0.0@{DIGEST}")).unwrap_err();
        assert!(error.starts_with("the depot has no package vendor/regel:1.0.0@sha256:"), "{error}");
    }
}
