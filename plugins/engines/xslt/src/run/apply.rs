//! Template rules.

use std::rc::Rc;

use drehscheibe_xdm::{Kind, Str};
use drehscheibe_xpath::{Env, Error, Expr, Focus, Item, Key, Node, Result, Value};

use super::out::Receiver;
use super::values::converted;
use super::{Cx, Runner};
use crate::program::{SortKey, WithParam};

type Given = Vec<(Str, Value)>;

impl<'s> Runner<'s> {
    /// Evaluates `xsl:with-param`; tunnel parameters go into the context.
    pub(crate) fn with_params(&self, env: &Env<'_>, params: &[WithParam], cx: &Cx) -> Result<(Given, Cx)> {
        let mut given = Vec::new();
        let mut tunnel: Option<Vec<(Str, Value)>> = None;
        for param in params {
            let value = self.variable(env, &param.value, param.as_type.as_ref(), None, cx)?;
            if param.tunnel {
                let list = tunnel.get_or_insert_with(|| (*cx.tunnel).clone());
                list.retain(|t| t.0 != param.name);
                list.push((param.name.clone(), value));
            } else {
                given.push((param.name.clone(), value));
            }
        }
        let mut inner = cx.clone();
        if let Some(tunnel) = tunnel {
            inner.tunnel = Rc::new(tunnel);
        }
        Ok((given, inner))
    }

    #[allow(clippy::too_many_arguments)]
    pub(crate) fn apply_templates(
        &self,
        env: &Env<'_>,
        select: Option<&Expr>,
        mode: u32,
        params: &[WithParam],
        sorts: &[SortKey],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let items = match select {
            Some(select) => env.eval(select, &cx.focus)?,
            None => {
                let node = cx.focus.node()?;
                env.tree(node).children(node.idx).map(|idx| Item::Node(Node { doc: node.doc, idx })).collect()
            }
        };
        if items.is_empty() {
            return Ok(());
        }
        let items = if sorts.is_empty() { items } else { self.sorted(env, items, sorts, cx)? };
        let (given, inner) =
            if params.is_empty() { (Vec::new(), cx.clone()) } else { self.with_params(env, params, cx)? };
        let size = items.len();
        for (i, item) in items.iter().enumerate() {
            self.apply_to(env, item.clone(), i + 1, size, mode, &given, &inner, out)?;
        }
        Ok(())
    }

