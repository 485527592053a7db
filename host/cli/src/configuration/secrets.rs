//! Secrets from a file that only its owner may read.

use super::problem::{Problem, SourceFile};
use drehscheibe_model::ids::TenantId;
use drehscheibe_model::ports::Secrets;
use std::collections::BTreeMap;
use std::path::Path;

/// `[<tenant>]` tables of `name = "value"`; those in `[hub]` belong to the operator.
#[derive(Default)]
pub struct FileSecrets(BTreeMap<String, BTreeMap<String, String>>);

impl std::fmt::Debug for FileSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FileSecrets")
    }
}

impl FileSecrets {
    /// Reads the file; refused if others than its owner may read it.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        use std::os::unix::fs::PermissionsExt;
        let problem = |text: String| Problem { file: path.to_owned(), line: None, text };
        let metadata = std::fs::metadata(path).map_err(|error| problem(format!("cannot be read: {error}")))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(problem("others may read it; run `chmod 600` on it".into()));
        }
        SourceFile::read(path)?.parse().map(Self)
    }

    /// A secret of the operator.
    pub fn of_hub(&self, name: &str) -> Option<&str> {
        self.0.get("hub")?.get(name).map(String::as_str)
    }
}

impl Secrets for FileSecrets {
    fn secret(&self, tenant: &TenantId, name: &str) -> Option<String> {
        self.0.get(tenant.as_str())?.get(name).cloned()
    }
}
