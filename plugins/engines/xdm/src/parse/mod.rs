//! The parser: strict XML 1.0 with namespaces, without document type declarations.

mod references;
mod tags;
#[cfg(test)]
mod tests;

use self::references::{expand, normalise_lines};
use self::tags::Raw;
use crate::builder::Builder;
use crate::decode::decode;
use crate::names::{NameTable, Str, Sym, XML_NS};
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
}
