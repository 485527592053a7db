//! The XML data model that the engines share.
//!
//! - [`NameTable`]: every name once, compared by id ([`NameId`], [`Sym`]).
//! - [`Tree`]: one document in one arena, nodes in document order, string values as slices.
//! - [`Builder`]: makes a [`Tree`], node by node.
//! - [`parse()`]: bytes to [`Tree`]. Strict XML 1.0 with namespaces. A document type declaration is
//!   refused, and with it every entity and every external reference; depth, attributes and nodes
//!   are limited ([`ParseLimits`]).
//! - [`serialize()`]: [`Tree`] to text, by the methods `xml`, `html`, `xhtml` and `text`.
//!
//! There is no recursion over the depth of a document anywhere in this crate.
#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod builder;
mod chars;
mod decode;
mod names;
mod parse;
mod scan;
mod serialize;
mod tree;

pub use builder::Builder;
pub use chars::{is_name_char, is_name_start, is_nc_name, is_xml_char, is_xml_space, split_qname};
pub use names::{NameId, NameTable, Str, Sym, XML_NS, XMLNS_NS};
pub use parse::{ParseError, ParseLimits, ParseOptions, parse};
pub use serialize::{CharMap, Encoding, Method, OutputProperties, SerializeError, serialize};
pub use tree::{Kind, NONE, NodeIdx, Tree};
