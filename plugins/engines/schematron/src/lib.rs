//! ISO Schematron with the query bindings `xslt` and `xslt2`, without a detour over a stylesheet:
//! all patterns share one pass over the document.
//!
//! ```
//! use drehscheibe_schematron::{Options, compile};
//! use drehscheibe_xslt::{Files, RunOptions};
//!
//! let mut files = Files::new();
//! files.add("rules.sch", br#"
//!   <schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt2">
//!     <pattern><rule context="hund">
//!       <assert id="HUND-01" test="rasse" flag="warning">Die Rasse fehlt bei <value-of select="@name"/>.</assert>
//!     </rule></pattern>
//!   </schema>"#.to_vec());
//! let schema = compile("rules.sch", &files, &Options::default()).map_err(|e| format!("{e:?}"))?;
//! let report = schema.validate(b"<hunde><hund name='Bello'/></hunde>", &RunOptions::default())?;
//! let finding = report.findings().next().unwrap();
//! assert_eq!((finding.rule_id.as_str(), finding.location.as_str()), ("HUND-01", "/hunde[1]/hund[1]"));
//! assert_eq!(finding.text.content, "Die Rasse fehlt bei Bello.");
//! assert!(report.is_valid() && report.to_svrl().contains("failed-assert"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Supported: phases, `include`, `extends` (by rule and by href), abstract patterns and rules, `let`
//! at every level, `value-of`, `name`, `emph`, `span`, `dir`, `diagnostics`, `flag` and `role`
//! (severities, see [`Severity::by_name`]; without one it is an error), and of XSLT: `xsl:function`,
//! `xsl:key`, `xsl:variable`, `xsl:param`, `xsl:decimal-format`. What is not supported is an error
//! with file and line when the schema is compiled.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod compile;
mod load;
mod report;
mod schema;
mod svrl;
mod validate;

pub use compile::{Options, compile};
pub use drehscheibe_xpath::{Error, ErrorKind};
pub use load::SCH_NS;
pub use report::{ActivePattern, Event, Finding, Report, Severity, Text};
pub use schema::Schema;
