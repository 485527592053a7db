//! The parser: strict XML 1.0 with namespaces, without document type declarations.

use crate::builder::Builder;
use crate::decode::decode;
use crate::names::{NameTable, Str, Sym, XML_NS, XMLNS_NS};
use crate::scan::{BRACKET, EXPANDED, SUSPICIOUS, Scan};
use crate::tree::Tree;

/// How large a document may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseLimits {
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes and namespace declarations of one element.
    pub attributes: usize,
    /// Nodes, attributes included.
    pub nodes: usize,
    /// Bytes of the document.
    pub bytes: usize,
}

impl Default for ParseLimits {
    fn default() -> Self {
        ParseLimits { depth: 512, attributes: 1_024, nodes: 8_000_000, bytes: 256 << 20 }
    }
}

/// What the parser does besides parsing.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions {
    pub limits: ParseLimits,
    /// Keep the line of each node, for messages.
    pub lines: bool,
    pub base_uri: Option<Str>,
}

/// Why a document is not well-formed or is refused. Line and column start at 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ParseError {
    pub message: String,
    pub line: u32,
    pub column: u32,
}

/// Parses a document. Names go into `names`.
///
/// # Errors
/// The first thing that is not well-formed, a document type declaration, or a limit.
pub fn parse(bytes: &[u8], names: &mut NameTable, options: &ParseOptions) -> Result<Tree, ParseError> {
    let fail = |message: String| ParseError { message, line: 1, column: 1 };
    if bytes.len() > options.limits.bytes.min(u32::MAX as usize) {
        return Err(fail(format!("the document is larger than {} bytes", options.limits.bytes)));
    }
    let text = decode(bytes).map_err(fail)?;
    let mut builder = if options.lines { Builder::with_lines() } else { Builder::new() };
    builder.set_base_uri(options.base_uri.clone());
    let mut parser = Parser {
        scan: Scan { text: &text, at: 0 },
        xml: names.sym("xml"),
        xml_ns: names.sym(XML_NS),
        names,
        builder,
        limits: options.limits,
        lines: options.lines,
        line: 1,
        counted: 0,
        open: Vec::new(),
        bindings: Vec::new(),
        attributes: Vec::new(),
        buffer: String::new(),
    };
    parser.document()?;
    Ok(parser.builder.finish())
}

struct Parser<'a, 'n> {
    scan: Scan<'a>,
    names: &'n mut NameTable,
    builder: Builder,
    limits: ParseLimits,
    lines: bool,
    line: u32,
    counted: usize,
    xml: Sym,
    xml_ns: Sym,
    /// Open elements: the name as written, and how many bindings there were before it.
    open: Vec<(&'a str, usize)>,
    bindings: Vec<(Sym, Sym)>,
    attributes: Vec<Raw<'a>>,
    buffer: String,
}

struct Raw<'a> {
    prefix: &'a str,
    local: &'a str,
    value: &'a str,
    at: usize,
}

