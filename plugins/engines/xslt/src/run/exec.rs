//! Executing instructions.

use drehscheibe_xdm::{Kind, Str, Sym, is_nc_name, split_qname};
use drehscheibe_xpath::{Env, Error, ErrorKind, Focus, Item, Node as XNode, Result, Scope, Value};

use super::out::Receiver;
use super::{Cx, Runner};
use crate::program::{AttributeName, Body, Instr, LiteralElement, ModeRef, Node, Place};

impl<'s> Runner<'s> {
    pub(crate) fn placed(&self, error: Error, place: Place) -> Error {
        match self.sheet.files.get(place.file as usize) {
            Some(file) if place.line > 0 => error.at(file, place.line),
            _ => error,
        }
    }

    pub(crate) fn exec(&self, env: &Env<'_>, body: &Body, cx: &Cx, out: &mut Receiver<'_, 's>) -> Result<()> {
        for node in body {
            self.one(env, node, cx, out).map_err(|e| self.placed(e, node.place))?;
        }
        Ok(())
    }

    #[inline]
    fn one(&self, env: &Env<'_>, node: &Node, cx: &Cx, out: &mut Receiver<'_, 's>) -> Result<()> {
        match &node.instr {
            Instr::Text(text) => out.text(env, text),
            Instr::If(test, body) => {
                if env.ebv(test, &cx.focus)? {
                    self.exec(env, body, cx, out)?;
                }
                Ok(())
            }
            Instr::Choose(whens, otherwise) => {
                for (test, body) in whens {
                    if env.ebv(test, &cx.focus)? {
                        return self.exec(env, body, cx, out);
                    }
                }
                self.exec(env, otherwise, cx, out)
            }
            Instr::Literal(literal) => self.literal(env, literal, cx, out),
            Instr::Variable { slot, content, as_type, base } => {
                let value = self.variable(env, content, as_type.as_ref(), base.as_ref(), cx)?;
                env.set_local(cx.focus.base, *slot, value);
                Ok(())
            }
            Instr::Sequence(expr) => {
                let value = env.eval(expr, &cx.focus)?;
                out.value(env, value)
            }
            Instr::ApplyTemplates { select, mode, params, sorts } => {
                let mode = match mode {
                    ModeRef::Current => cx.mode,
                    ModeRef::Named(mode) => *mode,
                };
                self.apply_templates(env, select.as_ref(), mode, params, sorts, cx, out)
            }
            Instr::CallTemplate { template, params } => {
                let (given, cx) = self.with_params(env, params, cx)?;
                self.call_template(env, *template, given, &cx, out)
            }
            Instr::ForEach { select, sorts, body } => {
                let value = env.eval(select, &cx.focus)?;
                let items = if sorts.is_empty() { value } else { self.sorted(env, value, sorts, cx)? };
                let size = items.len();
                let mut inner = Cx { rule: None, ..cx.clone() };
                for (i, item) in items.iter().enumerate() {
                    inner.focus.item = Some(item.clone());
                    inner.focus.position = i + 1;
                    inner.focus.size = size;
                    self.exec(env, body, &inner, out)?;
                }
                Ok(())
            }
            other => self.rare(env, other, cx, out),
        }
    }

