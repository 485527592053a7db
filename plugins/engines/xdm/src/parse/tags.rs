//! Start and end tags, their attributes and namespaces.

use super::references::expand;
use super::{ParseError, Parser};
use crate::names::{Sym, XML_NS, XMLNS_NS};

/// An attribute as it is written.
pub(super) struct Raw<'a> {
    prefix: &'a str,
    local: &'a str,
    value: &'a str,
    at: usize,
}

impl Parser<'_, '_> {
    pub(super) fn end_tag(&mut self) -> Result<(), ParseError> {
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

    pub(super) fn start_tag(&mut self) -> Result<(), ParseError> {
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
