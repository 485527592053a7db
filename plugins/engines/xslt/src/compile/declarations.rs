//! What stands at the top of a stylesheet.

use drehscheibe_xdm::{NameId, OutputProperties, Str, Sym};
use drehscheibe_xpath::{Error, NameTest, Result, SequenceType, resolve_uri};

use super::element::El;
use super::{Compiler, push};
use crate::program::{AttributeSet, Content, DecimalFormat, Function, Global, KeyDef, SpaceRule, Template};

/// A declaration with its import precedence and the lowest precedence that its level imports.
#[derive(Clone, Debug)]
pub(crate) struct Decl {
    pub el: El,
    pub kind: Option<Str>,
    pub precedence: u32,
    pub lowest: u32,
}

/// An `xsl:function` with the names and types of its parameters.
type FunctionHead = (El, Vec<(Str, Option<SequenceType>)>);

impl Compiler<'_> {
    /// Compiles all declarations: first the names, then the bodies that use them.
    pub fn declare_all(&mut self) -> Result<()> {
        self.program.modes.push(crate::program::Mode::default());
        let levels = std::mem::take(&mut self.levels);
        let mut all: Vec<Decl> = Vec::new();
        for level in levels {
            for el in level.declarations {
                let kind = self.xsl_name(&el);
                all.push(Decl { el, kind, precedence: level.precedence, lowest: level.lowest });
            }
        }
        self.program.outputs.push(OutputProperties::default());
        self.output_index.insert("".into(), 0);
        let mut templates = Vec::new();
        let mut functions: Vec<FunctionHead> = Vec::new();
        let mut globals: Vec<(El, u32)> = Vec::new();
        for decl in &all {
            let result = self.first_pass(decl, &mut templates, &mut functions, &mut globals);
            self.or_note(&decl.el, result);
        }
        let mut maps: Vec<(Str, El)> = self.character_map_elements.clone().into_iter().collect();
        maps.sort_by(|a, b| a.0.cmp(&b.0));
        for (name, el) in maps {
            let result = self.character_map(&name, 0).map(drop);
            self.or_note(&el, result);
        }
        for decl in &all {
            if matches!(decl.kind.as_deref(), Some("output")) {
                let result = self.output(&decl.el);
                self.or_note(&decl.el, result);
            }
        }
        for (index, (el, _)) in globals.iter().enumerate() {
            self.locals = Default::default();
            let result = self.global(el, index);
            self.or_note(el, result);
        }
        for (index, (el, _)) in functions.iter().enumerate() {
            self.locals = Default::default();
            let result = self.function(el, index);
            self.or_note(el, result);
        }
        for decl in &all {
            self.locals = Default::default();
            let result = match decl.kind.as_deref() {
                Some("key") => self.key(&decl.el),
                Some("attribute-set") => self.attribute_set(&decl.el),
                _ => Ok(()),
            };
            self.or_note(&decl.el, result);
        }
        for (index, decl) in templates.iter().enumerate() {
            self.locals = Default::default();
            let result = self.template(decl, index);
            self.or_note(&decl.el, result);
        }
        self.index_rules();
        Ok(())
    }

    fn first_pass(
        &mut self,
        decl: &Decl,
        templates: &mut Vec<Decl>,
        functions: &mut Vec<FunctionHead>,
        globals: &mut Vec<(El, u32)>,
    ) -> Result<()> {
        let el = &decl.el;
        match decl.kind.as_deref() {
            None if self.standard_attr(el, "version").is_some() && el.parent().is_none() => {
                templates.push(decl.clone());
                self.program.templates.push(Template::default());
            }
            // Elements of other namespaces are data for other programs.
            None if self.names.pair(el.tree.name(el.node)).0 == Sym::EMPTY => {
                return Err(Error::fixed(
                    "XTSE0130",
                    "an element without namespace is not allowed at the top of a stylesheet",
                ));
            }
            None => {}
            Some("template") => {
                let index = templates.len();
                templates.push(decl.clone());
                self.program.templates.push(Template {
                    precedence: decl.precedence,
                    lowest: decl.lowest,
                    place: self.place(el),
                    ..Template::default()
                });
                if let Some(text) = self.attr(el, "name") {
                    let name = self.qname(el, &text)?;
                    let same = self.program.named.get(&name).and_then(|i| templates.get(*i));
                    if same.is_some_and(|other| other.precedence == decl.precedence) {
                        return Err(Error::fixed("XTSE0660", format!("there are two templates named {text}")));
                    }
                    self.program.named.insert(name, index);
                }
                if self.attr(el, "name").is_none() && self.attr(el, "match").is_none() {
                    return Err(Error::fixed("XTSE0500", "xsl:template needs match or name"));
                }
            }
            Some(kind @ ("variable" | "param")) => {
                let text = self.required(el, "name")?;
                let name = self.qname(el, &text)?;
                let known = self.host.globals.get(&name).copied();
                match known.and_then(|i| globals.get_mut(i as usize)) {
                    Some((_, precedence)) if *precedence == decl.precedence => {
                        return Err(Error::fixed("XTSE0630", format!("the variable {text} is declared twice")));
                    }
                    Some(slot) => *slot = (el.clone(), decl.precedence),
                    None => {
                        self.host.globals.insert(name.clone(), globals.len() as u32);
                        globals.push((el.clone(), decl.precedence));
                        self.program.globals.push(Global {
                            name,
                            param: kind == "param",
                            required: false,
                            content: Content::Empty,
                            as_type: None,
                            frame: 0,
                            place: self.place(el),
                            base: Some(el.uri.clone()),
                        });
                    }
                }
            }
            Some("function") => self.function_head(el, functions)?,
            Some("decimal-format") => self.decimal_format(el)?,
            Some(kind @ ("strip-space" | "preserve-space")) => self.space(decl, kind == "strip-space")?,
            Some("namespace-alias") => {
                let from = self.required(el, "stylesheet-prefix")?;
                let to = self.required(el, "result-prefix")?;
                let mut uri = |prefix: &str| -> Result<(Sym, Sym)> {
                    let sym = if prefix == "#default" { Sym::EMPTY } else { self.names.sym(prefix) };
                    match el.tree.lookup(el.node, sym) {
                        Some(uri) => Ok((uri, sym)),
                        None if sym == Sym::EMPTY => Ok((Sym::EMPTY, sym)),
                        None => Err(Error::fixed("XTSE0812", format!("the prefix {prefix} is not declared"))),
                    }
                };
                let (from, _) = uri(from.trim())?;
                let (to, prefix) = uri(to.trim())?;
                self.aliases.push((from, to, Some(prefix), decl.precedence));
            }
            Some("character-map") => {
                let text = self.required(el, "name")?;
                let name = self.qname(el, &text)?;
                self.character_map_elements.insert(name, el.clone());
            }
            Some("attribute-set") => {
                // The name is known before the first body uses it.
                let text = self.required(el, "name")?;
                let name = self.qname(el, &text)?;
                self.program.sets.entry(name).or_default();
            }
            Some("output" | "key") => {}
            Some("import-schema") => {
                return Err(Error::unsupported("xsl:import-schema: this processor is not schema-aware"));
            }
            Some("import") => return Err(Error::fixed("XTSE0200", "xsl:import is not allowed here")),
            Some(other) => {
                let name: Str = other.into();
                self.unknown(el, &name)?;
            }
        }
        Ok(())
    }

    fn global(&mut self, el: &El, index: usize) -> Result<()> {
        let kind = self.xsl_name(el);
        let param = kind.as_deref() == Some("param");
        let required = param && self.flag(el, "required", false)?;
        let as_type = self.as_type(el)?;
        let content = self.content(el)?;
        let (place, frame) = (self.place(el), self.locals.size());
        if let Some(global) = self.program.globals.get_mut(index) {
            global.param = param;
            global.required = required;
            global.as_type = as_type;
            global.content = content;
            global.frame = frame;
            global.place = place;
            global.base = Some(el.uri.clone());
        }
        Ok(())
    }

    fn function_head(&mut self, el: &El, functions: &mut Vec<FunctionHead>) -> Result<()> {
        let text = self.required(el, "name")?;
        let name = self.qname(el, &text)?;
        if !name.starts_with('{') {
            return Err(Error::fixed("XTSE0740", format!("the name of the function {text} needs a prefix")));
        }
        let mut params = Vec::new();
        for child in el.children() {
            if self.xsl_name(&child).as_deref() == Some("param") {
                let param = self.required(&child, "name")?;
                params.push((param, self.as_type(&child)?));
            }
        }
        let types: Vec<SequenceType> = params.iter().map(|p| p.1.unwrap_or(SequenceType::ANY)).collect();
        let key = (name.clone(), params.len());
        let function = Function { name, place: self.place(el), ..Function::default() };
        match self.host.functions.get(&key).map(|f| f.0) {
            // Higher precedence comes later; two at the same level are an error.
            Some(index) => {
                let same_level = functions.get(index).is_some_and(|f| f.0.file == el.file);
                if same_level && self.flag(el, "override", true)? {
                    return Err(Error::fixed("XTSE0770", format!("the function {text} is declared twice")));
                }
                if let Some(slot) = functions.get_mut(index) {
                    *slot = (el.clone(), params);
                }
                if let Some(slot) = self.program.functions.get_mut(index) {
                    *slot = function;
                }
                self.host.functions.insert(key, (index, types));
            }
            None => {
                self.host.functions.insert(key, (functions.len(), types));
                functions.push((el.clone(), params));
                self.program.functions.push(function);
            }
        }
        Ok(())
    }

    fn function(&mut self, el: &El, index: usize) -> Result<()> {
        let as_type = self.as_type(el)?;
        let mut slots = Vec::new();
        for child in el.children() {
            if self.xsl_name(&child).as_deref() == Some("param") {
                self.check_attributes(&child);
                let text = self.required(&child, "name")?;
                slots.push(self.declare(&child, &text)?);
            }
        }
        let body = self.body_except(el, &["param"])?;
        let frame = self.locals.size();
        if let Some(function) = self.program.functions.get_mut(index) {
            function.slots = slots;
            function.as_type = as_type;
            function.body = body;
            function.frame = frame;
        }
        Ok(())
    }

    fn key(&mut self, el: &El) -> Result<()> {
        let text = self.required(el, "name")?;
        let name = self.qname(el, &text)?;
        let pattern = self.required(el, "match")?;
        let patterns = self.pattern(el, &pattern)?;
        let content = match self.attr_expr(el, "use")? {
            Some(expr) => Content::Select(expr),
            None => Content::Body(self.body(el)?),
        };
        if self.attr(el, "collation").is_some_and(|c| &*c != drehscheibe_xpath::CODE_POINT) {
            return Err(Error::unsupported("a key has the collation by code points only"));
        }
        let (compat, place, frame) = (self.compat(el), self.place(el), self.locals.size());
        push(&mut self.program.keys, name, KeyDef { patterns, content, frame, compat, place });
        Ok(())
    }

    fn attribute_set(&mut self, el: &El) -> Result<()> {
        let text = self.required(el, "name")?;
        let name = self.qname(el, &text)?;
        let uses = self.sets(el)?;
        let body = self.body(el)?;
        let frame = self.locals.size();
        push(&mut self.program.sets, name, AttributeSet { uses, body, frame });
        Ok(())
    }

    fn decimal_format(&mut self, el: &El) -> Result<()> {
        let name = match self.attr(el, "name") {
            Some(text) => self.qname(el, &text)?,
            None => "".into(),
        };
        let mut format = DecimalFormat::default();
        let set = |attribute: &str, to: &mut char| -> Result<()> {
            if let Some(text) = self.attr(el, attribute) {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => *to = c,
                    _ => return Err(Error::fixed("XTSE0020", format!("{attribute} must be one character"))),
                }
            }
            Ok(())
        };
        set("decimal-separator", &mut format.decimal)?;
        set("grouping-separator", &mut format.grouping)?;
        set("minus-sign", &mut format.minus)?;
        set("percent", &mut format.percent)?;
        set("per-mille", &mut format.per_mille)?;
        set("zero-digit", &mut format.zero)?;
        set("digit", &mut format.digit)?;
        set("pattern-separator", &mut format.pattern)?;
        if let Some(text) = self.attr(el, "infinity") {
            format.infinity = text;
        }
        if let Some(text) = self.attr(el, "NaN") {
            format.nan = text;
        }
        self.program.formats.insert(name, format);
        Ok(())
    }

    fn space(&mut self, decl: &Decl, strip: bool) -> Result<()> {
        let el = &decl.el;
        let list = self.required(el, "elements")?;
        for name in list.split_whitespace() {
            let (test, priority) = match name.split_once(':') {
                None if name == "*" => (NameTest::Any, 0),
                Some(("*", local)) => (NameTest::Local(self.names.sym(local)), 1),
                Some((prefix, local)) => {
                    let ns = self
                        .scope(el)
                        .prefix(prefix)
                        .ok_or_else(|| Error::fixed("XTSE0280", format!("the prefix {prefix} is not declared")))?;
                    match local {
                        "*" => (NameTest::Namespace(self.names.sym(&ns)), 1),
                        local => (NameTest::Name(self.names.name(&ns, local)), 2),
                    }
                }
                None => {
                    let ns = self.default_element_ns(el);
                    let id: NameId = self.names.name(&ns, name);
                    (NameTest::Name(id), 2)
                }
            };
            let order = self.program.spaces.len() as u32;
            let precedence = decl.precedence;
            self.program.spaces.push(SpaceRule { test, strip, precedence, priority, order });
        }
        // Best first.
        self.program.spaces.sort_by_key(|r| std::cmp::Reverse((r.precedence, r.priority, r.order)));
        Ok(())
    }

    fn output(&mut self, el: &El) -> Result<()> {
        let name = match self.attr(el, "name") {
            Some(text) => self.qname(el, &text)?,
            None => "".into(),
        };
        let index = match self.output_index.get(&name) {
            Some(index) => *index,
            None => {
                self.program.outputs.push(OutputProperties::default());
                self.output_index.insert(name, self.program.outputs.len() - 1);
                self.program.outputs.len() - 1
            }
        };
        let mut properties = self.program.outputs.get(index).cloned().unwrap_or_default();
        self.output_properties(el, &mut properties)?;
        if let Some(slot) = self.program.outputs.get_mut(index) {
            *slot = properties;
        }
        Ok(())
    }

    /// Builds a document in, for `doc()` and `document()`.
    pub fn build_in(&mut self, uri: &str) -> bool {
        let uri = resolve_uri(uri, "");
        match self.resolver.load(&uri) {
            Some(bytes) => {
                self.program.documents.insert(uri.into(), bytes);
                true
            }
            None => false,
        }
    }
}
