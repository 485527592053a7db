//! Where stylesheets and built-in documents come from.

use std::collections::BTreeMap;
use std::sync::Arc;

use drehscheibe_xpath::resolve_uri;

/// Gives the files that a stylesheet includes, imports or reads with `doc()`. Asked when a
/// stylesheet is compiled, never when it runs.
pub trait Resolver {
    /// The file of an absolute URI (or of a path relative to the first stylesheet); `None` if there
    /// is none.
    fn load(&self, uri: &str) -> Option<Arc<[u8]>>;

    /// The name of the file that [`load`](Self::load) gives: the same for all addresses of one file.
    fn name(&self, uri: &str) -> String {
        uri.to_owned()
    }
}

/// Files in memory, by the name under which they are referred to.
#[derive(Clone, Debug, Default)]
pub struct Files {
    files: BTreeMap<String, Arc<[u8]>>,
}

impl Files {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. Names are paths with `/`, relative to a common root.
    pub fn add(&mut self, name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> &mut Self {
        let name = name.into();
        self.files.insert(resolve_uri(&name, ""), bytes.into());
        self
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes))
    }
}

impl Resolver for Files {
    fn load(&self, uri: &str) -> Option<Arc<[u8]>> {
        self.files.get(uri).cloned()
    }
}
