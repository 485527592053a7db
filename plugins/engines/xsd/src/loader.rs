//! Schema documents come from the resolver only.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use drehscheibe_xslt::Resolver;
use xsd_schema::parser::resolver::decode_xml_bytes;
use xsd_schema::{SchemaError, SchemaLoader, SchemaResult};

/// The base that relative names get, so that nothing is resolved against a working directory.
pub(crate) const ROOT: &str = "file:///";

/// A resolver that may be shared.
pub(crate) type Shared = Arc<dyn Resolver + Send + Sync>;

/// The only loader: no file system, no network.
pub(crate) struct FromResolver {
    pub files: Shared,
    /// What was read, for the check of references.
    pub read: Read,
}

/// Name and content of each file read.
pub(crate) type Read = Arc<Mutex<Vec<(String, Arc<[u8]>)>>>;

impl fmt::Debug for FromResolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromResolver")
    }
}

/// The name as the caller wrote it.
pub(crate) fn name_of(location: &str) -> &str {
    location.strip_prefix(ROOT).unwrap_or(location).trim_start_matches('/')
}

impl SchemaLoader for FromResolver {
    fn load(&self, location: &str) -> SchemaResult<String> {
        let name = name_of(location);
        match self.files.load(name) {
            Some(bytes) => {
                let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
                if !read.iter().any(|(known, _)| known == name) {
                    read.push((name.to_string(), bytes.clone()));
                }
                decode_xml_bytes(bytes.to_vec())
            }
            None => Err(SchemaError::resolution(format!("there is no file {name}"))),
        }
    }

    fn can_load(&self, location: &str) -> bool {
        !location.starts_with("embedded:")
    }
}
