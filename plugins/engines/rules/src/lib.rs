//! Rules as their authors ship them, put together: XML Schema, Schematron and XSLT.
//!
//! A [`RuleSet`] is built once from an [`Order`] and files, and then checks or transforms any number
//! of documents. A check has four levels, in this order; a level is looked at only if the one before
//! is passed: the document is well-formed, it follows the schemas, it follows the business rules, and
//! the verdict. What comes out are [`Finding`]s with the reason codes of the XGewerbeordnung list.
//!
//! ```
//! use drehscheibe_rules::{Order, RuleSet, Surroundings};
//! use drehscheibe_xslt::Files;
//!
//! let mut files = Files::new();
//! files.add("hund.sch", br#"<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2" xml:lang="de">
//!   <pattern><rule context="hund"><assert id="HUND-01" test="rasse">Die Rasse fehlt.</assert></rule></pattern>
//! </schema>"#.to_vec());
//! let order = Order { schematron: vec!["hund.sch".into()], ..Order::default() };
//! let rules = RuleSet::build(&order, std::sync::Arc::new(files)).map_err(|e| format!("{e:?}"))?;
//! let findings = rules.validate(b"<hund/>", &Surroundings::default())?;
//! assert_eq!((findings[0].rule_id.as_str(), findings[0].reason_code), ("HUND-01", "X002"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod build;
mod catalog;
mod finding;
mod order;
mod settings;
mod svrl;
#[cfg(test)]
mod tests;
mod transform;
mod validate;

pub use build::{Problem, RuleSet};
pub use catalog::Catalog;
pub use finding::{Finding, Level, Severity};
pub use order::Order;
pub use settings::Parameters;
pub use transform::Made;
pub use validate::{Fault, Surroundings};
