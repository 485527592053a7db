//! Looks into documents for recognition, parsing no more than is asked for.

use drehscheibe_model::flow::document::{DocumentView, XmlRoot};
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::sync::OnceLock;

/// A document that is parsed when first asked.
#[derive(Debug)]
pub struct LazyDocument<'a> {
    body: &'a [u8],
    root: OnceLock<Option<XmlRoot>>,
    json: OnceLock<Option<serde_json::Value>>,
}

impl<'a> LazyDocument<'a> {
    pub fn new(body: &'a [u8]) -> Self {
        Self { body, root: OnceLock::new(), json: OnceLock::new() }
    }
}

/// At most so many events are read before the root element (comments, processing instructions).
const PROLOGUE: usize = 1_000;

fn root(body: &[u8]) -> Option<XmlRoot> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = NsReader::from_str(text);
    for _ in 0..PROLOGUE {
        match reader.read_resolved_event() {
            Ok((namespace, Event::Start(element) | Event::Empty(element))) => {
                let namespace = match namespace {
                    ResolveResult::Bound(namespace) => namespace.0.to_owned(),
                    ResolveResult::Unbound => String::new(),
                    ResolveResult::Unknown(_) => return None,
                };
                let local_name = element.local_name().as_ref().to_owned();
                // `< =` is markup to a reader that does not look at names.
                if local_name.is_empty() {
                    return None;
                }
                return Some(XmlRoot { namespace, local_name });
            }
            // Entities and external references come with it: refused, as at the door.
            Ok((_, Event::DocType(_) | Event::Eof)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
    None
}

impl DocumentView for LazyDocument<'_> {
    fn root(&self) -> Option<XmlRoot> {
        self.root.get_or_init(|| root(self.body)).clone()
    }

    fn json_text(&self, pointer: &str) -> Option<String> {
        let value = self.json.get_or_init(|| serde_json::from_slice(self.body).ok()).as_ref()?;
        match value.pointer(pointer)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_comments_and_a_byte_order_mark() {
        let xml = "\u{feff}<?xml version=\"1.0\"?><!-- x --><a:b xmlns:a='urn:n'><c/></a:b>";
        let root = LazyDocument::new(xml.as_bytes()).root().unwrap();
        assert_eq!((root.namespace.as_str(), root.local_name.as_str()), ("urn:n", "b"));
    }

    #[test]
    fn hostile_or_broken_documents_have_no_root() {
        for text in
            ["", "<", "plain", "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "<u:a/>", "< =", "<a:/>", "<a xmlns='urn:x"]
        {
            assert_eq!(LazyDocument::new(text.as_bytes()).root(), None, "{text}");
        }
        assert_eq!(LazyDocument::new(b"\xff\xfe<a/>").root(), None);
    }

    #[test]
    fn a_pointer_gives_texts_and_numbers_only() {
        let document = LazyDocument::new(br#"{"a":{"ags":"14713000","n":5,"o":[]}}"#);
        assert_eq!(document.json_text("/a/ags").as_deref(), Some("14713000"));
        assert_eq!(document.json_text("/a/n").as_deref(), Some("5"));
        assert_eq!(document.json_text("/a/o"), None);
        let deep = "[".repeat(10_000);
        assert_eq!(LazyDocument::new(deep.as_bytes()).json_text("/0"), None);
    }
}
