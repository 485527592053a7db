//! Waiting for changes of a project's files: small folders, looked at a few times a second.

use crate::commands::output::Failure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Between two looks. Editors write a file in several steps: a change counts when a look finds no further one.
const LOOK: Duration = Duration::from_millis(40);
/// Folders that builds write into or that hold what others wrote.
const BUILT: [&str; 6] = ["target", "node_modules", "__pycache__", "vendor", "dist", ".git"];

/// Files that builds write.
const WRITTEN: [&str; 2] = ["Cargo.lock", "package-lock.json"];

type State = BTreeMap<PathBuf, (SystemTime, u64)>;

/// Tells of changes below a folder.
#[derive(Debug)]
pub struct Watch {
    folder: PathBuf,
    known: State,
}

impl Watch {
    pub fn of(folder: &Path) -> Result<Self, Failure> {
        let folder = folder.canonicalize().map_err(|error| Failure::of(&error))?;
        let known = look(&folder);
        Ok(Self { folder, known })
    }

    /// Waits for a change of a file that is not a build's and gives its path, relative to the folder.
    pub fn next(&mut self) -> PathBuf {
        let mut changed = None;
        loop {
            std::thread::sleep(LOOK);
            let now = look(&self.folder);
            let difference = now
                .iter()
                .find(|(path, state)| self.known.get(*path) != Some(*state))
                .map(|(path, _)| path)
                .or_else(|| self.known.keys().find(|path| !now.contains_key(*path)))
                .cloned();
            self.known = now;
            match (difference, changed.take()) {
                (Some(path), _) => changed = Some(path),
                (None, Some(path)) => return path.strip_prefix(&self.folder).map(Path::to_owned).unwrap_or(path),
                (None, None) => {}
            }
        }
    }
}

/// The files that a person may change.
fn look(folder: &Path) -> State {
    let mut found = State::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let Ok(data) = entry.metadata() else { continue };
            if data.is_dir() {
                if !name.starts_with('.') && !BUILT.contains(&&*name) {
                    folders.push(entry.path());
                }
            } else if !name.starts_with('.')
                && !name.ends_with('~')
                && !name.ends_with(".swp")
                && !WRITTEN.contains(&&*name)
            {
                let modified = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
                found.insert(entry.path(), (modified, data.len()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_once_and_that_of_a_build_never() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("target")).unwrap();
        std::fs::write(folder.path().join("a.txt"), "1").unwrap();
        let mut watch = Watch::of(folder.path()).unwrap();
        std::fs::write(folder.path().join("target/b.txt"), "1").unwrap();
        std::fs::write(folder.path().join("Cargo.lock"), "1").unwrap();
        std::fs::write(folder.path().join("a.txt"), "22").unwrap();
        assert_eq!(watch.next(), Path::new("a.txt"));
        std::fs::remove_file(folder.path().join("a.txt")).unwrap();
        assert_eq!(watch.next(), Path::new("a.txt"));
    }
}
