//! An XSLT 2.0 processor (basic, that is schema-unaware); stylesheets of version 1.0 run in
//! backwards-compatible behaviour.
//!
//! A stylesheet is compiled once, with all that it includes and imports, from files that the caller
//! gives ([`Resolver`], [`Files`]). A run is a pure function of stylesheet, source and options:
//! there is no network, no file, no clock. `doc()` and `document()` read what was built in when the
//! stylesheet was compiled, and nothing else.
//!
//! ```
//! use drehscheibe_xslt::{CompileOptions, Files, RunOptions, compile};
//!
//! let mut files = Files::new();
//! files.add("main.xsl", br#"
//!   <xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
//!     <xsl:output method="text"/>
//!     <xsl:template match="/">Hello <xsl:value-of select="upper-case(//name)"/></xsl:template>
//!   </xsl:stylesheet>"#.to_vec());
//! let stylesheet = compile("main.xsl", &files, &CompileOptions::default()).map_err(|e| format!("{e:?}"))?;
//! let output = stylesheet.run(b"<a><name>Anna</name></a>", &RunOptions::default())?;
//! assert_eq!(output.text(), "Hello ANNA");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Errors
//! [`compile()`] gives all problems, each with code, file and line; what this processor does not
//! support is one of them ([`ErrorKind::Unsupported`]), never skipped. Errors of a run carry the
//! code of the recommendation and the place of the instruction.
//!
//! # Bounds
//! See [`Limits`]: depth of templates and functions, nodes and text made, size of the output,
//! number of result documents; and the bounds of `drehscheibe-xpath`. A run needs up to 4 KiB of
//! stack for each level of depth.
//!
//! # Not supported
//! Schema-aware processing (`xsl:import-schema`, `type`, `validation`); extension functions and
//! instructions (`xsl:fallback` is used); `disable-output-escaping` (ignored, as the recommendation
//! allows); collations other than by code point and German; numbering in words other than English.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod compile;
pub mod embed;
mod program;
mod run;
mod source;

pub use compile::{CompileOptions, compile};
pub use drehscheibe_xpath::{Error, ErrorKind};
pub use program::{Parameter, Stylesheet};
pub use run::{Limits, Output, ResultDocument, RunOptions};
pub use source::{Files, Resolver};
