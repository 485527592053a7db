//! One document in one arena.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::names::{NameId, Str, Sym};

/// Index of a node in its [`Tree`]. Nodes are numbered in document order; the root is 0.
pub type NodeIdx = u32;

/// No node.
pub const NONE: NodeIdx = u32::MAX;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Kind {
    Document,
    Element,
    Attribute,
    Text,
    Comment,
    Pi,
    /// Only as the root of a tree of its own; the name is the prefix, the value the namespace.
    Namespace,
}

/// 32 bytes a node. `start..end_text` is the string value: for documents, elements and text nodes in
/// `Tree::text`, where the text of any subtree is contiguous, else in `Tree::values`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rec {
    pub kind: Kind,
    pub prefix: Sym,
    pub name: NameId,
    pub parent: NodeIdx,
    pub prev: NodeIdx,
    /// The last node of the subtree, attributes included; the node itself if it has none.
    pub end: NodeIdx,
    pub start: u32,
    pub stop: u32,
}

static NULL: Rec = Rec {
    kind: Kind::Text,
    prefix: Sym::EMPTY,
    name: NameId::NONE,
    parent: NONE,
    prev: NONE,
    end: NONE,
    start: 0,
    stop: 0,
};

/// A document, or a tree whose root is any other node.
///
/// The attributes of an element follow it immediately, then its children: index order is document
/// order. Every string value is a slice.
#[derive(Debug, Default)]
pub struct Tree {
    pub(crate) recs: Vec<Rec>,
    pub(crate) text: String,
    pub(crate) values: String,
    /// (element, prefix, namespace) as declared, in document order.
    pub(crate) declared: Vec<(NodeIdx, Sym, Sym)>,
    /// Line of each node if the parser was asked to keep them.
    pub(crate) lines: Vec<u32>,
    pub(crate) base_uri: Option<Str>,
    by_name: OnceLock<FxHashMap<NameId, Vec<NodeIdx>>>,
}

impl Tree {
    #[inline]
    pub(crate) fn rec(&self, n: NodeIdx) -> &Rec {
        self.recs.get(n as usize).unwrap_or(&NULL)
    }

    /// Number of nodes, attributes included.
    pub fn len(&self) -> usize {
        self.recs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.recs.is_empty()
    }

    /// Bytes of text and values held.
    pub fn text_len(&self) -> usize {
        self.text.len() + self.values.len()
    }

    /// Where the document came from.
    pub fn base_uri(&self) -> Option<&Str> {
        self.base_uri.as_ref()
    }

    pub fn set_base_uri(&mut self, uri: Option<Str>) {
        self.base_uri = uri;
    }

    /// The line of the node's start tag, from 1; 0 if lines were not kept.
    pub fn line(&self, n: NodeIdx) -> u32 {
        self.lines.get(n as usize).copied().unwrap_or(0)
    }

    #[inline]
    pub fn kind(&self, n: NodeIdx) -> Kind {
        self.rec(n).kind
    }

    #[inline]
    pub fn name(&self, n: NodeIdx) -> NameId {
        self.rec(n).name
    }

    #[inline]
    pub fn prefix(&self, n: NodeIdx) -> Sym {
        self.rec(n).prefix
    }

    /// The parent, [`NONE`] for the root.
    #[inline]
    pub fn parent(&self, n: NodeIdx) -> NodeIdx {
        self.rec(n).parent
    }

    /// The last node of the subtree of `n`, attributes included.
    #[inline]
    pub fn end(&self, n: NodeIdx) -> NodeIdx {
        self.rec(n).end
    }

    /// The string value (XDM `dm:string-value`).
    #[inline]
    pub fn string(&self, n: NodeIdx) -> &str {
        let rec = self.rec(n);
        let buffer = match rec.kind {
            Kind::Document | Kind::Element | Kind::Text => &self.text,
            _ => &self.values,
        };
        buffer.get(rec.start as usize..rec.stop as usize).unwrap_or("")
    }

    /// The first child, [`NONE`] if there is none.
    #[inline]
    pub fn first_child(&self, n: NodeIdx) -> NodeIdx {
        let rec = self.rec(n);
        if !matches!(rec.kind, Kind::Document | Kind::Element) {
            return NONE;
        }
        let mut i = n + 1;
        while i <= rec.end {
            if self.rec(i).kind != Kind::Attribute {
                return i;
            }
            i += 1;
        }
        NONE
    }

