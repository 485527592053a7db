//! Reading a layout from a tar that anyone may have made. No name in it ever becomes a path: what is
//! kept lies under its own digest in a directory of ours, and everything else is refused.

use super::{Entry, Index};
use crate::commands::output::{Failure, NO};
use drehscheibe_model::content::Digest;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

/// Most entries of a tar.
const ENTRIES: usize = 10_000;
/// Largest file in it, and all together, in bytes.
const FILE: u64 = 256 << 20;
const TOTAL: u64 = 4 << 30;
/// Largest `index.json` and `oci-layout`, in bytes.
const INDEX: u64 = 4 << 20;

/// A layout whose blobs lie in a directory that goes when it is dropped.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) manifests: Vec<Entry>,
    directory: TempDir,
    sizes: BTreeMap<Digest, u64>,
}

fn refused(problems: Vec<String>) -> Failure {
    let failure = Failure::new("the file is not an OCI image layout that can be trusted; nothing was imported");
    problems.into_iter().fold(failure, Failure::line).code(NO)
}

fn io(error: std::io::Error) -> Failure {
    Failure::of(&error)
}

/// What an entry of the tar is.
enum What {
    Folder,
    Index,
    Layout,
    Blob(Digest),
}

/// By its exact name: nothing is normalised, so nothing can be hidden.
fn what(name: &[u8], kind: tar::EntryType) -> Result<What, String> {
    let shown = || String::from_utf8_lossy(name).chars().take(100).collect::<String>();
    let text = std::str::from_utf8(name).map_err(|_| format!("`{}`: not UTF-8", shown()))?;
    let text = text.strip_prefix("./").unwrap_or(text);
    if kind.is_dir() {
        return match text.trim_end_matches('/') {
            "" | "blobs" | "blobs/sha256" => Ok(What::Folder),
            _ => Err(format!("`{}`: no folder of a layout", shown())),
        };
    }
    if !kind.is_file() {
        return Err(format!("`{}`: neither file nor folder", shown()));
    }
    match text {
        "index.json" => Ok(What::Index),
        "oci-layout" => Ok(What::Layout),
        _ => text
            .strip_prefix("blobs/sha256/")
            .and_then(|hex| Digest::from_hex(hex).ok().filter(|digest| digest.to_hex() == hex))
            .map(What::Blob)
            .ok_or_else(|| format!("`{}`: no file of a layout", shown())),
    }
}

impl Layout {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file =
            std::fs::File::open(path).map_err(|error| io(error).line(format!("the file is {}", path.display())))?;
        let mut layout =
            Self { manifests: Vec::new(), directory: tempfile::tempdir().map_err(io)?, sizes: BTreeMap::new() };
        let (mut index, mut version, mut problems) = (None, None, Vec::new());
        let mut archive = tar::Archive::new(std::io::BufReader::new(file));
        let (mut total, mut count) = (0_u64, 0_usize);
        for entry in archive.entries().map_err(io)? {
            let mut entry = entry.map_err(|error| refused(vec![format!("the tar is damaged: {error}")]))?;
            count += 1;
            total = total.saturating_add(entry.size());
            if count > ENTRIES || entry.size() > FILE || total > TOTAL {
                problems.push("it has too many entries, or too large ones".into());
                break;
            }
            let name = entry.path_bytes().into_owned();
            match what(&name, entry.header().entry_type()) {
                Ok(What::Folder) => {}
                Ok(What::Index) if index.is_none() => index = Some(small(&mut entry)?),
                Ok(What::Layout) if version.is_none() => version = Some(small(&mut entry)?),
                Ok(What::Index | What::Layout) => problems.push("index.json or oci-layout stands twice".into()),
                Ok(What::Blob(digest)) => layout.keep(&digest, &mut entry, &mut problems)?,
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() {
            problems = layout.understand(index.as_deref(), version.as_deref());
        }
        problems.truncate(50);
        if problems.is_empty() { Ok(layout) } else { Err(refused(problems)) }
    }

    fn keep(&mut self, digest: &Digest, entry: &mut impl Read, problems: &mut Vec<String>) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        entry
            .take(FILE)
            .read_to_end(&mut bytes)
            .map_err(|error| refused(vec![format!("the tar is damaged: {error}")]))?;
        let actual = Digest::of(&bytes);
        if actual != *digest {
            problems.push(format!("the blob {digest} has the digest {actual}"));
            return Ok(());
        }
        std::fs::write(self.directory.path().join(digest.to_hex()), &bytes).map_err(io)?;
        self.sizes.insert(*digest, bytes.len() as u64);
        Ok(())
    }

