//! What is to be built.

use serde::{Deserialize, Serialize};

/// Rule files by name, relative to the folder that holds them all, and how to read them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Order {
    /// Schemas; a document must follow the one that knows its root element.
    pub xsd: Vec<String>,
    /// Schematron schemas, or stylesheets made from one (they write SVRL). All of them are checked.
    pub schematron: Vec<String>,
    /// The phase of the Schematron schemas; without it their default phase.
    pub phase: Option<String>,
    /// The stylesheet of the transformer.
    pub xslt: Option<String>,
    /// Documents that `doc()` and `document()` may read.
    pub documents: Vec<String>,
    /// An OASIS XML catalogue that says which file stands for an address.
    pub catalog: Option<String>,
    /// BCP 47 tag of texts without `xml:lang`; without it they count as not German.
    pub language: Option<String>,
}
