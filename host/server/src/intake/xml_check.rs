//! XML that can do no harm: well-formed, UTF-8, no DOCTYPE, no entities but the five of XML itself.
//!
//! Nothing is fetched and nothing is expanded, here or later; a document that needs it is refused
//! (billion laughs, external entities).

use super::utf8::Utf8Reader;
use drehscheibe_model::text::shortened;
use quick_xml::errors::{Error, SyntaxError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{NamespaceError, ResolveResult};
use quick_xml::reader::NsReader;
use std::io::{BufReader, Read};

/// Levels of elements.
pub const MAX_DEPTH: usize = 256;
/// Attributes of one element. Each is held against all before it, so that none is there twice.
pub const MAX_ATTRIBUTES: usize = 1_000;

/// What is wrong with it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlFault {
    #[error("byte {0} is not UTF-8")]
    NotUtf8(u64),
    #[error("the declared encoding is `{0}`, not UTF-8")]
    Encoding(String),
    #[error("there is a DOCTYPE at byte {0}")]
    Doctype(u64),
    #[error("nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    #[error("an element has more than {MAX_ATTRIBUTES} attributes, at byte {0}")]
    TooManyAttributes(u64),
    #[error("{text}, at byte {position}")]
    Syntax { text: String, position: u64 },
    #[error("the stored bytes could not be read")]
    Io,
}

/// Reads all of it; the first fault.
pub fn check(reader: impl Read) -> Result<(), XmlFault> {
    let (reader, not_utf8) = Utf8Reader::new(reader);
    let mut reader = NsReader::from_reader(BufReader::with_capacity(64 << 10, reader));
    reader.config_mut().check_comments = true;
    let mut document = Document::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let position = reader.buffer_position();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event.into_owned(),
            Err(error) => return Err(not_utf8.get().map_or_else(|| fault(&error, position), XmlFault::NotUtf8)),
        };
        if let Event::Start(element) | Event::Empty(element) = &event {
            if element.attributes().with_checks(false).nth(MAX_ATTRIBUTES).is_some() {
                return Err(XmlFault::TooManyAttributes(position));
            }
            names(&reader, element).map_err(|text| syntax(&text, position))?;
        }
        match document.event(&event, position) {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(Fault::Known(fault)) => return Err(fault),
            Err(Fault::Text(text)) => return Err(syntax(&text, position)),
        }
    }
}

/// The reader's messages quote names and namespaces, which may be long.
fn syntax(text: &str, position: u64) -> XmlFault {
    XmlFault::Syntax { text: shortened(text, 200).into_owned(), position }
}

fn fault(error: &Error, position: u64) -> XmlFault {
    match error {
        Error::Io(_) => XmlFault::Io,
        Error::Syntax(SyntaxError::UnclosedDoctype) => XmlFault::Doctype(position),
        Error::Namespace(NamespaceError::TooManyBindings(_)) => {
            syntax("there are too many namespace declarations", position)
        }
        other => syntax(&other.to_string(), position),
    }
}

enum Fault {
    Known(XmlFault),
    Text(String),
}

