//! Reading and writing XML, without document type declarations, entities or external references.
//!
//! ```
//! use drehscheibe_sdk::xml;
//! let root = xml::parse(b"<hund xmlns='urn:x'><name>Bello</name></hund>").unwrap();
//! assert_eq!(root.child("name").map(|name| name.text.as_str()), Some("Bello"));
//! assert!(xml::parse(b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>").is_err());
//!
//! let mut writer = xml::Writer::new();
//! writer.start("hund", &[("xmlns", "urn:x")]).leaf("name", "Bello & Söhne").end();
//! assert!(writer.finish().ends_with("<hund xmlns=\"urn:x\">\n  <name>Bello &amp; Söhne</name>\n</hund>\n"));
//! ```

mod read;
mod write;

pub use read::{Element, MAX_DEPTH, XmlError, parse};
pub use write::Writer;
