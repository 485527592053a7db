//! The SDKs, templates and the contract, as they were when this binary was built.

use drehscheibe_model::content::Digest;
use std::io;
use std::path::{Path, PathBuf};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Files below a folder, by their path in it, in order.
pub fn below(folder: &str) -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().filter_map(move |(name, content)| Some((name.strip_prefix(folder)?.strip_prefix('/')?, *content)))
}

/// One file as text.
#[cfg(test)]
fn text(name: &str) -> Option<&'static str> {
    let (_, content) = FILES.iter().find(|(known, _)| *known == name)?;
    std::str::from_utf8(content).ok()
}

/// Writes all files below a folder into another one.
pub fn write(folder: &str, to: &Path) -> io::Result<()> {
    below(folder).try_for_each(|(name, content)| write_file(&to.join(name), content))
}

/// Writes a file and the folders above it.
pub fn write_file(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(path, content)
}

/// First digits of the digest over the files below a folder, for names of caches.
pub fn fingerprint(folder: &str) -> String {
    let mut all = Vec::new();
    for (name, content) in below(folder) {
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(&(content.len() as u64).to_le_bytes());
        all.extend_from_slice(content);
    }
    Digest::of(&all).to_string().trim_start_matches("sha256:").chars().take(12).collect()
}

/// Folder of this user in which tools and compiled plugins are kept: `DREHSCHEIBE_CACHE`, else
/// `XDG_CACHE_HOME/drehscheibe`, else `~/.cache/drehscheibe`.
pub fn cache_folder() -> io::Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("DREHSCHEIBE_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("drehscheibe")))
        .or_else(|| set("HOME").map(|folder| folder.join(".cache/drehscheibe")))
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "neither DREHSCHEIBE_CACHE nor HOME is set"))
}

/// Makes a folder of the cache once: `fill` fills a temporary one, which then gets its name.
pub fn cached<E: From<io::Error>>(name: &str, fill: impl FnOnce(&Path) -> Result<(), E>) -> Result<PathBuf, E> {
    let cache = cache_folder()?;
    let folder = cache.join(name);
    if folder.is_dir() {
        return Ok(folder);
    }
    std::fs::create_dir_all(&cache)?;
    let temporary = tempfile::Builder::new().prefix("new-").tempdir_in(&cache)?;
    fill(temporary.path())?;
    let kept = temporary.keep();
    match std::fs::rename(&kept, &folder) {
        Ok(()) => Ok(folder),
        // Somebody else was faster.
        Err(_) if folder.is_dir() => {
            std::fs::remove_dir_all(&kept)?;
            Ok(folder)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contract_and_the_sdks_are_in_the_binary() {
        for name in [
            "wit/worlds.wit",
            "sdk/rust/src/lib.rs",
            "sdk/js/src/index.js",
            "sdk/python/src/drehscheibe_sdk/__init__.py",
        ] {
            assert!(text(name).is_some_and(|text| !text.is_empty()), "{name}");
        }
        assert!(FILES.iter().all(|(name, _)| !name.contains("node_modules") && !name.contains("__pycache__")));
    }
}
