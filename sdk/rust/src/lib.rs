//! Write a Drehscheibe plugin as plain functions over typed data.
//!
//! A plugin is a type that says which settings it has ([`Plugin`]) and does one or more of four
//! things: it checks ([`Validator`]), makes documents ([`Transformer`]), hands them to a target
//! ([`Adapter`]) or says what a message is ([`Recogniser`]). [`export!`] makes a component of it.
//!
//! ```
//! use drehscheibe_sdk::{Failure, Findings, Json, Plugin, Submission, Validator};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Settings {
//!     max_dogs: u32,
//! }
//!
//! #[derive(Deserialize)]
//! struct Registration {
//!     dogs: u32,
//! }
//!
//! struct DogTax;
//!
//! impl Plugin for DogTax {
//!     type Settings = Settings;
//!     const SETTINGS_SCHEMA: &'static str = r#"{
//!         "type": "object",
//!         "properties": { "max_dogs": { "title": "Höchstzahl der Hunde", "type": "integer", "minimum": 1 } },
//!         "required": ["max_dogs"]
//!     }"#;
//! }
//!
//! impl Validator for DogTax {
//!     type Document = Json<Registration>;
//!     fn validate(
//!         input: &Submission<Json<Registration>>,
//!         settings: &Settings,
//!         findings: &mut Findings,
//!     ) -> Result<(), Failure> {
//!         if input.content.dogs > settings.max_dogs {
//!             findings.error("HUND-01").at("/dogs").say("Das sind zu viele Hunde.", "These are too many dogs.");
//!         }
//!         Ok(())
//!     }
//! }
//!
//! drehscheibe_sdk::export!(DogTax: validator);
//!
//! // Without a hub, in an ordinary test:
//! use drehscheibe_sdk::test;
//! test::Host::new().settings(r#"{"max_dogs": 2}"#).install();
//! let findings = test::validate::<DogTax>(&test::submission(r#"{"dogs": 3}"#)).unwrap();
//! assert_eq!(findings[0].rule_id, "HUND-01");
//! ```
//!
//! # What there is besides
//! - [`host`]: the receipt time, code lists, attachments, log lines.
//! - [`http`], [`folder`], [`mail`]: the capabilities of adapters.
//! - [`iban`], [`area`], [`date`], [`din91379`], [`xml`], [`csv`], [`encoding`]: what German adapters need.
//! - [`test`] (not in a component): a host for unit tests.

pub mod area;
pub mod bindings;
mod contract;
pub mod csv;
pub mod date;
pub mod delivery_failure;
pub mod din91379;
pub mod document;
pub mod encoding;
mod export;
pub mod failure;
mod findings;
pub mod folder;
#[cfg(target_arch = "wasm32")]
mod heap;
pub mod host;
pub mod http;
pub mod iban;
pub mod mail;
pub mod pattern;
mod plugin;
pub mod run;
mod submission;
#[cfg(not(target_arch = "wasm32"))]
pub mod test;
pub mod xml;

pub use contract::*;
pub use document::{FromDocument, Json, Raw};
#[doc(hidden)]
pub use export::Export;
pub use findings::{FindingBuilder, Findings, reason};
pub use plugin::{Adapter, Plugin, Recogniser, Transformer, Validator};
pub use submission::{Outputs, Submission};
