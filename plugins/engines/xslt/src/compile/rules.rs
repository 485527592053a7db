//! Templates and the order of template rules.

use drehscheibe_xdm::Str;
use drehscheibe_xpath::{Error, Key, Result};

use super::Compiler;
use super::declarations::Decl;
use super::element::El;
use crate::program::{Body, Content, Mode, Node, Param, Rule};

impl Compiler<'_> {
    pub fn template(&mut self, decl: &Decl, index: usize) -> Result<()> {
        let el = &decl.el;
        if decl.kind.is_none() {
            // A literal result element as the whole stylesheet.
            let instr = self.literal(el)?;
            let body: Body = instr.into_iter().map(|instr| Node { place: self.place(el), instr }).collect();
            let frame = self.locals.size();
            if let Some(template) = self.program.templates.get_mut(index) {
                template.body = body;
                template.frame = frame;
            }
            let patterns = self.pattern(el, "/")?;
            self.add_rules(decl, index, patterns, None, &["".into()]);
            return Ok(());
        }
        let as_type = self.as_type(el)?;
        let params = self.params(el)?;
        let body = self.body_except(el, &["param"])?;
        let name = match self.attr(el, "name") {
            Some(text) => Some(self.qname(el, &text)?),
            None => None,
        };
        let compat = self.compat(el);
        let frame = self.locals.size();
        if let Some(template) = self.program.templates.get_mut(index) {
            template.name = name;
            template.params = params;
            template.body = body;
            template.as_type = as_type;
            template.frame = frame;
            template.compat = compat;
        }
        let Some(text) = self.attr(el, "match") else {
            if self.attr(el, "mode").is_some() || self.attr(el, "priority").is_some() {
                return Err(Error::fixed("XTSE0500", "mode and priority need match"));
            }
            return Ok(());
        };
        self.locals = Default::default();
        let patterns = self.pattern(el, &text)?;
        let priority = match self.attr(el, "priority") {
            Some(text) => Some(
                text.trim()
                    .parse::<f64>()
                    .map_err(|_| Error::fixed("XTSE0530", format!("the priority \"{text}\" is not a number")))?,
            ),
            None => None,
        };
        let modes: Vec<Str> = match self.attr(el, "mode") {
            None => vec!["".into()],
            Some(list) if list.trim().is_empty() => {
                return Err(Error::fixed("XTSE0550", "the list of modes is empty"));
            }
            Some(list) => {
                let mut modes = Vec::new();
                for mode in list.split_whitespace() {
                    modes.push(match mode {
                        "#default" => "".into(),
                        "#all" => "#all".into(),
                        mode => self.qname(el, mode)?,
                    });
                }
                modes
            }
        };
        self.add_rules(decl, index, patterns, priority, &modes);
        Ok(())
    }

    fn add_rules(
        &mut self,
        decl: &Decl,
        template: usize,
        patterns: Vec<drehscheibe_xpath::Pattern>,
        priority: Option<f64>,
        modes: &[Str],
    ) {
        let frame = self.locals.size();
        for mode in modes {
            let mode = match &**mode {
                "" => 0,
                _ => self.mode(mode),
            };
            for pattern in &patterns {
                let rule = Rule {
                    pattern: pattern.clone(),
                    frame,
                    template,
                    precedence: decl.precedence,
                    priority: priority.unwrap_or(pattern.priority),
                    order: template as u32,
                };
                if let Some(mode) = self.program.modes.get_mut(mode as usize) {
                    mode.rules.push(rule);
                }
            }
        }
    }

    pub fn params(&mut self, el: &El) -> Result<Vec<Param>> {
        let mut list: Vec<Param> = Vec::new();
        for child in el.children() {
            if self.xsl_name(&child).as_deref() != Some("param") || !self.use_when(&child)? {
                continue;
            }
            let text = self.required(&child, "name")?;
            let name = self.qname(&child, &text)?;
            if list.iter().any(|p| p.name == name) {
                return Err(Error::fixed("XTSE0580", format!("the parameter {text} is declared twice"))
                    .at(&child.uri, child.line()));
            }
            let required = self.flag(&child, "required", false)?;
            let tunnel = self.flag(&child, "tunnel", false)?;
            let as_type = self.as_type(&child)?;
            let default = self.content(&child)?;
            if required && !matches!(default, Content::Empty) {
                return Err(
                    Error::fixed("XTSE0010", "a required parameter has no default").at(&child.uri, child.line())
                );
            }
            let slot = self.declare(&child, &text)?;
            list.push(Param { name, slot, required, tunnel, default, as_type, base: Some(child.uri.clone()) });
        }
        Ok(list)
    }

    /// Puts the rules of each mode in order, best first, and indexes them.
    pub fn index_rules(&mut self) {
        let everywhere = match self.program.mode_names.get("#all") {
            Some(mode) => {
                self.program.modes.get_mut(*mode as usize).map(|m| std::mem::take(&mut m.rules)).unwrap_or_default()
            }
            None => Vec::new(),
        };
        for mode in &mut self.program.modes {
            mode.rules.extend(everywhere.iter().cloned());
            mode.rules.sort_by(|a, b| {
                b.precedence.cmp(&a.precedence).then(b.priority.total_cmp(&a.priority)).then(b.order.cmp(&a.order))
            });
            index(mode);
        }
    }
}

/// For each key the rules that can match such a node, in order.
fn index(mode: &mut Mode) {
    let mut keys: Vec<Key> =
        vec![Key::AnyElement, Key::AnyAttribute, Key::Text, Key::Comment, Key::Pi, Key::Document, Key::Any];
    for rule in &mode.rules {
        if !keys.contains(&rule.pattern.key) {
            keys.push(rule.pattern.key);
        }
    }
    for key in keys {
        let fits = |k: Key| {
            k == key
                || match key {
                    Key::Element(_) => matches!(k, Key::AnyElement | Key::Any),
                    Key::Attribute(_) => matches!(k, Key::AnyAttribute | Key::Any),
                    _ => k == Key::Any,
                }
        };
        let list: Vec<u32> =
            mode.rules.iter().enumerate().filter(|(_, r)| fits(r.pattern.key)).map(|(i, _)| i as u32).collect();
        mode.by_key.insert(key, list);
    }
}