    /// Applies the best rule to one item.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn apply_to(
        &self,
        env: &Env<'_>,
        item: Item,
        position: usize,
        size: usize,
        mode: u32,
        given: &[(Str, Value)],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let Item::Node(node) = item else {
            return Err(Error::dynamic("XTTE0520", "templates can be applied to nodes only"));
        };
        let focus = Focus { item: Some(item), position, size, base: cx.focus.base };
        let cx = Cx { focus, mode, rule: None, tunnel: cx.tunnel.clone() };
        self.apply_from(env, node, 0, |_| true, given, &cx, out)
    }

    /// Looks for a rule from place `from` on in the order of the mode, then runs it, else the
    /// built-in one.
    #[allow(clippy::too_many_arguments)]
    fn apply_from(
        &self,
        env: &Env<'_>,
        node: Node,
        from: u32,
        fits: impl Fn(&crate::program::Rule) -> bool,
        given: &[(Str, Value)],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let tree = env.tree(node);
        let kind = tree.kind(node.idx);
        let Some(mode) = self.sheet.modes.get(cx.mode as usize) else { return Ok(()) };
        let (exact, general) = match kind {
            Kind::Element => (Key::Element(tree.name(node.idx)), Key::AnyElement),
            Kind::Attribute => (Key::Attribute(tree.name(node.idx)), Key::AnyAttribute),
            Kind::Text => (Key::Text, Key::Any),
            Kind::Comment => (Key::Comment, Key::Any),
            Kind::Pi => (Key::Pi, Key::Any),
            Kind::Document => (Key::Document, Key::Any),
            Kind::Namespace => (Key::Any, Key::Any),
        };
        let list = mode.by_key.get(&exact).or_else(|| mode.by_key.get(&general));
        for place in list.map(Vec::as_slice).unwrap_or(&[]) {
            if *place < from {
                continue;
            }
            let Some(rule) = mode.rules.get(*place as usize) else { continue };
            if !fits(rule) {
                continue;
            }
            let matched = if rule.frame == 0 {
                env.matches(&rule.pattern, node, 0)?
            } else {
                let base = env.push_frame(rule.frame);
                let matched = env.matches(&rule.pattern, node, base);
                env.pop_frame(base);
                matched?
            };
            if matched {
                let cx = Cx { rule: Some((cx.mode, *place)), ..cx.clone() };
                return self.run_template(env, rule.template, given, &cx, out);
            }
        }
        self.built_in_rule(env, node, kind, given, cx, out)
    }

    fn built_in_rule(
        &self,
        env: &Env<'_>,
        node: Node,
        kind: Kind,
        given: &[(Str, Value)],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        match kind {
            Kind::Document | Kind::Element => {
                let tree = env.tree(node);
                let size = tree.children(node.idx).count();
                self.enter()?;
                for (i, idx) in tree.children(node.idx).enumerate() {
                    let child = Item::Node(Node { doc: node.doc, idx });
                    self.apply_to(env, child, i + 1, size, cx.mode, given, cx, out)?;
                }
                self.leave();
                Ok(())
            }
            Kind::Text | Kind::Attribute => out.text(env, env.string(node)),
            _ => Ok(()),
        }
    }

    pub(crate) fn call_template(
        &self,
        env: &Env<'_>,
        index: usize,
        given: Given,
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        self.run_template(env, index, &given, cx, out)
    }

    fn run_template(
        &self,
        env: &Env<'_>,
        index: usize,
        given: &[(Str, Value)],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let Some(template) = self.sheet.templates.get(index) else { return Ok(()) };
        self.enter().map_err(|e| self.placed(e, template.place))?;
        let base = env.push_frame(template.frame);
        let mut inner = cx.clone();
        inner.focus.base = base;
        let result = self.template_body(env, template, given, &inner, out);
        env.pop_frame(base);
        self.leave();
        result
    }

    fn template_body(
        &self,
        env: &Env<'_>,
        template: &'s crate::program::Template,
        given: &[(Str, Value)],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        for param in &template.params {
            let from = if param.tunnel { &cx.tunnel[..] } else { given };
            let value = match from.iter().find(|g| g.0 == param.name) {
                Some((_, value)) => match &param.as_type {
                    Some(wanted) => {
                        converted(env, value.clone(), wanted).map_err(|e| self.placed(e, template.place))?
                    }
                    None => value.clone(),
                },
                None if param.required => {
                    let error = Error::dynamic("XTDE0700", format!("the parameter {} is required", param.name));
                    return Err(self.placed(error, template.place));
                }
                None => self
                    .variable(env, &param.default, param.as_type.as_ref(), param.base.as_ref(), cx)
                    .map_err(|e| self.placed(e, template.place))?,
            };
            env.set_local(cx.focus.base, param.slot, value);
        }
        match &template.as_type {
            None => self.exec(env, &template.body, cx, out),
            Some(wanted) => {
                let value = self.sequence(env, &template.body, Some(wanted), cx)?;
                let value = converted(env, value, wanted).map_err(|e| self.placed(e, template.place))?;
                out.value(env, value)
            }
        }
    }

    pub(crate) fn next_match(
        &self,
        env: &Env<'_>,
        params: &[WithParam],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let Some((mode, place)) = cx.rule else {
            return Err(Error::dynamic("XTDE0560", "xsl:next-match without a current template rule"));
        };
        let node = cx.focus.node()?;
        let (given, inner) = self.with_params(env, params, cx)?;
        let inner = Cx { mode, ..inner };
        self.apply_from(env, node, place + 1, |_| true, &given, &inner, out)
    }

    pub(crate) fn apply_imports(
        &self,
        env: &Env<'_>,
        params: &[WithParam],
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let Some((mode, place)) = cx.rule else {
            return Err(Error::dynamic("XTDE0560", "xsl:apply-imports without a current template rule"));
        };
        let rule = self.sheet.modes.get(mode as usize).and_then(|m| m.rules.get(place as usize));
        let template = rule.and_then(|r| self.sheet.templates.get(r.template));
        let (lowest, precedence) = template.map_or((0, 0), |t| (t.lowest, t.precedence));
        let node = cx.focus.node()?;
        let (given, inner) = self.with_params(env, params, cx)?;
        let inner = Cx { mode, ..inner };
        let imported = |r: &crate::program::Rule| r.precedence >= lowest && r.precedence < precedence;
        self.apply_from(env, node, 0, imported, &given, &inner, out)
    }

    /// The value of a global variable, evaluated at its first use.
    pub(crate) fn global_value(&self, env: &Env<'_>, index: u32) -> Result<Value> {
        use super::Lazy;
        let state = self.globals.borrow().get(index as usize).cloned();
        match state {
            Some(Lazy::Done(value)) => return Ok(value),
            Some(Lazy::Running) => return Err(Error::dynamic("XTDE0640", "a global variable depends on itself")),
            Some(Lazy::Not) => {}
            None => return Err(Error::dynamic("XPST0008", "there is no such variable")),
        }
        let set = |lazy: Lazy| {
            if let Some(slot) = self.globals.borrow_mut().get_mut(index as usize) {
                *slot = lazy;
            }
        };
        let Some(global) = self.sheet.globals.get(index as usize) else { return Ok(Value::Empty) };
        set(Lazy::Running);
        self.enter()?;
        let given = if global.param { self.params.iter().find(|p| p.0 == global.name) } else { None };
        let value = match (given, &global.as_type) {
            (Some((_, value)), Some(wanted)) => converted(env, value.clone(), wanted),
            (Some((_, value)), None) => Ok(value.clone()),
            (None, _) => {
                let base = env.push_frame(global.frame);
                let focus = match self.source.get() {
                    Some(root) => Focus::on(root, base),
                    None => Focus::none(base),
                };
                let cx = Cx { focus, mode: 0, rule: None, tunnel: Rc::default() };
                let saved = self.current.take();
                let value = self.variable(env, &global.content, global.as_type.as_ref(), global.base.as_ref(), &cx);
                self.current.replace(saved);
                env.pop_frame(base);
                value
            }
        };
        self.leave();
        match value {
            Ok(value) => {
                set(Lazy::Done(value.clone()));
                Ok(value)
            }
            Err(error) => {
                set(Lazy::Not);
                Err(self.placed(error, global.place))
            }
        }
    }

    /// Calls a function of the stylesheet; its arguments have been converted.
    pub(crate) fn user_function(&self, env: &Env<'_>, index: usize, args: Vec<Value>) -> Result<Value> {
        let Some(function) = self.sheet.functions.get(index) else { return Ok(Value::Empty) };
        self.enter().map_err(|e| self.placed(e, function.place))?;
        let base = env.push_frame(function.frame);
        for (slot, value) in function.slots.iter().zip(args) {
            env.set_local(base, *slot, value);
        }
        let cx = Cx { focus: Focus::none(base), mode: 0, rule: None, tunnel: Rc::default() };
        let saved = self.current.take();
        let value =
            self.sequence(env, &function.body, function.as_type.as_ref(), &cx).and_then(|value| {
                match &function.as_type {
                    Some(wanted) => env.convert(value, wanted).map_err(|e| {
                        let code = if e.code() == "XPTY0004" { "XTTE0780" } else { return e };
                        Error::dynamic(code, format!("result of {}: {}", function.name, e.message()))
                    }),
                    None => Ok(value),
                }
            });
        self.current.replace(saved);
        env.pop_frame(base);
        self.leave();
        value.map_err(|e| self.placed(e, function.place))
    }
}