impl From<&str> for Fault {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// Where in the document the reader is.
#[derive(Default)]
struct Document {
    depth: usize,
    root_seen: bool,
    /// Anything at all was read.
    begun: bool,
}

impl Document {
    /// True at the end.
    fn event(&mut self, event: &Event<'_>, position: u64) -> Result<bool, Fault> {
        let first = !std::mem::replace(&mut self.begun, true);
        characters(event)?;
        match event {
            Event::Decl(declaration) => {
                if !first {
                    return Err("the XML declaration does not stand at the beginning".into());
                }
                let encoding = declaration.encoding().transpose().map_err(|error| Fault::Text(error.to_string()))?;
                match encoding {
                    Some(name) if !name.eq_ignore_ascii_case("utf-8") && !name.eq_ignore_ascii_case("us-ascii") => {
                        return Err(Fault::Known(XmlFault::Encoding(name.chars().take(40).collect())));
                    }
                    _ => {}
                }
                if declaration.version().ok().as_deref() != Some("1.0") {
                    return Err("the version is not 1.0".into());
                }
            }
            Event::DocType(_) => return Err(Fault::Known(XmlFault::Doctype(position))),
            Event::Start(_) => {
                self.element()?;
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Fault::Known(XmlFault::TooDeep));
                }
            }
            Event::Empty(_) => self.element()?,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Text(text) => {
                let blank = |c| matches!(c, ' ' | '\t' | '\r' | '\n');
                if self.depth == 0 && !text.chars().all(blank) {
                    return Err("there is text outside the root element".into());
                }
                if text.contains("]]>") {
                    return Err("`]]>` stands in a text".into());
                }
            }
            Event::CData(_) | Event::GeneralRef(_) if self.depth == 0 => {
                return Err("there is text outside the root element".into());
            }
            Event::GeneralRef(reference) if !reference_ok(reference) => {
                return Err("an entity is used that is not declared".into());
            }
            Event::PI(instruction) if instruction.target().eq_ignore_ascii_case("xml") => {
                return Err("the XML declaration does not stand at the beginning".into());
            }
            Event::GeneralRef(_) | Event::CData(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof if self.depth > 0 => return Err("an element is not closed".into()),
            Event::Eof if !self.root_seen => return Err("there is no root element".into()),
            Event::Eof => return Ok(true),
        }
        Ok(false)
    }

    fn element(&mut self) -> Result<(), Fault> {
        if self.depth == 0 && std::mem::replace(&mut self.root_seen, true) {
            return Err("there is a second root element".into());
        }
        Ok(())
    }
}

/// Characters that XML 1.0 does not have (section 2.2).
fn characters(text: &str) -> Result<(), Fault> {
    let wrong = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(wrong) { Err("there is a character that XML does not have".into()) } else { Ok(()) }
}

/// One of the five, or the number of a character that XML has.
fn reference_ok(name: &str) -> bool {
    let number = match name.strip_prefix("#x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => match name.strip_prefix('#') {
            Some(decimal) => decimal.parse().ok(),
            None => return matches!(name, "amp" | "lt" | "gt" | "apos" | "quot"),
        },
    };
    number.and_then(char::from_u32).is_some_and(|c| characters(c.encode_utf8(&mut [0; 4])).is_ok())
}

/// Names, namespaces and attributes of an element.
fn names<R>(reader: &NsReader<R>, element: &BytesStart<'_>) -> Result<(), String> {
    let undeclared = |result: &ResolveResult<'_>| matches!(result, ResolveResult::Unknown(_));
    if !name_ok(element.name().0) {
        return Err("an element's name is not valid".into());
    }
    if undeclared(&reader.resolver().resolve_element(element.name()).0) {
        return Err("an element's prefix is not declared".into());
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if !name_ok(attribute.key.0) {
            return Err("an attribute's name is not valid".into());
        }
        let binding = attribute.key.as_namespace_binding().is_some();
        if !binding && undeclared(&reader.resolver().resolve_attribute(attribute.key).0) {
            return Err("an attribute's prefix is not declared".into());
        }
        if attribute.value.contains('<') {
            return Err("`<` stands in the value of an attribute".into());
        }
        let mut rest: &str = &attribute.value;
        while let Some((_, after)) = rest.split_once('&') {
            let (name, after) = after.split_once(';').ok_or("`&` stands in the value of an attribute")?;
            if !reference_ok(name) {
                return Err("an entity is used that is not declared".into());
            }
            rest = after;
        }
    }
    Ok(())
}

