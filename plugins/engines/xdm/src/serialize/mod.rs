//! From trees to text: XSLT 2.0 and XQuery 1.0 Serialization.

mod encoding;
mod escape;
mod html;
#[cfg(test)]
mod tests;
mod writer;

pub use encoding::Encoding;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::names::{NameId, NameTable, Str, XML_NS};
use crate::tree::{Kind, Tree};
use writer::Writer;

/// Characters and what is written for them, unescaped (`xsl:character-map`).
pub type CharMap = FxHashMap<char, Str>;

/// The output method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Xml,
    Html,
    Xhtml,
    Text,
}

/// The serialisation parameters; those of `xsl:output` that change anything here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputProperties {
    /// `None`: `html` if the document element is `html` in no namespace, else `xml`.
    pub method: Option<Method>,
    pub omit_xml_declaration: bool,
    pub standalone: Option<bool>,
    /// `None`: the default of the method.
    pub indent: Option<bool>,
    pub cdata_section_elements: Vec<NameId>,
    pub doctype_public: Option<Str>,
    pub doctype_system: Option<Str>,
    pub media_type: Option<Str>,
    pub byte_order_mark: bool,
    /// `None`: yes for `html` and `xhtml`.
    pub include_content_type: Option<bool>,
    /// `html` and `xhtml`: addresses in attributes are written as they are.
    pub keep_uri_attributes: bool,
    pub character_map: Option<Arc<CharMap>>,
    pub version: Option<Str>,
    pub encoding: Encoding,
}

/// Why a tree cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SerializeError {
    #[error("the output is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("SERE0008: {encoding} has no character U+{character:04X}, and here it cannot be written by its number")]
    NoCharacter { encoding: &'static str, character: u32 },
    #[error("SENR0001: an attribute or namespace node cannot be written outside an element")]
    LoneAttribute,
}

/// Writes a tree. The result has at most `limit` bytes as UTF-8, and only characters that the encoding has.
///
/// # Errors
/// See [`SerializeError`].
pub fn serialize(
    tree: &Tree,
    names: &NameTable,
    properties: &OutputProperties,
    limit: usize,
) -> Result<String, SerializeError> {
    if matches!(tree.kind(0), Kind::Attribute | Kind::Namespace) && !tree.is_empty() {
        return Err(SerializeError::LoneAttribute);
    }
    let method = properties.method.unwrap_or_else(|| default_method(tree, names));
    let mut writer = Writer {
        tree,
        names,
        properties,
        method,
        indent: properties.indent.unwrap_or(matches!(method, Method::Html | Method::Xhtml)),
        out: String::with_capacity(tree.text_len() * 2 + 64),
        limit,
        xml_ns: names.find_sym(XML_NS),
    };
    if properties.byte_order_mark {
        writer.out.push('\u{FEFF}');
    }
    if method == Method::Text {
        writer.mapped(tree.string(0));
    } else {
        writer.prolog();
        writer.nodes()?;
    }
    if writer.out.len() > limit {
        return Err(SerializeError::TooLarge { limit });
    }
    match properties.encoding.lacks(&writer.out) {
        None => Ok(writer.out),
        Some(c) => Err(SerializeError::NoCharacter { encoding: properties.encoding.name(), character: u32::from(c) }),
    }
}

fn default_method(tree: &Tree, names: &NameTable) -> Method {
    for child in tree.children(0) {
        match tree.kind(child) {
            Kind::Element => {
                let (ns, local) = names.pair(tree.name(child));
                let is_html = names.text(local).eq_ignore_ascii_case("html");
                return match (is_html, &*names.text(ns)) {
                    (true, "") => Method::Html,
                    (true, html::XHTML_NS) => Method::Xhtml,
                    _ => Method::Xml,
                };
            }
            Kind::Text if !tree.string(child).trim().is_empty() => return Method::Xml,
            _ => {}
        }
    }
    Method::Xml
}
