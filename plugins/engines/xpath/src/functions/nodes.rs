//! Functions on nodes and names.

use std::sync::Arc;

use drehscheibe_xdm::{Kind, NONE, Str, split_qname};

use super::{Fun, arg, one};
use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::eval::sort_nodes;
use crate::expr::Scope;
use crate::value::{Atom, Item, Node, QName, Value};

/// What `generate-id()` gives.
pub fn generated_id(node: Node) -> String {
    format!("d{}e{}", node.doc, node.idx)
}

impl Env<'_> {
    pub(super) fn node_function(
        &self,
        fun: Fun,
        args: &[Value],
        scope: Option<&Scope>,
        focus: &Focus,
    ) -> Result<Option<Value>> {
        // At most one node, the context node by default.
        let node = || -> Result<Option<Node>> {
            match &self.or_context(args, focus)? {
                Value::Empty => Ok(None),
                Value::One(Item::Node(node)) => Ok(Some(*node)),
                _ => Err(Error::types(format!("{}() takes one node", fun.name()))),
            }
        };
        Ok(Some(match fun {
            Fun::Name => Value::str(node()?.map_or_else(|| "".into(), |n| self.qualified_name(n))),
            Fun::LocalName => Value::str(node()?.map_or_else(|| "".into(), |n| self.local_name(n))),
            Fun::NamespaceUri => {
                let ns = node()?.map_or_else(|| "".into(), |n| self.namespace(n));
                Value::atom(Atom::Uri(ns))
            }
            Fun::NodeName => match one(arg(args, 0)) {
                Some(Item::Node(node)) => match self.node_qname(*node) {
                    Some(name) => Value::atom(Atom::QName(Arc::new(name))),
                    None => Value::Empty,
                },
                _ => Value::Empty,
            },
            Fun::GenerateId => Value::str(node()?.map_or_else(String::new, generated_id)),
            Fun::Root => match node()? {
                Some(node) => Value::node(Node { doc: node.doc, idx: 0 }),
                None => Value::Empty,
            },
            Fun::Nilled => match one(arg(args, 0)) {
                Some(Item::Node(node)) if self.tree(*node).kind(node.idx) == Kind::Element => Value::bool(false),
                _ => Value::Empty,
            },
            Fun::BaseUri => match node()? {
                Some(node) => Value::from_opt(self.tree(node).base_uri().cloned().map(Atom::Uri)),
                None => Value::Empty,
            },
            Fun::DocumentUri => match one(arg(args, 0)) {
                Some(Item::Node(node)) if node.idx == 0 && self.tree(*node).kind(0) == Kind::Document => {
                    Value::from_opt(self.tree(*node).base_uri().cloned().map(Atom::Uri))
                }
                _ => Value::Empty,
            },
            Fun::Lang => self.lang(args, focus)?,
            Fun::Id | Fun::Idref => self.by_id(fun, args, focus)?,
            Fun::QName => {
                let ns = self.text(arg(args, 0))?;
                let name = self.text(arg(args, 1))?;
                let wrong = || Error::dynamic("FOCA0002", format!("{name} is not a QName"));
                let (prefix, local) = split_qname(&name).ok_or_else(wrong)?;
                if ns.is_empty() && !prefix.is_empty() {
                    return Err(wrong());
                }
                let name = QName { prefix: prefix.into(), ns: (&*ns).into(), local: local.into() };
                Value::atom(Atom::QName(Arc::new(name)))
            }
            Fun::ResolveQName => {
                let Some(name) = self.text_opt(arg(args, 0))? else { return Ok(Some(Value::Empty)) };
                let Some(Item::Node(element)) = one(arg(args, 1)) else {
                    return Err(Error::types("resolve-QName() needs an element"));
                };
                let element = *element;
                Value::atom(crate::cast::cast_qname(&name, |prefix| self.namespace_of_prefix(element, prefix))?)
            }
            Fun::NamespaceUriForPrefix => {
                let prefix = self.text(arg(args, 0))?;
                let Some(Item::Node(element)) = one(arg(args, 1)) else {
                    return Err(Error::types("namespace-uri-for-prefix() needs an element"));
                };
                Value::from_opt(self.namespace_of_prefix(*element, &prefix).map(Atom::Uri))
            }
            Fun::InScopePrefixes => {
                let Some(Item::Node(element)) = one(arg(args, 0)) else {
                    return Err(Error::types("in-scope-prefixes() needs an element"));
                };
                let names = self.names.borrow();
                let mut prefixes: Vec<Item> = vec![Item::Atom(Atom::str("xml"))];
                let scope = self.tree(*element).in_scope(element.idx);
                prefixes.extend(scope.into_iter().map(|(p, _)| Item::Atom(Atom::Str(names.text(p)))));
                Value::from_vec(prefixes)
            }
            Fun::Doc => {
                let Some(uri) = self.text_opt(arg(args, 0))? else { return Ok(Some(Value::Empty)) };
                let uri = super::uris::resolve(&uri, scope);
                match self.host.document(self, &uri)? {
                    Some(node) => Value::node(node),
                    None => {
                        return Err(Error::dynamic("FODC0002", format!("the document {uri} was not built in")));
                    }
                }
            }
            Fun::DocAvailable => match self.text_opt(arg(args, 0))? {
                Some(uri) => Value::bool(self.host.document(self, &super::uris::resolve(&uri, scope))?.is_some()),
                None => Value::bool(false),
            },
            Fun::Collection => return Err(Error::dynamic("FODC0002", "there are no collections")),
            _ => return Ok(None),
        }))
    }

    /// The lexical name; empty for nodes without a name.
    pub fn qualified_name(&self, node: Node) -> Str {
        let tree = self.tree(node);
        let names = self.names.borrow();
        let local = names.local(tree.name(node.idx));
        let prefix = tree.prefix(node.idx);
        if prefix == drehscheibe_xdm::Sym::EMPTY { local } else { format!("{}:{local}", names.text(prefix)).into() }
    }

    pub fn local_name(&self, node: Node) -> Str {
        self.names.borrow().local(self.tree(node).name(node.idx))
    }

    pub fn namespace(&self, node: Node) -> Str {
        self.names.borrow().namespace(self.tree(node).name(node.idx))
    }

    /// Name of a node, if it has one.
    pub fn node_qname(&self, node: Node) -> Option<QName> {
        let tree = self.tree(node);
        match tree.kind(node.idx) {
            Kind::Element | Kind::Attribute | Kind::Pi | Kind::Namespace => {
                let names = self.names.borrow();
                let (ns, local) = names.pair(tree.name(node.idx));
                let prefix = names.text(tree.prefix(node.idx));
                Some(QName { prefix, ns: names.text(ns), local: names.text(local) })
            }
            _ => None,
        }
    }

    fn namespace_of_prefix(&self, element: Node, prefix: &str) -> Option<Str> {
        if prefix == "xml" {
            return Some(drehscheibe_xdm::XML_NS.into());
        }
        let names = self.names.borrow();
        let prefix = names.find_sym(prefix)?;
        self.tree(element).lookup(element.idx, prefix).map(|ns| names.text(ns))
    }

    fn lang(&self, args: &[Value], focus: &Focus) -> Result<Value> {
        let wanted = self.text(arg(args, 0))?.to_ascii_lowercase();
        let node = match arg(args, 1) {
            Value::One(Item::Node(node)) => *node,
            _ => focus.node()?,
        };
        let name = self.names.borrow_mut().name(drehscheibe_xdm::XML_NS, "lang");
        let tree = self.tree(node);
        let mut at = node.idx;
        while at != NONE {
            let a = tree.attribute(at, name);
            if a != NONE {
                let found = tree.string(a).to_ascii_lowercase();
                let rest = found.strip_prefix(&wanted);
                return Ok(Value::bool(rest.is_some_and(|r| r.is_empty() || r.starts_with('-'))));
            }
            at = tree.parent(at);
        }
        Ok(Value::bool(false))
    }

    /// Without a schema only `xml:id` makes an id.
    fn by_id(&self, fun: Fun, args: &[Value], focus: &Focus) -> Result<Value> {
        if fun == Fun::Idref {
            return Ok(Value::Empty);
        }
        let node = match arg(args, 1) {
            Value::One(Item::Node(node)) => *node,
            _ => focus.node()?,
        };
        let name = self.names.borrow_mut().name(drehscheibe_xdm::XML_NS, "id");
        let mut wanted: Vec<Str> = Vec::new();
        for atom in self.atomize(arg(args, 0))? {
            wanted.extend(atom.text().split_ascii_whitespace().map(Str::from));
        }
        let tree = self.tree(node);
        let mut found: Vec<Node> = Vec::new();
        for n in 0..tree.len() as u32 {
            let hit = tree.kind(n) == Kind::Attribute
                && tree.name(n) == name
                && wanted.iter().any(|w| **w == *tree.string(n).trim());
            if hit {
                let text = tree.string(n).trim();
                wanted.retain(|w| **w != *text);
                found.push(Node { doc: node.doc, idx: tree.parent(n) });
            }
        }
        sort_nodes(&mut found);
        Ok(found.into_iter().map(Item::Node).collect())
    }
}
