//! A small tree of a document.

use crate::contract::Document;
use crate::document::{FromDocument, RULE_DOCUMENT};
use crate::findings::{Findings, reason};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::fmt;

/// Elements, one within the other.
pub const MAX_DEPTH: usize = 128;

/// An element with all that it holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Without prefix.
    pub name: String,
    pub namespace: Option<String>,
    /// Name as written, prefix included, and value; namespace declarations left out.
    pub attributes: Vec<(String, String)>,
    /// All text directly in it, trimmed.
    pub text: String,
    pub children: Vec<Element>,
    /// XPath 1.0 location path with positions, by local names.
    pub path: String,
}

impl Element {
    /// The first child of this local name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
    /// All children of this local name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }
    /// Down a path of local names, each time the first: `find("hund/name")`.
    pub fn find(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |element, name| element.child(name))
    }
    /// The text of what [`find`](Self::find) finds, if it is not empty.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.find(path).map(|element| element.text.as_str()).filter(|text| !text.is_empty())
    }
    /// An attribute by its name as written.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Why it is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum XmlError {
    NotUtf8,
    /// Byte position.
    NotWellFormed {
        at: u64,
    },
    /// A document type declaration: it could define entities or fetch from elsewhere.
    DocumentType,
    /// An entity other than the five of XML.
    Entity,
    TooDeep,
    /// Declared as something else than UTF-8.
    Encoding,
}

impl XmlError {
    fn texts(&self) -> (String, String) {
        let (german, english) = match self {
            Self::NotUtf8 => ("Die Nachricht ist kein gültiges UTF-8.", "The document is not valid UTF-8."),
            Self::NotWellFormed { at } => {
                return (
                    format!("Die Nachricht ist kein wohlgeformtes XML (bei Byte {at})."),
                    format!("The document is not well-formed XML (at byte {at})."),
                );
            }
            Self::DocumentType => (
                "Eine Dokumenttypdeklaration (DOCTYPE) ist nicht erlaubt.",
                "A document type declaration is not allowed.",
            ),
            Self::Entity => ("Eigene Entitäten sind nicht erlaubt.", "Entities of one's own are not allowed."),
            Self::TooDeep => ("Die Nachricht ist zu tief verschachtelt.", "The document is nested too deep."),
            Self::Encoding => ("Die Nachricht muss in UTF-8 kodiert sein.", "The document must be encoded in UTF-8."),
        };
        (german.into(), english.into())
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.texts().1)
    }
}

impl std::error::Error for XmlError {}

impl FromDocument for Element {
    fn from_document(document: &Document, findings: &mut Findings) -> Option<Self> {
        match parse(&document.body) {
            Ok(root) => Some(root),
            Err(error) => {
                let (german, english) = error.texts();
                findings.error(RULE_DOCUMENT).at_xpath("/").reason(reason::NOT_WELL_FORMED).say(german, english);
                None
            }
        }
    }
}

/// Reads a whole document into a tree.
pub fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
    let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let at = reader.buffer_position();
        let broken = XmlError::NotWellFormed { at };
        match reader.read_event().map_err(|_| broken.clone())? {
            Event::Start(start) => {
                if open.len() == MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                if open.is_empty() && root.is_some() {
                    return Err(broken);
                }
                let element = element(&reader, &start, open.last()).ok_or(broken)??;
                open.push(element);
            }
            Event::End(_) => {
                let mut element = open.pop().ok_or(broken)?;
                element.text = element.text.trim().to_owned();
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => root = Some(element),
                }
            }
            Event::Text(text) => {
                let text = text.xml10_content();
                match open.last_mut() {
                    Some(element) => element.text.push_str(&text),
                    None if text.trim().is_empty() => {}
                    None => return Err(broken),
                }
            }
            Event::CData(text) => {
                let text = text.xml10_content();
                open.last_mut().ok_or(broken)?.text.push_str(&text);
            }
            Event::GeneralRef(reference) => {
                let element = open.last_mut().ok_or(broken.clone())?;
                if reference.is_char_ref() {
                    let character = reference.resolve_char_ref().ok().flatten().ok_or(broken)?;
                    element.text.push(character);
                } else {
                    let text = quick_xml::escape::resolve_xml_entity(&reference).ok_or(XmlError::Entity)?;
                    element.text.push_str(text);
                }
            }
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().transpose().map_err(|_| broken)?;
                // ASCII is UTF-8, and the hub takes it, too.
                let known = ["utf-8", "us-ascii"];
                if encoding.is_some_and(|encoding| !known.iter().any(|name| encoding.eq_ignore_ascii_case(name))) {
                    return Err(XmlError::Encoding);
                }
            }
            Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
            Event::Eof => {
                let end = XmlError::NotWellFormed { at };
                return if open.is_empty() { root.ok_or(end) } else { Err(end) };
            }
        }
    }
}

/// `None`: not well-formed.
fn element(
    reader: &NsReader<&[u8]>,
    start: &BytesStart<'_>,
    parent: Option<&Element>,
) -> Option<Result<Element, XmlError>> {
    let (namespace, local) = reader.resolver().resolve_element(start.name());
    let namespace = match namespace {
        ResolveResult::Bound(namespace) => Some(namespace.0.to_owned()),
        ResolveResult::Unbound => None,
        ResolveResult::Unknown(_) => return None,
    };
    let name = local.into_inner().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let key = attribute.key.into_inner().to_owned();
        let value = match attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0) {
            Ok(value) => value.into_owned(),
            Err(_) => return Some(Err(XmlError::Entity)),
        };
        attributes.push((key, value));
    }
    let (above, position) = match parent {
        Some(parent) => {
            (parent.path.as_str(), parent.children.iter().filter(|sibling| sibling.name == name).count() + 1)
        }
        None => ("", 1),
    };
    let path = format!("{above}/{name}[{position}]");
    Some(Ok(Element { name, namespace, attributes, text: String::new(), children: Vec::new(), path }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_with_namespaces_and_paths() {
        let root = parse("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p:a xmlns:p='urn:p' x='1 &amp; 2'><b/><b>&#228;<![CDATA[<&]]> &lt;</b><!-- c --></p:a>".as_bytes()).unwrap();
        assert_eq!((root.name.as_str(), root.namespace.as_deref()), ("a", Some("urn:p")));
        assert_eq!(root.attributes, [("x".to_owned(), "1 & 2".to_owned())]);
        assert_eq!((root.children[1].path.as_str(), root.children[1].text.as_str()), ("/a[1]/b[2]", "ä<& <"));
        assert_eq!(root.text_at("b"), None);
    }

    #[test]
    fn what_is_dangerous_or_broken_is_refused() {
        for (text, expected) in [
            ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", XmlError::DocumentType),
            ("<a>&x;</a>", XmlError::Entity),
            ("<a b='&x;'/>", XmlError::Entity),
            ("<?xml version='1.0' encoding='ISO-8859-1'?><a/>", XmlError::Encoding),
        ] {
            assert_eq!(parse(text.as_bytes()), Err(expected), "{text}");
        }
        assert_eq!(parse("<a>".repeat(10_000).as_bytes()), Err(XmlError::TooDeep));
        assert_eq!(parse(b"<a>\xff</a>"), Err(XmlError::NotUtf8));
        for text in [
            "",
            " ",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "<p:a/>",
            "<a b='1' b='2'/>",
            "<a b=1/>",
            "<a>&#0;</a>",
            "<",
            "</a>",
            "&amp;",
        ] {
            assert!(
                matches!(parse(text.as_bytes()), Err(XmlError::NotWellFormed { .. })),
                "{text} {:?}",
                parse(text.as_bytes())
            );
        }
    }
}
