//! Elements of a stylesheet and what is in scope on them.

use std::sync::Arc;

use drehscheibe_xdm::{Kind, NONE, NodeIdx, Str, Sym, Tree, split_qname};
use drehscheibe_xpath::{Error, Result, Scope};

use super::{Compiler, XSL_NS};

/// A node of a stylesheet file.
#[derive(Clone, Debug)]
pub(crate) struct El {
    pub tree: Arc<Tree>,
    pub node: NodeIdx,
    pub file: u16,
    pub uri: Str,
}

impl El {
    pub fn line(&self) -> u32 {
        self.tree.line(self.node)
    }

    pub fn at(&self, node: NodeIdx) -> El {
        El { node, ..self.clone() }
    }

    pub fn parent(&self) -> Option<El> {
        let parent = self.tree.parent(self.node);
        (parent != NONE && self.tree.kind(parent) == Kind::Element).then(|| self.at(parent))
    }

    pub fn children(&self) -> Vec<El> {
        self.tree.children(self.node).map(|c| self.at(c)).collect()
    }

    pub fn is_element(&self) -> bool {
        self.tree.kind(self.node) == Kind::Element
    }
}

impl Compiler<'_> {
    /// The local name of an element of XSLT.
    pub fn xsl_name(&self, el: &El) -> Option<Str> {
        if !el.is_element() {
            return None;
        }
        let (ns, local) = self.names.pair(el.tree.name(el.node));
        (ns == self.xsl.ns).then(|| self.names.text(local))
    }

    /// An attribute without namespace.
    pub fn attr(&self, el: &El, name: &str) -> Option<Str> {
        let local = self.names.find_sym(name)?;
        el.tree.attributes(el.node).find_map(|a| {
            let (ns, l) = self.names.pair(el.tree.name(a));
            (ns == Sym::EMPTY && l == local).then(|| el.tree.string(a).into())
        })
    }

    /// An attribute without namespace on elements of XSLT, in the namespace of XSLT on others.
    pub fn standard_attr(&self, el: &El, name: &str) -> Option<Str> {
        if self.xsl_name(el).is_some() {
            return self.attr(el, name);
        }
        let local = self.names.find_sym(name)?;
        el.tree.attributes(el.node).find_map(|a| {
            let (ns, l) = self.names.pair(el.tree.name(a));
            (ns == self.xsl.ns && l == local).then(|| el.tree.string(a).into())
        })
    }

    pub fn required(&self, el: &El, name: &str) -> Result<Str> {
        self.attr(el, name).ok_or_else(|| {
            let element = self.xsl_name(el).unwrap_or_else(|| "".into());
            Error::fixed("XTSE0010", format!("xsl:{element} needs the attribute {name}")).at(&el.uri, el.line())
        })
    }

    /// An attribute that is `yes` or `no`.
    pub fn flag(&self, el: &El, name: &str, default: bool) -> Result<bool> {
        match self.attr(el, name).as_deref().map(str::trim) {
            None => Ok(default),
            Some("yes" | "true" | "1") => Ok(true),
            Some("no" | "false" | "0") => Ok(false),
            Some(other) => {
                Err(Error::fixed("XTSE0020", format!("{name}=\"{other}\": yes or no is expected"))
                    .at(&el.uri, el.line()))
            }
        }
    }

    /// The nearest value of a standard attribute on the element and its ancestors.
    pub fn inherited(&self, el: &El, name: &str) -> Option<Str> {
        let mut at = Some(el.clone());
        while let Some(here) = at {
            if let Some(value) = self.standard_attr(&here, name) {
                return Some(value);
            }
            at = here.parent();
        }
        None
    }

    /// Whether backwards-compatible behaviour (XSLT 1.0) applies.
    pub fn compat(&self, el: &El) -> bool {
        self.version(el) < 2.0
    }

    pub fn version(&self, el: &El) -> f64 {
        self.inherited(el, "version").and_then(|v| v.trim().parse().ok()).unwrap_or(2.0)
    }

    pub fn default_element_ns(&self, el: &El) -> Str {
        self.inherited(el, "xpath-default-namespace").unwrap_or_else(|| "".into())
    }

    /// The namespaces on an element; shared between elements that declare none.
    pub fn scope(&mut self, el: &El) -> Arc<Scope> {
        let mut owner = el.node;
        while el.tree.declared_on(owner).next().is_none() && el.tree.parent(owner) != NONE {
            owner = el.tree.parent(owner);
        }
        if let Some(scope) = self.scopes.get(&(el.file, owner)) {
            return scope.clone();
        }
        let mut namespaces: Vec<(Str, Str)> = el
            .tree
            .in_scope(owner)
            .into_iter()
            .filter(|(prefix, _)| *prefix != Sym::EMPTY)
            .map(|(prefix, uri)| (self.names.text(prefix), self.names.text(uri)))
            .collect();
        let default = el.tree.lookup(owner, Sym::EMPTY).map(|uri| self.names.text(uri));
        if let Some(default) = default {
            namespaces.push(("".into(), default));
        }
        let collation = self.inherited(el, "default-collation").and_then(|list| {
            let known = |uri: &&str| drehscheibe_xpath::Collation::by_uri(uri).is_ok();
            list.split_whitespace().find(known).map(Str::from)
        });
        let scope = Arc::new(Scope { namespaces, base_uri: Some(el.uri.clone()), default_collation: collation });
        self.scopes.insert((el.file, owner), scope.clone());
        scope
    }

    /// A name in an attribute, as `{namespace}local`; without prefix it is in no namespace.
    pub fn qname(&mut self, el: &El, text: &str) -> Result<Str> {
        let text = text.trim();
        let error = |code: &'static str, message: String| Error::fixed(code, message).at(&el.uri, el.line());
        let Some((prefix, local)) = split_qname(text) else {
            return Err(error("XTSE0020", format!("\"{text}\" is not a name")));
        };
        if prefix.is_empty() {
            return Ok(local.into());
        }
        match self.scope(el).prefix(prefix) {
            Some(ns) if &*ns == XSL_NS && self.xsl_name(el).is_some_and(|n| &*n != "with-param") => {
                Err(error("XTSE0080", format!("{text} is in a reserved namespace")))
            }
            Some(ns) => Ok(clark(&ns, local)),
            None => Err(error("XTSE0280", format!("the prefix {prefix} is not declared"))),
        }
    }

    pub fn qnames(&mut self, el: &El, list: &str) -> Result<Vec<Str>> {
        list.split_whitespace().map(|name| self.qname(el, name)).collect()
    }
}

/// `{namespace}local`, or `local` without a namespace.
pub(crate) fn clark(ns: &str, local: &str) -> Str {
    if ns.is_empty() { local.into() } else { format!("{{{ns}}}{local}").into() }
}
