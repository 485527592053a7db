//! Schema documents come from the resolver only.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use drehscheibe_xpath::resolve_uri;
use drehscheibe_xslt::Resolver;
use xsd_schema::parser::resolver::decode_xml_bytes;
use xsd_schema::{LocationRequest, LocationRewriter, SchemaError, SchemaLoader, SchemaResolver, SchemaResult};

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

/// Gives all addresses of a file its name, so that it is read once. An address inside of such a file is
/// relative to the address under which it was asked for, as if there were no catalogue.
pub(crate) struct OneName {
    files: Shared,
    /// By name of a file, the address that it was first asked for by.
    asked: Mutex<HashMap<String, String>>,
}

impl OneName {
    pub fn new(files: Shared) -> Self {
        OneName { files, asked: Mutex::default() }
    }
}

impl LocationRewriter for OneName {
    fn rewrite(&self, request: &LocationRequest<'_>, _: &SchemaResolver) -> Option<String> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let base = asked.get(name_of(request.base_uri)).map_or(request.base_uri, String::as_str);
        let address = resolve_uri(request.location, base);
        let name = self.files.name(name_of(&address));
        // An address without a file stays what it is, for the message.
        self.files.load(name_of(&address))?;
        asked.entry(name.clone()).or_insert(address);
        Some(format!("{ROOT}{name}"))
    }
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