impl<'a> Parser<'a, '_> {
    fn document(&mut self) -> Result<(), ParseError> {
        self.builder.start_document();
        if self.scan.starts("<?xml") && self.scan.rest().as_bytes().get(5).is_some_and(u8::is_ascii_whitespace) {
            self.declaration()?;
        }
        let mut seen_root = false;
        loop {
            self.mark();
            if self.builder.len() > self.limits.nodes {
                return Err(self.scan.error(format!("the document has more than {} nodes", self.limits.nodes)));
            }
            if self.open.is_empty() {
                self.scan.space();
                if self.scan.done() {
                    break;
                }
                if self.scan.peek() != Some(b'<') {
                    return Err(self.scan.error("text outside the document element"));
                }
            } else if self.scan.peek() != Some(b'<') {
                self.text()?;
                continue;
            }
            match self.scan.rest().as_bytes().get(1) {
                Some(b'/') => self.end_tag()?,
                Some(b'?') => self.pi()?,
                Some(b'!') if self.scan.eat("<!--") => {
                    let text = self.scan.until("--", "the comment")?;
                    if !self.scan.eat(">") {
                        return Err(self.scan.error("-- inside a comment"));
                    }
                    let text = normalise_lines(text, &mut self.buffer);
                    self.builder.comment(text);
                }
                Some(b'!') if !self.open.is_empty() && self.scan.eat("<![CDATA[") => {
                    let text = self.scan.until("]]>", "the CDATA section")?;
                    let text = normalise_lines(text, &mut self.buffer);
                    self.builder.text(text);
                }
                Some(b'!') if self.scan.starts("<!DOCTYPE") => {
                    return Err(self.scan.error(
                        "document type declarations are refused (they would allow entities and external references)",
                    ));
                }
                Some(_) => {
                    if self.open.is_empty() {
                        if seen_root {
                            return Err(self.scan.error("a second document element"));
                        }
                        seen_root = true;
                    }
                    self.start_tag()?;
                }
                None => return Err(self.scan.error("the document ends inside markup")),
            }
        }
        if seen_root { Ok(()) } else { Err(self.scan.error("the document has no element")) }
    }

    /// Tells the builder the line of what follows.
    fn mark(&mut self) {
        if self.lines {
            let passed = self.scan.text.as_bytes().get(self.counted..self.scan.at).unwrap_or(&[]);
            self.line += passed.iter().filter(|b| **b == b'\n').count() as u32;
            self.counted = self.scan.at;
            self.builder.at_line(self.line);
        }
    }

    fn declaration(&mut self) -> Result<(), ParseError> {
        let text = self.scan.until("?>", "the XML declaration")?;
        let Some((_, after)) = text.split_once("version") else {
            return Err(self.scan.error("the XML declaration has no version"));
        };
        let version = after.trim_start().trim_start_matches('=').trim_start();
        if version.starts_with("\"1.") || version.starts_with("'1.") {
            Ok(())
        } else {
            Err(self.scan.error("this version of XML is not supported"))
        }
    }

    fn pi(&mut self) -> Result<(), ParseError> {
        self.scan.at += 2;
        let target = self.scan.nc_name()?;
        if target.eq_ignore_ascii_case("xml") {
            return Err(self.scan.error("an XML declaration is allowed at the start only"));
        }
        let spaced = self.scan.space();
        let data = self.scan.until("?>", "the processing instruction")?;
        if !spaced && !data.is_empty() {
            return Err(self.scan.error("white space is expected after the target of a processing instruction"));
        }
        let target = self.names.name("", target);
        let data = normalise_lines(data, &mut self.buffer);
        self.builder.pi(target, data);
        Ok(())
    }

    fn text(&mut self) -> Result<(), ParseError> {
        let (raw, classes) = self.scan.text();
        if classes & SUSPICIOUS != 0 {
            self.scan.chars(raw)?;
        }
        if classes & BRACKET != 0 && raw.contains("]]>") {
            return Err(self.scan.error("]]> is not allowed in text"));
        }
        let plain = classes & EXPANDED == 0;
        let text = if plain { raw } else { expand(&self.scan, raw, false, &mut self.buffer)? };
        self.builder.text(text);
        self.scan.at += raw.len();
        if self.scan.done() {
            return Err(self.scan.error("the document ends inside an element"));
        }
        Ok(())
    }

    fn end_tag(&mut self) -> Result<(), ParseError> {
        let at = self.scan.at;
        self.scan.at += 2;
        // As a rule it is the name that is expected, and nothing else.
        if let Some((open, bindings)) = self.open.last().copied()
            && self.scan.rest().strip_prefix(open).is_some_and(|after| after.starts_with('>'))
        {
            self.scan.at += open.len() + 1;
            self.open.pop();
            self.bindings.truncate(bindings);
            self.builder.end();
            return Ok(());
        }
        let (prefix, local) = self.scan.qname()?;
        self.scan.space();
        if !self.scan.eat(">") {
            return Err(self.scan.error("an end tag is not closed"));
        }
        match self.open.pop() {
            Some((open, bindings)) if open.split_once(':').unwrap_or(("", open)) == (prefix, local) => {
                self.bindings.truncate(bindings);
                self.builder.end();
                Ok(())
            }
            Some((open, _)) => Err(self.scan.error_at(at, format!("the end tag of {open} is expected here"))),
            None => Err(self.scan.error_at(at, "an end tag without a start tag")),
        }
    }

    fn start_tag(&mut self) -> Result<(), ParseError> {
        let at = self.scan.at;
        self.scan.at += 1;
        let name = self.scan.qname()?;
        let written = self.scan.text.get(at + 1..self.scan.at).unwrap_or("");
        if self.open.len() >= self.limits.depth {
            return Err(self.scan.error_at(at, format!("elements are nested deeper than {}", self.limits.depth)));
        }
        self.attributes.clear();
        let empty = loop {
            let spaced = self.scan.space();
            match self.scan.peek() {
                Some(b'>') => {
                    self.scan.at += 1;
                    break false;
                }
                Some(b'/') if self.scan.eat("/>") => break true,
                Some(_) if spaced => self.raw_attribute()?,
                Some(_) => return Err(self.scan.error("white space is expected between attributes")),
                None => return Err(self.scan.error("a start tag is not closed")),
            }
        };
        let bound = self.bindings.len();
        self.declare()?;
        let prefix = self.names.sym(name.0);
        let uri = self.resolve(prefix, name.0, at)?;
        let local = self.names.sym(name.1);
        let id = self.names.name_of(uri, local);
        self.builder.start_element(id, prefix);
        let declared = self.bindings.get(bound..).unwrap_or(&[]).to_vec();
        for (prefix, uri) in declared {
            if prefix != self.xml {
                self.builder.namespace(prefix, uri);
            }
        }
        self.add_attributes()?;
        if empty {
            self.bindings.truncate(bound);
            self.builder.end();
        } else {
            self.open.push((written, bound));
        }
        Ok(())
    }

    fn raw_attribute(&mut self) -> Result<(), ParseError> {
        let at = self.scan.at;
        if self.attributes.len() >= self.limits.attributes {
            return Err(self.scan.error(format!("an element has more than {} attributes", self.limits.attributes)));
        }
        let (prefix, local) = self.scan.qname()?;
        self.scan.space();
        if !self.scan.eat("=") {
            return Err(self.scan.error("= is expected after the name of an attribute"));
        }
        self.scan.space();
        let value = if self.scan.eat("\"") {
            self.scan.until("\"", "the value of an attribute")?
        } else if self.scan.eat("'") {
            self.scan.until("'", "the value of an attribute")?
        } else {
            return Err(self.scan.error("the value of an attribute must be quoted"));
        };
        if value.contains('<') {
            return Err(self.scan.error_at(at, "< is not allowed in the value of an attribute"));
        }
        self.attributes.push(Raw { prefix, local, value, at });
        Ok(())
    }

    /// Puts the namespace declarations among the raw attributes into scope.
    fn declare(&mut self) -> Result<(), ParseError> {
        let first = self.bindings.len();
        let raws = std::mem::take(&mut self.attributes);
        for raw in &raws {
            let prefix = match (raw.prefix, raw.local) {
                ("", "xmlns") => "",
                ("xmlns", local) => local,
                _ => continue,
            };
            let uri = expand(&self.scan, raw.value, true, &mut self.buffer)?;
            let wrong = match (prefix, uri) {
                ("xmlns", _) => Some("the prefix xmlns must not be declared"),
                ("xml", uri) if uri != XML_NS => Some("the prefix xml must not be bound to another namespace"),
                (p, uri) if p != "xml" && (uri == XML_NS || uri == XMLNS_NS) => {
                    Some("a reserved namespace must not be bound to this prefix")
                }
                (p, "") if !p.is_empty() => Some("a prefix must not be bound to the empty namespace"),
                _ => None,
            };
            if let Some(wrong) = wrong {
                return Err(self.scan.error_at(raw.at, wrong));
            }
            let (prefix, uri) = (self.names.sym(prefix), self.names.sym(uri));
            if self.bindings.get(first..).unwrap_or(&[]).iter().any(|b| b.0 == prefix) {
                return Err(self.scan.error_at(raw.at, "a namespace prefix is declared twice"));
            }
            self.bindings.push((prefix, uri));
        }
        self.attributes = raws;
        Ok(())
    }

    fn resolve(&self, prefix: Sym, text: &str, at: usize) -> Result<Sym, ParseError> {
        if prefix == self.xml {
            return Ok(self.xml_ns);
        }
        match self.bindings.iter().rev().find(|b| b.0 == prefix) {
            Some((_, uri)) => Ok(*uri),
            None if prefix == Sym::EMPTY => Ok(Sym::EMPTY),
            None => Err(self.scan.error_at(at, format!("the prefix {text} is not declared"))),
        }
    }

    fn add_attributes(&mut self) -> Result<(), ParseError> {
        let raws = std::mem::take(&mut self.attributes);
        let mut seen = Vec::with_capacity(raws.len());
        for raw in &raws {
            if raw.prefix == "xmlns" || (raw.prefix.is_empty() && raw.local == "xmlns") {
                continue;
            }
            let prefix = self.names.sym(raw.prefix);
            let uri = if raw.prefix.is_empty() { Sym::EMPTY } else { self.resolve(prefix, raw.prefix, raw.at)? };
            let local = self.names.sym(raw.local);
            let name = self.names.name_of(uri, local);
            seen.push((name, raw.at));
            let value = expand(&self.scan, raw.value, true, &mut self.buffer)?;
            // A duplicate would replace the first; it is found below and the tree thrown away.
            if raws.len() <= 16 {
                self.builder.attribute(name, prefix, value);
            } else {
                self.builder.attribute_unchecked(name, prefix, value);
            }
        }
        seen.sort_unstable();
        let twice = seen.windows(2).find_map(|w| match w {
            [a, b] if a.0 == b.0 => Some(b.1),
            _ => None,
        });
        self.attributes = raws;
        match twice {
            Some(at) => Err(self.scan.error_at(at, "an attribute appears twice")),
            None => Ok(()),
        }
    }
}