/// Names as far as ASCII goes (section 2.3); one colon at most.
fn name_ok(name: &str) -> bool {
    let start = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    let part = |text: &str| {
        let mut characters = text.chars();
        characters.next().is_some_and(start)
            && characters.all(|c| start(c) || c.is_ascii_digit() || matches!(c, '-' | '.'))
    };
    match name.split_once(':') {
        Some((prefix, local)) => part(prefix) && part(local),
        None => part(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: impl AsRef<[u8]>) -> XmlFault {
        let text = text.as_ref();
        check(text).expect_err(&String::from_utf8_lossy(text))
    }

    #[test]
    fn ordinary_documents_pass() {
        for text in [
            "<a/>",
            "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x --><a xmlns=\"urn:x\"><b c='1'>&amp;&#228;&#xe4; ü</b></a>\n",
            "<x:a xmlns:x=\"urn:x\" xml:lang=\"de\" x:b=\"&lt;\"><![CDATA[<!DOCTYPE >]]></x:a>",
            "<?xml version=\"1.0\"?><?xml-stylesheet href='a'?><a></a>",
        ] {
            assert_eq!(check(text.as_bytes()), Ok(()), "{text}");
        }
    }

    #[test]
    fn doctypes_are_refused_before_anything_is_expanded() {
        for text in [
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM \"http://127.0.0.1/\">]><a>&x;</a>",
            "<!DOCTYPE a [<!ENTITY l0 \"ha\"><!ENTITY l1 \"&l0;&l0;\">]><a>&l1;</a>",
            "<!doctype a><a/>",
            "<!DOCTYPE a [",
        ] {
            assert_eq!(fault(text), XmlFault::Doctype(0), "{text}");
        }
        let behind = "<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>";
        assert_eq!(fault(behind), XmlFault::Doctype(21));
    }

    #[test]
    fn what_is_not_well_formed_is_located() {
        for text in [
            "",
            " ",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>x",
            "x<a/>",
            "<a b=1/>",
            "<a b='1' b='2'/>",
            "<a b='<'/>",
            "<a>&x;</a>",
            "<a b='&x;'/>",
            "<a b='&'/>",
            "<a>&#0;</a>",
            "<a>&#xd800;</a>",
            "<a>]]></a>",
            "<x:a/>",
            "<a x:b='1'/>",
            "<1a/>",
            "<a:b:c xmlns:a='u'/>",
            "<a>\u{1}</a>",
            "<!-- a -- b --><a/>",
            " <?xml version=\"1.0\"?><a/>",
            "<a/><![CDATA[x]]>",
            "<a",
            "<a>&amp</a>",
            "<?xml version=\"1.1\"?><a/>",
        ] {
            assert!(matches!(fault(text), XmlFault::Syntax { .. }), "{text}: {:?}", fault(text));
        }
    }

    #[test]
    fn an_element_has_so_many_attributes_and_no_more() {
        let element = |name: &str, count| {
            let attributes: String = (0..count).map(|n| format!(" {name}{n}='u'")).collect();
            format!("<a{attributes}/>")
        };
        assert_eq!(check(element("b", MAX_ATTRIBUTES).as_bytes()), Ok(()));
        assert_eq!(fault(element("b", MAX_ATTRIBUTES + 1)), XmlFault::TooManyAttributes(0));
        assert_eq!(fault(element("b", 1_000_000)), XmlFault::TooManyAttributes(0));
        let namespaces = fault(element("xmlns:b", 500)).to_string();
        assert!(namespaces.starts_with("there are too many namespace declarations"), "{namespaces}");
    }

    #[test]
    fn a_message_stays_short_however_long_what_it_quotes() {
        let long = "u".repeat(100_000);
        for text in [format!("<a xmlns:xml='{long}'/>"), format!("<a></{long}>"), format!("<a {long}='' {long}=''/>")] {
            let told = fault(&text).to_string();
            assert!(told.len() < 300 && told.contains(", at byte "), "{told}");
        }
    }

    #[test]
    fn other_encodings_are_refused() {
        let latin = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>";
        assert_eq!(fault(latin), XmlFault::Encoding("ISO-8859-1".into()));
        assert_eq!(fault(b"<a>\xe4</a>"), XmlFault::NotUtf8(3));
        assert_eq!(fault(b"\xff\xfe<\0a\0/\0>\0"), XmlFault::NotUtf8(0));
    }

    #[test]
    fn depth_is_limited() {
        let nested = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert_eq!(check(nested(MAX_DEPTH).as_bytes()), Ok(()));
        assert_eq!(fault(nested(10_000)), XmlFault::TooDeep);
    }
}
