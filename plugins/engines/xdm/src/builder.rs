//! Making a tree.

use crate::names::{NameId, Str, Sym};
use crate::tree::{Kind, NONE, NodeIdx, Rec, Tree};

/// Makes a [`Tree`] from start to end. Adjacent texts become one node; empty texts none.
#[derive(Debug, Default)]
pub struct Builder {
    tree: Tree,
    /// Open document and element nodes, each with its last child so far.
    open: Vec<(NodeIdx, NodeIdx)>,
    keep_lines: bool,
    line: u32,
}

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }

    /// A builder whose tree knows the line of each node; see [`Builder::at_line`].
    pub fn with_lines() -> Self {
        Builder { keep_lines: true, ..Self::default() }
    }

    pub fn set_base_uri(&mut self, uri: Option<Str>) {
        self.tree.base_uri = uri;
    }

    /// The line of the nodes that follow.
    pub fn at_line(&mut self, line: u32) {
        self.line = line;
    }

    /// Number of nodes so far.
    pub fn len(&self) -> usize {
        self.tree.recs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tree.recs.is_empty()
    }

    /// Bytes of text and values so far.
    pub fn text_len(&self) -> usize {
        self.tree.text_len()
    }

    /// Open documents and elements.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    fn push(&mut self, kind: Kind, name: NameId, prefix: Sym, start: usize, stop: usize) -> NodeIdx {
        let n = self.tree.recs.len() as NodeIdx;
        let (parent, prev) = self.open.last().copied().unwrap_or((NONE, NONE));
        let prev = if kind == Kind::Attribute { NONE } else { prev };
        let (start, stop) = (start as u32, stop as u32);
        self.tree.recs.push(Rec { kind, prefix, name, parent, prev, end: n, start, stop });
        if self.keep_lines {
            self.tree.lines.push(self.line);
        }
        if kind != Kind::Attribute
            && let Some(top) = self.open.last_mut()
        {
            top.1 = n;
        }
        n
    }

    fn value(&mut self, value: &str) -> (usize, usize) {
        let start = self.tree.values.len();
        self.tree.values.push_str(value);
        (start, self.tree.values.len())
    }

    pub fn start_document(&mut self) {
        let at = self.tree.text.len();
        let n = self.push(Kind::Document, NameId::NONE, Sym::EMPTY, at, at);
        self.open.push((n, NONE));
    }

    pub fn start_element(&mut self, name: NameId, prefix: Sym) {
        let at = self.tree.text.len();
        let n = self.push(Kind::Element, name, prefix, at, at);
        self.open.push((n, NONE));
    }

    /// Ends the innermost open document or element.
    pub fn end(&mut self) {
        let Some((n, _)) = self.open.pop() else { return };
        let end = self.tree.recs.len() as NodeIdx - 1;
        let stop = self.tree.text.len() as u32;
        if let Some(rec) = self.tree.recs.get_mut(n as usize) {
            rec.end = end;
            rec.stop = stop;
        }
    }

    /// Whether an attribute or a namespace may be added now: the innermost node is an element
    /// without children, or nothing is open.
    pub fn takes_attributes(&self) -> bool {
        match self.open.last() {
            Some((n, last)) => *last == NONE && self.tree.kind(*n) == Kind::Element,
            None => self.tree.recs.is_empty(),
        }
    }

    /// Whether the innermost open node is an element.
    pub fn in_element(&self) -> bool {
        self.open.last().is_some_and(|(n, _)| self.tree.kind(*n) == Kind::Element)
    }

    /// Adds an attribute to the open element; a second one of the same name replaces the first.
    pub fn attribute(&mut self, name: NameId, prefix: Sym, value: &str) {
        let (start, stop) = self.value(value);
        if let Some((element, _)) = self.open.last().copied() {
            let existing = (element as usize + 1..self.tree.recs.len())
                .rev()
                .find(|i| self.tree.recs.get(*i).is_some_and(|r| r.kind == Kind::Attribute && r.name == name));
            if let Some(rec) = existing.and_then(|i| self.tree.recs.get_mut(i)) {
                (rec.start, rec.stop, rec.prefix) = (start as u32, stop as u32, prefix);
                return;
            }
        }
        self.push(Kind::Attribute, name, prefix, start, stop);
    }

    /// As [`Builder::attribute`], for callers that look for duplicates themselves.
    pub(crate) fn attribute_unchecked(&mut self, name: NameId, prefix: Sym, value: &str) {
        let (start, stop) = self.value(value);
        self.push(Kind::Attribute, name, prefix, start, stop);
    }

    /// Declares a namespace on the open element. The same prefix again: the first one stays.
    pub fn namespace(&mut self, prefix: Sym, uri: Sym) {
        let Some((element, _)) = self.open.last().copied() else { return };
        if !self.tree.declared_on(element).any(|d| d.0 == prefix) {
            self.tree.declared.push((element, prefix, uri));
        }
    }

    /// The namespace that a prefix is bound to where the builder stands.
    pub fn lookup(&self, prefix: Sym) -> Option<Sym> {
        self.open.last().and_then(|(n, _)| self.tree.lookup(*n, prefix))
    }

    /// The namespace that the open element itself declares for a prefix.
    pub fn declared_here(&self, prefix: Sym) -> Option<Sym> {
        let (n, _) = self.open.last()?;
        self.tree.declared_on(*n).find(|d| d.0 == prefix).map(|d| d.1)
    }

    /// Name and prefix of the open element.
    pub fn open_element(&self) -> Option<(NameId, Sym)> {
        let (n, _) = self.open.last()?;
        (self.tree.kind(*n) == Kind::Element).then(|| (self.tree.name(*n), self.tree.prefix(*n)))
    }

    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let start = self.tree.text.len();
        self.tree.text.push_str(text);
        let stop = self.tree.text.len();
        if let Some((_, last)) = self.open.last()
            && let Some(rec) = self.tree.recs.get_mut(*last as usize)
            && rec.kind == Kind::Text
        {
            rec.stop = stop as u32;
            return;
        }
        self.push(Kind::Text, NameId::NONE, Sym::EMPTY, start, stop);
    }

    /// A parentless text node may be empty; see [`Builder::text`] for the others.
    pub fn lone_text(&mut self, text: &str) {
        let start = self.tree.text.len();
        self.tree.text.push_str(text);
        self.push(Kind::Text, NameId::NONE, Sym::EMPTY, start, start + text.len());
    }

    pub fn comment(&mut self, text: &str) {
        let (start, stop) = self.value(text);
        self.push(Kind::Comment, NameId::NONE, Sym::EMPTY, start, stop);
    }

    /// `target` is the name of the processing instruction, in no namespace.
    pub fn pi(&mut self, target: NameId, data: &str) {
        let (start, stop) = self.value(data);
        self.push(Kind::Pi, target, Sym::EMPTY, start, stop);
    }

    /// A namespace node as the root of its tree.
    pub fn namespace_node(&mut self, prefix: NameId, uri: &str) {
        let (start, stop) = self.value(uri);
        self.push(Kind::Namespace, prefix, Sym::EMPTY, start, stop);
    }

    /// The tree. Nodes still open are ended.
    pub fn finish(mut self) -> Tree {
        while !self.open.is_empty() {
            self.end();
        }
        self.tree
    }
}