/// Line ends become `\n`.
fn normalise_lines<'b>(text: &'b str, buffer: &'b mut String) -> &'b str {
    if !text.contains('\r') {
        return text;
    }
    buffer.clear();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' {
            chars.next_if_eq(&'\n');
            buffer.push('\n');
        } else {
            buffer.push(c);
        }
    }
    buffer
}

/// References are replaced, line ends normalised; in attributes, white space becomes spaces.
fn expand<'b>(scan: &Scan, raw: &'b str, attribute: bool, buffer: &'b mut String) -> Result<&'b str, ParseError> {
    let plain = raw.bytes().all(|b| b != b'&' && b != b'\r' && !(attribute && matches!(b, b'\n' | b'\t')));
    if plain {
        return Ok(raw);
    }
    buffer.clear();
    let mut rest = raw;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or("");
        match c {
            '&' => {
                let Some((name, after)) = rest.split_once(';') else {
                    return Err(scan.error("& must be followed by a reference"));
                };
                buffer.push(reference(name).ok_or_else(|| {
                    let name: String = name.chars().take(40).collect();
                    scan.error(format!("the reference &{name}; is not allowed or not defined"))
                })?);
                rest = after;
            }
            '\r' => {
                rest = rest.strip_prefix('\n').unwrap_or(rest);
                buffer.push(if attribute { ' ' } else { '\n' });
            }
            '\n' | '\t' if attribute => buffer.push(' '),
            c => buffer.push(c),
        }
    }
    Ok(buffer)
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
                None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok()?,
                _ => return None,
            };
            char::from_u32(code).filter(|c| crate::chars::is_xml_char(*c))?
        }
    })
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