    fn understand(&mut self, index: Option<&[u8]>, version: Option<&[u8]>) -> Vec<String> {
        let said = version.and_then(|bytes| serde_json::from_slice::<serde_json::Value>(bytes).ok());
        if said.as_ref().and_then(|value| value["imageLayoutVersion"].as_str()) != Some("1.0.0") {
            return vec!["oci-layout is missing or of another version than 1.0.0".into()];
        }
        let index: Index = match index.map(serde_json::from_slice) {
            Some(Ok(index)) => index,
            Some(Err(error)) => return vec![format!("index.json: {error}")],
            None => return vec!["index.json is missing".into()],
        };
        let missing = index.manifests.iter().filter(|entry| self.sizes.get(&entry.digest) != Some(&entry.size));
        let problems: Vec<_> =
            missing.map(|entry| format!("the manifest {} is missing or has another size", entry.digest)).collect();
        self.manifests = index.manifests;
        problems
    }

    pub(super) fn blob(&self, digest: &Digest) -> Result<Vec<u8>, Failure> {
        if !self.sizes.contains_key(digest) {
            return Err(refused(vec![format!("the blob {digest} is missing")]));
        }
        std::fs::read(self.directory.path().join(digest.to_hex())).map_err(io)
    }
}

fn small(entry: &mut impl Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    entry.take(INDEX).read_to_end(&mut bytes).map_err(io)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tar::EntryType;

    /// A tar with one more entry than a good one, its name written as it is.
    fn tar_with(name: &str, kind: EntryType, link: Option<&str>) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut builder = tar::Builder::new(file);
        let mut add = |name: &str, bytes: &[u8], kind: EntryType, link: Option<&str>| {
            let mut header = tar::Header::new_gnu();
            // The library itself would refuse such names.
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(kind);
            header.set_size(bytes.len() as u64);
            if let Some(link) = link {
                header.as_gnu_mut().unwrap().linkname[..link.len()].copy_from_slice(link.as_bytes());
            }
            header.set_cksum();
            builder.append(&header, bytes).unwrap();
        };
        add("oci-layout", br#"{"imageLayoutVersion":"1.0.0"}"#, EntryType::Regular, None);
        add("index.json", br#"{"schemaVersion":2,"manifests":[]}"#, EntryType::Regular, None);
        let bytes: &[u8] = if kind.is_file() { b"x" } else { b"" };
        add(name, bytes, kind, link);
        builder.into_inner().unwrap()
    }

    #[test]
    fn names_that_are_no_part_of_a_layout_are_refused_and_nothing_is_written() {
        let hex = Digest::of(b"x").to_hex();
        let good = tar_with(&format!("./blobs/sha256/{hex}"), EntryType::Regular, None);
        assert!(Layout::open(good.path()).is_ok());
        let outside = std::env::temp_dir().join("drehscheibe-path-trick");
        let _ = std::fs::remove_file(&outside);
        let tricks = [
            "../../../tmp/drehscheibe-path-trick".to_owned(),
            "/tmp/drehscheibe-path-trick".to_owned(),
            format!("blobs/sha256/../{hex}"),
            format!("blobs/sha256/{}", hex.to_uppercase()),
            format!("blobs//sha256/{hex}"),
            format!("blobs/sha512/{hex}"),
            "blobs/sha256/x".to_owned(),
            "index.json".to_owned(),
        ];
        for name in &tricks {
            let tar = tar_with(name, EntryType::Regular, None);
            assert!(Layout::open(tar.path()).is_err(), "{name}");
        }
        for (kind, link) in [
            (EntryType::Symlink, Some("/etc/passwd")),
            (EntryType::Link, Some("index.json")),
            (EntryType::Fifo, None),
            (EntryType::Char, None),
            (EntryType::GNUSparse, None),
        ] {
            let tar = tar_with(&format!("blobs/sha256/{hex}"), kind, link);
            assert!(Layout::open(tar.path()).is_err(), "{kind:?}");
        }
        assert!(!outside.exists());
    }

    #[test]
    fn bytes_under_another_digest_are_refused() {
        let tar = tar_with(&format!("blobs/sha256/{}", Digest::of(b"y").to_hex()), EntryType::Regular, None);
        assert!(Layout::open(tar.path()).is_err());
        let garbage = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(garbage.path(), [7; 2_000]).unwrap();
        assert!(Layout::open(garbage.path()).is_err());
        std::fs::write(garbage.path(), b"").unwrap();
        assert!(Layout::open(garbage.path()).is_err());
    }
}
