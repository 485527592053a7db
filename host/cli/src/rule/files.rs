//! The files among which a rule finds what it includes.

use super::error::RuleError;
use std::path::{Path, PathBuf};

/// Files below a base folder, at most.
const MOST_FILES: usize = 20_000;
/// Bytes of one file.
const FILE_BYTES: u64 = 64 << 20;

/// A file, by its name relative to the base with `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    pub name: String,
    pub path: PathBuf,
    pub size: u64,
}

/// All files below `base`, in order of name. Folders named `target` and names with a dot in front are
/// left out, as are links that lead out of the base.
pub fn below(base: &Path) -> Result<Vec<RuleFile>, RuleError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| RuleError::Read { path, source }
    };
    let base = base.canonicalize().map_err(unreadable(base))?;
    let (mut open, mut found) = (vec![base.clone()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).map_err(unreadable(&folder))? {
            let path = entry.map_err(unreadable(&folder))?.path();
            let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            // What a link leads to counts, and only if it lies below the base.
            let Some(real) = path.canonicalize().ok().filter(|real| !hidden && real.starts_with(&base)) else {
                continue;
            };
            let data = std::fs::metadata(&real).map_err(unreadable(&real))?;
            let is_target = path.file_name().is_some_and(|name| name == "target");
            if data.is_dir() && !is_target && !path.is_symlink() {
                open.push(path);
            } else if data.is_file() && data.len() <= FILE_BYTES {
                let name = name_below(&base, &path)?;
                found.push(RuleFile { name, path: real, size: data.len() });
            }
            if found.len() > MOST_FILES {
                let text = format!("{} holds more than {MOST_FILES} files; choose a smaller --base", base.display());
                return Err(RuleError::Order(text));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The name of a file below a base that is canonical.
pub fn name_below(base: &Path, path: &Path) -> Result<String, RuleError> {
    let outside = || RuleError::Outside { path: path.to_owned(), base: base.to_owned() };
    let rest = path.strip_prefix(base).map_err(|_| outside())?;
    let parts: Option<Vec<&str>> = rest.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| RuleError::Order(format!("{} is not UTF-8", path.display())))
}
