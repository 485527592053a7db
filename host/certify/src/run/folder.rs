//! The drop folder of one case.

use crate::plan::DeliverySide;
use crate::plan::ExpectedFile;
use crate::report::Mismatch;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use tempfile::TempDir;

/// A fresh directory, gone when the value goes.
pub struct Folder(TempDir);

impl Folder {
    /// None if the case grants no folder.
    pub fn make(delivery: &DeliverySide) -> io::Result<Option<Self>> {
        if !delivery.folder {
            return Ok(None);
        }
        let directory = tempfile::tempdir()?;
        for file in &delivery.existing {
            let path = directory.path().join(&file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, &file.content)?;
        }
        Ok(Some(Self(directory)))
    }

    pub fn path(&self) -> String {
        self.0.path().display().to_string()
    }

    /// Compares all files that lie in the folder with those expected.
    pub fn compare(&self, expected: &[ExpectedFile]) -> Vec<Mismatch> {
        let mut found = BTreeMap::new();
        if let Err(error) = collect(self.0.path(), "", &mut found) {
            return vec![Mismatch::of_texts("files", None, Some(format!("cannot be read: {}", error.kind())))];
        }
        let mut mismatches = Vec::new();
        for file in expected {
            let what = format!("files[{}]", file.path);
            match found.remove(&file.path) {
                None => mismatches.push(Mismatch::of_texts(&what, Some(format!("as in {}", file.file)), None)),
                Some(bytes) if bytes != file.body => {
                    mismatches.push(Mismatch::of_bytes(&what, &file.body, &bytes));
                }
                Some(_) => {}
            }
        }
        for (path, bytes) in found {
            let actual = String::from_utf8(bytes).unwrap_or_else(|error| format!("{} bytes", error.as_bytes().len()));
            mismatches.push(Mismatch::of_texts(&format!("files[{path}]"), None, Some(actual)));
        }
        mismatches
    }
}

fn collect(directory: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}
