//! What recognition may ask of a document.

/// A look into a document. Implementations parse lazily and refuse XML with a DOCTYPE.
pub trait DocumentView {
    /// Namespace and local name of the XML root element; none if it is not well-formed XML so far.
    fn root(&self) -> Option<XmlRoot>;
    /// The text or number at a JSON Pointer (RFC 6901); none if there is no such value.
    fn json_text(&self, pointer: &str) -> Option<String>;
}

/// The root element of an XML document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlRoot {
    /// Empty: no namespace.
    pub namespace: String,
    pub local_name: String,
}
