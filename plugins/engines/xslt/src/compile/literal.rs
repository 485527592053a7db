//! Literal result elements and extension elements.

use drehscheibe_xdm::{Str, Sym};
use drehscheibe_xpath::{Error, Result};

use super::element::El;
use super::{Compiler, XSL_NS};
use crate::program::{Instr, LiteralElement};

impl Compiler<'_> {
    pub fn literal(&mut self, el: &El) -> Result<Option<Instr>> {
        let (ns, _) = self.names.pair(el.tree.name(el.node));
        let extension = self.prefixes(el, "extension-element-prefixes")?;
        if extension.contains(&ns) {
            return match self.fallback(el)? {
                Some(instr) => Ok(Some(instr)),
                None => {
                    let local = self.names.local(el.tree.name(el.node));
                    Err(Error::unsupported(format!("the extension element {local} is not supported")))
                }
            };
        }
        let excluded = self.excluded(el)?;
        let parent = el.parent().filter(|p| self.xsl_name(p).is_none());
        let inherited = parent.as_ref().map(|p| p.tree.in_scope(p.node)).unwrap_or_default();
        let mut namespaces: Vec<(Sym, Sym)> = Vec::new();
        for (prefix, uri) in el.tree.in_scope(el.node) {
            // The namespace that an alias stands for is copied even if it is excluded.
            let target = self.aliases.iter().any(|alias| alias.1 == uri);
            if excluded.contains(&uri) && !target || inherited.contains(&(prefix, uri)) {
                continue;
            }
            namespaces.push(match self.alias(uri) {
                Some((result, result_prefix)) => (result_prefix.unwrap_or(prefix), result),
                None => (prefix, uri),
            });
        }
        namespaces.retain(|n| n.1 != Sym::EMPTY);
        let mut attributes = Vec::new();
        let mut sets = Vec::new();
        for a in el.tree.attributes(el.node) {
            let (ns, local) = self.names.pair(el.tree.name(a));
            if ns == self.xsl.ns {
                let local = self.names.text(local);
                match &*local {
                    "use-attribute-sets" => sets = self.qnames(el, el.tree.string(a))?,
                    "version"
                    | "exclude-result-prefixes"
                    | "extension-element-prefixes"
                    | "xpath-default-namespace"
                    | "default-collation"
                    | "use-when"
                    | "inherit-namespaces"
                    | "type"
                    | "validation" => {}
                    other => {
                        self.note(el, Error::fixed("XTSE0805", format!("the attribute xsl:{other} is not known")));
                    }
                }
                continue;
            }
            let (name, prefix) = self.result_name(el.tree.name(a), el.tree.prefix(a));
            let value = self.avt(el, el.tree.string(a))?;
            attributes.push((name, prefix, value));
        }
        let (name, prefix) = self.result_name(el.tree.name(el.node), el.tree.prefix(el.node));
        let body = self.body_except(el, &["fallback"])?;
        Ok(Some(Instr::Literal(Box::new(LiteralElement { name, prefix, namespaces, attributes, sets, body }))))
    }

    /// The name in the result, `xsl:namespace-alias` applied.
    fn result_name(&mut self, name: drehscheibe_xdm::NameId, prefix: Sym) -> (drehscheibe_xdm::NameId, Sym) {
        let (ns, local) = self.names.pair(name);
        match self.alias(ns) {
            Some((result, result_prefix)) if ns != Sym::EMPTY || prefix == Sym::EMPTY => {
                (self.names.name_of(result, local), result_prefix.unwrap_or(prefix))
            }
            _ => (name, prefix),
        }
    }

    fn alias(&self, ns: Sym) -> Option<(Sym, Option<Sym>)> {
        self.aliases.iter().filter(|a| a.0 == ns).max_by_key(|a| a.3).map(|a| (a.1, a.2))
    }

    /// The namespaces that literal elements do not copy.
    fn excluded(&mut self, el: &El) -> Result<Vec<Sym>> {
        let mut list = self.prefixes(el, "exclude-result-prefixes")?;
        list.extend(self.prefixes(el, "extension-element-prefixes")?);
        list.push(self.names.sym(XSL_NS));
        Ok(list)
    }

    /// The namespaces of a list of prefixes on the element and its ancestors.
    fn prefixes(&mut self, el: &El, attribute: &str) -> Result<Vec<Sym>> {
        let mut list = Vec::new();
        let mut at = Some(el.clone());
        while let Some(here) = at {
            if let Some(text) = self.standard_attr(&here, attribute) {
                for prefix in text.split_whitespace() {
                    match prefix {
                        "#all" => list.extend(here.tree.in_scope(here.node).into_iter().map(|n| n.1)),
                        "#default" => list.extend(here.tree.lookup(here.node, Sym::EMPTY)),
                        prefix => {
                            let sym = self.names.sym(prefix);
                            match here.tree.lookup(here.node, sym) {
                                Some(uri) => list.push(uri),
                                None => {
                                    return Err(Error::fixed(
                                        "XTSE0808",
                                        format!("{attribute}: the prefix {prefix} is not declared"),
                                    )
                                    .at(&here.uri, here.line()));
                                }
                            }
                        }
                    }
                }
            }
            at = here.parent();
        }
        Ok(list)
    }

    /// The `xsl:fallback` children as one instruction.
    pub fn fallback(&mut self, el: &El) -> Result<Option<Instr>> {
        let mut all = Vec::new();
        let mut found = false;
        for child in el.children() {
            if self.xsl_name(&child).as_deref() == Some("fallback") {
                found = true;
                all.extend(self.body(&child)?);
            }
        }
        Ok(found.then_some(Instr::Block(all)))
    }

    /// An instruction that XSLT 2.0 does not know: an error, unless the stylesheet is of a later
    /// version and brings a fallback.
    pub fn unknown(&mut self, el: &El, name: &Str) -> Result<Option<Instr>> {
        if self.version(el) > 2.0
            && let Some(instr) = self.fallback(el)?
        {
            return Ok(Some(instr));
        }
        Err(Error::unsupported(format!("xsl:{name} is not an instruction of XSLT 2.0")))
    }
}