    /// Kept out of `one`, so that deep recursion needs less stack.
    #[inline(never)]
    fn rare(&self, env: &Env<'_>, instr: &Instr, cx: &Cx, out: &mut Receiver<'_, 's>) -> Result<()> {
        match instr {
            Instr::ValueOf { content, separator, compat } => {
                if *compat && let crate::program::Content::Select(expr) = content {
                    let value = env.eval(expr, &cx.focus)?;
                    return match value.first() {
                        Some(item) => out.text(env, &env.item_text(item)),
                        None => Ok(()),
                    };
                }
                let text = self.simple_content(env, content, separator.as_ref(), cx)?;
                out.text(env, &text)
            }
            Instr::CopyOf { select, namespaces } => {
                for item in env.eval(select, &cx.focus)?.iter() {
                    match item {
                        Item::Node(node) => out.copy(env, *node, *namespaces)?,
                        Item::Atom(_) => out.item(env, item.clone())?,
                    }
                }
                Ok(())
            }
            Instr::Copy { body, sets, namespaces } => self.copy(env, body, sets, *namespaces, cx, out),
            Instr::Element { name, namespace, scope, sets, body } => {
                let name = self.avt(env, name, cx)?;
                let namespace = match namespace {
                    Some(avt) => Some(self.avt(env, avt, cx)?),
                    None => None,
                };
                let (name, prefix) = self.name(env, &name, namespace.as_deref(), scope, true)?;
                out.start_element(env, name, prefix)?;
                self.attribute_sets(env, sets, cx, out)?;
                self.exec(env, body, cx, out)?;
                out.end_element(env)
            }
            Instr::Attribute { name, content, separator } => {
                let (name, prefix) = match name {
                    AttributeName::Fixed(name, prefix) => (*name, *prefix),
                    AttributeName::Computed { name, namespace, scope } => {
                        let name = self.avt(env, name, cx)?;
                        let namespace = match namespace {
                            Some(avt) => Some(self.avt(env, avt, cx)?),
                            None => None,
                        };
                        self.name(env, &name, namespace.as_deref(), scope, false)?
                    }
                };
                let text = self.simple_content(env, content, separator.as_ref(), cx)?;
                out.attribute(env, name, prefix, &text)
            }
            Instr::Namespace { name, content } => {
                let name = self.avt(env, name, cx)?;
                let uri = self.simple_content(env, content, None, cx)?;
                let name = name.trim();
                if !name.is_empty() && !is_nc_name(name) || name == "xmlns" {
                    return Err(Error::dynamic("XTDE0920", format!("\"{name}\" is not a prefix")));
                }
                if uri.is_empty() {
                    return Err(Error::dynamic("XTDE0930", "a namespace must not be empty"));
                }
                let (prefix, uri) = {
                    let mut names = env.names.borrow_mut();
                    (names.sym(name), names.sym(&uri))
                };
                out.namespace(env, prefix, uri)
            }
            Instr::Comment(content) => {
                let text = self.simple_content(env, content, None, cx)?;
                let mut text = text.replace("--", "- -").replace("--", "- -");
                if text.ends_with('-') {
                    text.push(' ');
                }
                out.comment(env, &text)
            }
            Instr::Pi { name, content } => {
                let name = self.avt(env, name, cx)?;
                let name = name.trim();
                if !is_nc_name(name) || name.eq_ignore_ascii_case("xml") {
                    return Err(Error::dynamic("XTDE0890", format!("\"{name}\" is not a target")));
                }
                let text = self.simple_content(env, content, None, cx)?;
                let text = text.trim_start().replace("?>", "? >");
                let target = env.names.borrow_mut().name("", name);
                out.pi(env, target, &text)
            }
            Instr::Document(body) => {
                let mut inner = Receiver::tree(self);
                self.exec(env, body, cx, &mut inner)?;
                let node = env.store.add(inner.into_tree());
                out.item(env, Item::Node(node))
            }
            Instr::ForEachGroup { select, by, collation, sorts, body } => {
                self.for_each_group(env, select, by, collation.as_ref(), sorts, body, cx, out)
            }
            Instr::ApplyImports { params } => self.apply_imports(env, params, cx, out),
            Instr::NextMatch { params } => self.next_match(env, params, cx, out),
            Instr::Message { content, body, terminate } => self.message(env, content, body, terminate, cx),
            Instr::Number(number) => {
                let text = self.number(env, number, cx)?;
                out.text(env, &text)
            }
            Instr::AnalyzeString { select, regex, flags, matching, rest } => {
                self.analyze_string(env, select, regex, flags, matching, rest, cx, out)
            }
            Instr::PerformSort { content, sorts } => {
                let value = match content {
                    crate::program::Content::Select(expr) => env.eval(expr, &cx.focus)?,
                    crate::program::Content::Body(body) => self.sequence(env, body, None, cx)?,
                    crate::program::Content::Empty => Value::Empty,
                };
                let sorted = self.sorted(env, value, sorts, cx)?;
                out.value(env, sorted)
            }
            Instr::ResultDocument { href, output, method, body } => {
                let href = match href {
                    Some(avt) => self.avt(env, avt, cx)?.into_owned(),
                    None => String::new(),
                };
                let mut properties = self.sheet.outputs.get(*output).cloned().unwrap_or_default();
                if let Some(method) = method {
                    let name = self.avt(env, method, cx)?;
                    properties.method = Some(crate::compile::method_by_name(name.trim())?);
                }
                let mut inner = Receiver::tree(self);
                self.exec(env, body, cx, &mut inner)?;
                let mut results = self.results.borrow_mut();
                if results.iter().any(|r| r.0 == href) {
                    return Err(Error::dynamic("XTDE1490", format!("the result \"{href}\" is written twice")));
                }
                if results.len() >= self.limits.results {
                    return Err(Error::limit(format!("more than {} result documents", self.limits.results)));
                }
                results.push((href, inner.into_tree(), properties));
                Ok(())
            }
            Instr::Block(body) => self.exec(env, body, cx, out),
            _ => Ok(()),
        }
    }