    /// The next sibling, [`NONE`] if there is none. Attributes have no siblings.
    #[inline]
    pub fn next_sibling(&self, n: NodeIdx) -> NodeIdx {
        let rec = self.rec(n);
        if rec.parent == NONE || rec.kind == Kind::Attribute {
            return NONE;
        }
        let next = rec.end + 1;
        if next <= self.rec(rec.parent).end { next } else { NONE }
    }

    /// The sibling before, [`NONE`] if there is none.
    #[inline]
    pub fn prev_sibling(&self, n: NodeIdx) -> NodeIdx {
        self.rec(n).prev
    }

    /// The first attribute, [`NONE`] if there is none; the others follow it, see [`Tree::next_attribute`].
    #[inline]
    pub fn first_attribute(&self, n: NodeIdx) -> NodeIdx {
        let rec = self.rec(n);
        if rec.kind == Kind::Element && rec.end > n && self.rec(n + 1).kind == Kind::Attribute { n + 1 } else { NONE }
    }

    #[inline]
    pub fn next_attribute(&self, n: NodeIdx) -> NodeIdx {
        let next = self.rec(n + 1);
        if (n as usize + 1) < self.recs.len() && next.kind == Kind::Attribute && next.parent == self.rec(n).parent {
            n + 1
        } else {
            NONE
        }
    }

    pub fn attributes(&self, n: NodeIdx) -> impl Iterator<Item = NodeIdx> + '_ {
        let mut at = self.first_attribute(n);
        std::iter::from_fn(move || {
            let here = at;
            if here == NONE {
                return None;
            }
            at = self.next_attribute(here);
            Some(here)
        })
    }

    pub fn children(&self, n: NodeIdx) -> impl Iterator<Item = NodeIdx> + '_ {
        let mut at = self.first_child(n);
        std::iter::from_fn(move || {
            let here = at;
            if here == NONE {
                return None;
            }
            at = self.next_sibling(here);
            Some(here)
        })
    }

    /// The attribute of this name, [`NONE`] if there is none.
    pub fn attribute(&self, n: NodeIdx, name: NameId) -> NodeIdx {
        self.attributes(n).find(|a| self.name(*a) == name).unwrap_or(NONE)
    }

    /// The elements of a name, in document order. The index is made at the first call.
    pub fn elements_named(&self, name: NameId) -> &[NodeIdx] {
        let index = self.by_name.get_or_init(|| {
            let mut index: FxHashMap<NameId, Vec<NodeIdx>> = FxHashMap::default();
            for (i, rec) in self.recs.iter().enumerate() {
                if rec.kind == Kind::Element {
                    index.entry(rec.name).or_default().push(i as NodeIdx);
                }
            }
            index
        });
        index.get(&name).map_or(&[], Vec::as_slice)
    }

    /// The namespaces declared on an element itself: prefix and namespace. An empty namespace
    /// undeclares the default one.
    pub fn declared_on(&self, n: NodeIdx) -> impl Iterator<Item = (Sym, Sym)> + '_ {
        let first = self.declared.partition_point(|d| d.0 < n);
        self.declared.iter().skip(first).take_while(move |d| d.0 == n).map(|d| (d.1, d.2))
    }

    /// The namespaces in scope on an element, without `xml`: prefix and namespace, nearest first.
    pub fn in_scope(&self, n: NodeIdx) -> Vec<(Sym, Sym)> {
        let mut found: Vec<(Sym, Sym)> = Vec::new();
        if self.declared.is_empty() {
            return found;
        }
        let mut at = n;
        while at != NONE {
            if self.kind(at) == Kind::Element {
                for (prefix, uri) in self.declared_on(at) {
                    if !found.iter().any(|f| f.0 == prefix) {
                        found.push((prefix, uri));
                    }
                }
            }
            at = self.parent(at);
        }
        found.retain(|f| f.1 != Sym::EMPTY);
        found
    }

    /// The namespace bound to a prefix on an element.
    pub fn lookup(&self, n: NodeIdx, prefix: Sym) -> Option<Sym> {
        let mut at = n;
        while at != NONE {
            if let Some((_, uri)) = self.declared_on(at).find(|d| d.0 == prefix) {
                return (uri != Sym::EMPTY).then_some(uri);
            }
            at = self.parent(at);
        }
        None
    }

    /// The topmost node above `n`.
    pub fn root(&self, _n: NodeIdx) -> NodeIdx {
        0
    }

    /// The element of a document, [`NONE`] if there is none.
    pub fn document_element(&self) -> NodeIdx {
        if self.kind(0) == Kind::Element {
            return 0;
        }
        self.children(0).find(|c| self.kind(*c) == Kind::Element).unwrap_or(NONE)
    }
}
