//! The files of a plan, read once, within limits.

use super::reader::{Problems, digest_of_files};
use drehscheibe_model::content::Digest;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Files in a plan.
const MAX_FILES: usize = 10_000;
/// Bytes of one file: the largest document that may enter a plugin.
const MAX_FILE_BYTES: u64 = 64 << 20;
/// Bytes of all files.
const MAX_BYTES: u64 = 512 << 20;
/// Directories within directories.
const MAX_DEPTH: usize = 8;

/// All files of a plan by their path relative to it, parts separated by `/`. Names that start with
/// a dot are left out.
#[derive(Debug, Default)]
pub struct Files {
    files: BTreeMap<String, Vec<u8>>,
    bytes: u64,
}

impl Files {
    pub fn read(root: &Path, problems: &Problems) -> Self {
        let mut files = Self::default();
        files.read_directory(root, "", 0, problems);
        files
    }

    fn read_directory(&mut self, directory: &Path, prefix: &str, depth: usize, problems: &Problems) {
        let here = if prefix.is_empty() { "." } else { prefix.trim_end_matches('/') };
        if depth > MAX_DEPTH {
            return problems.add(here, None, format!("directories are nested deeper than {MAX_DEPTH}"));
        }
        let entries = match fs::read_dir(directory) {
            Ok(entries) => entries,
            Err(error) => return problems.add(here, None, format!("cannot be read: {error}")),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return problems.add(here, None, format!("cannot be read: {error}")),
            };
            let Ok(name) = entry.file_name().into_string() else {
                problems.add(here, None, "a file name is not UTF-8");
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    self.read_directory(&entry.path(), &format!("{path}/"), depth + 1, problems);
                }
                Ok(kind) if kind.is_file() => self.read_file(&entry.path(), path, problems),
                Ok(_) => problems.add(&path, None, "is neither a file nor a directory; links are not followed"),
                Err(error) => problems.add(&path, None, format!("cannot be read: {error}")),
            }
        }
    }

    fn read_file(&mut self, file: &Path, path: String, problems: &Problems) {
        if self.files.len() >= MAX_FILES {
            if self.files.len() == MAX_FILES {
                problems.add(".", None, format!("more than {MAX_FILES} files"));
            }
            return;
        }
        let size = fs::metadata(file).map_or(0, |metadata| metadata.len());
        if size > MAX_FILE_BYTES {
            return problems.add(&path, None, format!("has {size} bytes; {MAX_FILE_BYTES} are allowed"));
        }
        self.bytes = self.bytes.saturating_add(size);
        if self.bytes > MAX_BYTES {
            return problems.add(&path, None, format!("the files have more than {MAX_BYTES} bytes in all"));
        }
        match fs::read(file) {
            Ok(bytes) => drop(self.files.insert(path, bytes)),
            Err(error) => problems.add(&path, None, format!("cannot be read: {error}")),
        }
    }

    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// The names of the directories right below `directory`, in order.
    pub fn directories_in(&self, directory: &str) -> Vec<String> {
        let prefix = format!("{directory}/");
        let mut names: Vec<String> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix(&prefix)?.split_once('/').map(|(name, _)| name.to_owned()))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub fn digest(&self) -> Digest {
        digest_of_files(self.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
    }
}

/// Resolves a path written in a case against the case's directory, within the plan.
pub fn resolve(directory: &str, written: &str) -> Result<String, String> {
    if written.is_empty() || written.starts_with('/') || written.contains('\\') {
        return Err(format!("`{written}` is not a relative path with `/`"));
    }
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or_else(|| format!("`{written}` leads out of the plan"))?;
            }
            name => parts.push(name),
        }
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn a_path_stays_within_the_plan() {
        assert_eq!(resolve("cases/a", "in.json").as_deref(), Ok("cases/a/in.json"));
        assert_eq!(resolve("cases/a", "../../shared/in.json").as_deref(), Ok("shared/in.json"));
        assert!(resolve("cases/a", "../../../in.json").is_err());
        assert!(resolve("cases/a", "/in.json").is_err());
    }
}
