//! Walking the axes.

use drehscheibe_xdm::{Kind, NONE, NodeIdx, Sym, Tree};

use super::Flow;
use crate::env::Env;
use crate::error::Result;
use crate::expr::Axis;
use crate::types::{NameTest, NodeTest};

impl Env<'_> {
    /// Whether a node passes a test on an axis whose principal kind is `principal`.
    #[inline]
    pub(crate) fn passes(&self, tree: &Tree, n: NodeIdx, test: NodeTest, principal: Kind) -> bool {
        let kind = tree.kind(n);
        match test {
            NodeTest::Any => true,
            NodeTest::Principal(name) => kind == principal && self.named(tree, n, name),
            NodeTest::Element(name) => kind == Kind::Element && self.named(tree, n, name),
            NodeTest::Attribute(name) => kind == Kind::Attribute && self.named(tree, n, name),
            NodeTest::Text => kind == Kind::Text,
            NodeTest::Comment => kind == Kind::Comment,
            NodeTest::Pi(target) => kind == Kind::Pi && target.is_none_or(|t| tree.name(n) == t),
            NodeTest::Document(name) => {
                kind == Kind::Document
                    && name.is_none_or(|name| {
                        let mut elements = tree.children(n).filter(|c| tree.kind(*c) == Kind::Element);
                        elements.next().is_some_and(|e| self.named(tree, e, name)) && elements.next().is_none()
                    })
            }
        }
    }

    #[inline]
    fn named(&self, tree: &Tree, n: NodeIdx, test: NameTest) -> bool {
        match test {
            NameTest::Any => true,
            NameTest::Name(name) => tree.name(n) == name,
            NameTest::Namespace(ns) => self.names.borrow().pair(tree.name(n)).0 == ns,
            NameTest::Local(local) => self.names.borrow().pair(tree.name(n)).1 == local,
        }
    }

    /// Gives the nodes of an axis that pass a test, in the order of the axis (nearest first).
    pub(crate) fn walk(
        &self,
        tree: &Tree,
        n: NodeIdx,
        axis: Axis,
        test: NodeTest,
        f: &mut dyn FnMut(NodeIdx) -> Result<Flow>,
    ) -> Result<Flow> {
        let principal = match axis {
            Axis::Attribute => Kind::Attribute,
            Axis::Namespace => Kind::Namespace,
            _ => Kind::Element,
        };
        macro_rules! give {
            ($m:expr) => {
                if self.passes(tree, $m, test, principal) && f($m)?.is_break() {
                    return Ok(Flow::Break(()));
                }
            };
        }
        match axis {
            Axis::SelfAxis => give!(n),
            Axis::Child => {
                // A rare name below a large element is found faster through the index.
                let end = tree.end(n);
                if let NodeTest::Principal(NameTest::Name(name)) = test
                    && end.saturating_sub(n) > 64
                    && tree.kind(n) != Kind::Attribute
                {
                    let all = tree.elements_named(name);
                    let from = all.partition_point(|m| *m <= n);
                    let within = all.get(from..).unwrap_or(&[]);
                    let within = within.get(..within.partition_point(|m| *m <= end)).unwrap_or(&[]);
                    if within.len().saturating_mul(16) < (end - n) as usize {
                        for m in within {
                            if tree.parent(*m) == n && f(*m)?.is_break() {
                                return Ok(Flow::Break(()));
                            }
                        }
                        return Ok(Flow::Continue(()));
                    }
                }
                let mut at = tree.first_child(n);
                while at != NONE {
                    give!(at);
                    at = tree.next_sibling(at);
                }
            }
            Axis::Attribute => {
                let mut at = tree.first_attribute(n);
                while at != NONE {
                    give!(at);
                    at = tree.next_attribute(at);
                }
            }
            Axis::Descendant | Axis::DescendantOrSelf => {
                let end = tree.end(n);
                if axis == Axis::DescendantOrSelf {
                    give!(n);
                }
                if let NodeTest::Principal(NameTest::Name(name)) | NodeTest::Element(NameTest::Name(name)) = test
                    && end.saturating_sub(n) > 16
                {
                    let all = tree.elements_named(name);
                    let from = all.partition_point(|m| *m <= n);
                    for m in all.iter().skip(from).take_while(|m| **m <= end) {
                        if f(*m)?.is_break() {
                            return Ok(Flow::Break(()));
                        }
                    }
                    return Ok(Flow::Continue(()));
                }
                for m in n + 1..=end {
                    if tree.kind(m) != Kind::Attribute {
                        give!(m);
                    }
                }
            }
            Axis::Parent => {
                let parent = tree.parent(n);
                if parent != NONE {
                    give!(parent);
                }
            }
            Axis::Ancestor | Axis::AncestorOrSelf => {
                let mut at = if axis == Axis::AncestorOrSelf { n } else { tree.parent(n) };
                while at != NONE {
                    give!(at);
                    at = tree.parent(at);
                }
            }
            Axis::FollowingSibling => {
                let mut at = tree.next_sibling(n);
                while at != NONE {
                    give!(at);
                    at = tree.next_sibling(at);
                }
            }
            Axis::PrecedingSibling => {
                let mut at = tree.prev_sibling(n);
                while at != NONE {
                    give!(at);
                    at = tree.prev_sibling(at);
                }
            }
            Axis::Following => {
                let from = if tree.kind(n) == Kind::Attribute { tree.parent(n) } else { tree.end(n) };
                for m in from + 1..tree.len() as NodeIdx {
                    if tree.kind(m) != Kind::Attribute {
                        give!(m);
                    }
                }
            }
            Axis::Preceding => {
                let mut ancestor = tree.parent(n);
                let start = if tree.kind(n) == Kind::Attribute { ancestor } else { n };
                if start != n && start != NONE {
                    ancestor = tree.parent(start);
                }
                let mut m = start;
                while m > 0 && m != NONE {
                    m -= 1;
                    if m == ancestor {
                        ancestor = tree.parent(m);
                    } else if tree.kind(m) != Kind::Attribute {
                        give!(m);
                    }
                }
            }
            Axis::Namespace => {}
        }
        Ok(Flow::Continue(()))
    }

    /// The namespace nodes of an element, in a tree of their own each.
    pub(crate) fn namespace_nodes(&self, node: crate::value::Node, test: NodeTest) -> Vec<crate::value::Node> {
        let tree = self.tree(node);
        if tree.kind(node.idx) != Kind::Element {
            return Vec::new();
        }
        let mut scope = tree.in_scope(node.idx);
        let mut names = self.names.borrow_mut();
        let xml = (names.sym("xml"), names.sym(drehscheibe_xdm::XML_NS));
        scope.push(xml);
        let mut out = Vec::new();
        for (prefix, uri) in scope {
            let name = names.name_of(Sym::EMPTY, prefix);
            let wanted = match test {
                NodeTest::Any | NodeTest::Principal(NameTest::Any) => true,
                NodeTest::Principal(NameTest::Name(wanted)) => wanted == name,
                _ => false,
            };
            if wanted {
                let mut builder = drehscheibe_xdm::Builder::new();
                builder.namespace_node(name, &names.text(uri));
                out.push(self.store.add(builder.finish()));
            }
        }
        out
    }
}
