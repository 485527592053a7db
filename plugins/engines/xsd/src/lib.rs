//! XML Schema 1.0 over files that the caller gives: compiled once, then any number of documents.
//!
//! This crate is the only place that knows the crate `xsd-schema`, which does the work. What it adds:
//! schema documents come from a [`Resolver`] and from nowhere else; a directive whose document is
//! missing, and a reference that leads nowhere, are errors instead of hints; violations have the location paths of the Schematron
//! engine; and their German texts hold names from the schema, never values from the document.
//!
//! ```
//! use drehscheibe_xslt::Files;
//!
//! let mut files = Files::new();
//! files.add("hund.xsd", br#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
//!   <xs:element name="hund"><xs:complexType><xs:sequence>
//!     <xs:element name="rasse" type="xs:string"/>
//!   </xs:sequence></xs:complexType></xs:element></xs:schema>"#.to_vec());
//! let schema = drehscheibe_xsd::compile(&["hund.xsd"], std::sync::Arc::new(files)).map_err(|e| format!("{e:?}"))?;
//! let found = schema.validate(b"<hund><farbe/></hund>")?;
//! assert_eq!((found[0].code.as_str(), found[0].location.as_str()), ("cvc-complex-type.2.4", "/hund[1]"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod loader;
mod references;
mod schema;
#[cfg(test)]
mod tests;
mod texts;

pub use drehscheibe_xpath::Error;
pub use drehscheibe_xslt::Resolver;
pub use schema::{Refused, Schema, Violation, compile};