    fn literal(&self, env: &Env<'_>, literal: &LiteralElement, cx: &Cx, out: &mut Receiver<'_, 's>) -> Result<()> {
        out.start_element(env, literal.name, literal.prefix)?;
        for (prefix, uri) in &literal.namespaces {
            out.inherited_namespace(env, *prefix, *uri);
        }
        self.attribute_sets(env, &literal.sets, cx, out)?;
        for (name, prefix, value) in &literal.attributes {
            let value = self.avt(env, value, cx)?;
            out.attribute(env, *name, *prefix, &value)?;
        }
        self.exec(env, &literal.body, cx, out)?;
        out.end_element(env)
    }

    fn copy(
        &self,
        env: &Env<'_>,
        body: &Body,
        sets: &[Str],
        namespaces: bool,
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let node = match &cx.focus.item {
            Some(Item::Node(node)) => *node,
            Some(atom) => return out.item(env, atom.clone()),
            None => return Err(Error::dynamic("XTTE0945", "xsl:copy without a context item")),
        };
        let tree = env.tree(node);
        match tree.kind(node.idx) {
            Kind::Element => {
                out.start_element(env, tree.name(node.idx), tree.prefix(node.idx))?;
                if namespaces {
                    for (prefix, uri) in tree.in_scope(node.idx) {
                        out.inherited_namespace(env, prefix, uri);
                    }
                }
                self.attribute_sets(env, sets, cx, out)?;
                self.exec(env, body, cx, out)?;
                out.end_element(env)
            }
            Kind::Document => {
                out.start_document();
                self.exec(env, body, cx, out)?;
                out.end_document(env)
            }
            _ => out.copy(env, node, namespaces),
        }
    }

    pub(crate) fn attribute_sets(
        &self,
        env: &Env<'_>,
        sets: &[Str],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        for name in sets {
            self.enter()?;
            for set in self.sheet.sets.get(name).map(Vec::as_slice).unwrap_or(&[]) {
                self.attribute_sets(env, &set.uses, cx, out)?;
                let base = env.push_frame(set.frame);
                let inner = cx.with(Focus { base, ..cx.focus.clone() });
                let result = self.exec(env, &set.body, &inner, out);
                env.pop_frame(base);
                result?;
            }
            self.leave();
        }
        Ok(())
    }

    /// Name and prefix of a computed element or attribute.
    fn name(
        &self,
        env: &Env<'_>,
        text: &str,
        namespace: Option<&str>,
        scope: &Scope,
        element: bool,
    ) -> Result<(drehscheibe_xdm::NameId, Sym)> {
        let (bad_name, bad_prefix) = if element { ("XTDE0820", "XTDE0830") } else { ("XTDE0850", "XTDE0860") };
        let text = text.trim();
        let Some((prefix, local)) = split_qname(text) else {
            return Err(Error::dynamic(bad_name, format!("\"{text}\" is not a name")));
        };
        if !element && text == "xmlns" {
            return Err(Error::dynamic("XTDE0855", "an attribute must not be named xmlns"));
        }
        let ns: Str = match namespace {
            Some(ns) => ns.into(),
            None if prefix.is_empty() && !element => "".into(),
            None => match scope.prefix(prefix) {
                Some(ns) => ns,
                None if prefix.is_empty() => "".into(),
                None => return Err(Error::dynamic(bad_prefix, format!("the prefix {prefix} is not declared"))),
            },
        };
        let mut names = env.names.borrow_mut();
        let prefix = if ns.is_empty() || prefix == "xmlns" { Sym::EMPTY } else { names.sym(prefix) };
        Ok((names.name(&ns, local), prefix))
    }

    fn message(
        &self,
        env: &Env<'_>,
        content: &crate::program::Content,
        body: &Body,
        terminate: &crate::program::Avt,
        cx: &Cx,
    ) -> Result<()> {
        let mut text = match content {
            crate::program::Content::Select(expr) => self.select_text(env, expr, " ", cx)?,
            _ => String::new(),
        };
        let mut inner = Receiver::tree(self);
        self.exec(env, body, cx, &mut inner)?;
        text.push_str(inner.into_tree().string(0));
        let mut messages = self.messages.borrow_mut();
        if messages.len() < 1_000 {
            messages.push(text.chars().take(10_000).collect());
        }
        let terminate = self.avt(env, terminate, cx)?;
        match terminate.trim() {
            "yes" | "true" | "1" => Err(Error::new(ErrorKind::Terminated, "XTMM9000", text)),
            "no" | "false" | "0" => Ok(()),
            other => Err(Error::dynamic("XTDE0030", format!("terminate=\"{other}\""))),
        }
    }
}

/// The node of an item.
pub(crate) fn node_of(item: &Item) -> Option<XNode> {
    match item {
        Item::Node(node) => Some(*node),
        Item::Atom(_) => None,
    }
}
