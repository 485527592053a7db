//! The instructions.

use drehscheibe_xdm::{Str, split_qname};
use drehscheibe_xpath::{Error, Result};

use super::Compiler;
use super::element::El;
use crate::program::{AttributeName, Avt, Content, GroupBy, Instr, ModeRef, NumberInstr, NumberLevel};

impl Compiler<'_> {
    pub fn instruction(&mut self, el: &El, name: &Str) -> Result<Option<Instr>> {
        Ok(Some(match &**name {
            "text" => {
                let text: String = el.children().iter().map(|c| c.tree.string(c.node).to_string()).collect();
                if el.children().iter().any(El::is_element) {
                    return Err(Error::fixed("XTSE0010", "xsl:text has text only"));
                }
                Instr::Text(text.into())
            }
            "value-of" => {
                let separator = self.attr_avt(el, "separator")?;
                let compat = self.compat(el) && separator.is_none();
                Instr::ValueOf { content: self.content(el)?, separator, compat }
            }
            "sequence" => Instr::Sequence(self.required_expr(el, "select")?),
            "copy-of" => {
                let namespaces = self.flag(el, "copy-namespaces", true)?;
                Instr::CopyOf { select: self.required_expr(el, "select")?, namespaces }
            }
            "copy" => {
                let sets = self.sets(el)?;
                let namespaces = self.flag(el, "copy-namespaces", true)?;
                Instr::Copy { body: self.body(el)?, sets, namespaces }
            }
            "element" => Instr::Element {
                name: self.required_avt(el, "name")?,
                namespace: self.attr_avt(el, "namespace")?,
                scope: self.scope(el),
                sets: self.sets(el)?,
                body: self.body(el)?,
            },
            "attribute" => self.attribute(el)?,
            "namespace" => Instr::Namespace { name: self.required_avt(el, "name")?, content: self.content(el)? },
            "comment" => Instr::Comment(self.content(el)?),
            "processing-instruction" => Instr::Pi { name: self.required_avt(el, "name")?, content: self.content(el)? },
            "document" => Instr::Document(self.body(el)?),
            "if" => Instr::If(self.required_expr(el, "test")?, self.body(el)?),
            "choose" => self.choose(el)?,
            "for-each" => Instr::ForEach {
                select: self.required_expr(el, "select")?,
                sorts: self.sorts(el)?,
                body: self.body_except(el, &["sort"])?,
            },
            "for-each-group" => self.for_each_group(el)?,
            "apply-templates" => {
                let params = self.with_params(el)?;
                let sorts = self.sorts(el)?;
                self.only(el, &["with-param", "sort"])?;
                let select = self.attr_expr(el, "select")?;
                let mode = match self.attr(el, "mode").as_deref().map(str::trim) {
                    None | Some("#default") => ModeRef::Named(0),
                    Some("#current") => ModeRef::Current,
                    Some(mode) => {
                        let mode = self.qname(el, mode)?;
                        ModeRef::Named(self.mode(&mode))
                    }
                };
                Instr::ApplyTemplates { select, mode, params, sorts }
            }
            "call-template" => {
                let text = self.required(el, "name")?;
                let name = self.qname(el, &text)?;
                let params = self.with_params(el)?;
                self.only(el, &["with-param"])?;
                match self.program.named.get(&name) {
                    Some(template) => Instr::CallTemplate { template: *template, params },
                    None => return Err(Error::fixed("XTSE0650", format!("there is no template named {text}"))),
                }
            }
            "apply-imports" => Instr::ApplyImports { params: self.with_params(el)? },
            "next-match" => Instr::NextMatch { params: self.with_params(el)? },
            "variable" => {
                let text = self.required(el, "name")?;
                let as_type = self.as_type(el)?;
                let content = self.content(el)?;
                let slot = self.declare(el, &text)?;
                Instr::Variable { slot, content, as_type, base: Some(el.uri.clone()) }
            }
            "message" => {
                let terminate = self.attr_avt(el, "terminate")?.unwrap_or(Avt::Fixed("no".into()));
                let content = match self.attr_expr(el, "select")? {
                    Some(select) => Content::Select(select),
                    None => Content::Empty,
                };
                Instr::Message { content, body: self.body(el)?, terminate }
            }
            "number" => self.number(el)?,
            "analyze-string" => self.analyze_string(el)?,
            "perform-sort" => {
                Instr::PerformSort { sorts: self.sorts(el)?, content: self.content_except(el, &["sort"])? }
            }
            "result-document" => self.result_document(el)?,
            "fallback" => return Ok(None),
            "param" => {
                return Err(Error::fixed(
                    "XTSE0010",
                    "xsl:param is allowed at the start of a template or function only",
                ));
            }
            "sort" | "with-param" | "when" | "otherwise" | "matching-substring" | "non-matching-substring" => {
                return Err(Error::fixed("XTSE0010", format!("xsl:{name} is not allowed here")));
            }
            _ => return self.unknown(el, name),
        }))
    }

    /// Declares a local variable or parameter.
    pub fn declare(&mut self, el: &El, text: &str) -> Result<u32> {
        self.qname(el, text)?;
        let (prefix, local) = split_qname(text.trim()).unwrap_or(("", text));
        let ns = if prefix.is_empty() { None } else { self.scope(el).prefix(prefix) };
        Ok(self.locals.declare(&ns.unwrap_or_else(|| "".into()), local))
    }

    /// Only these children are allowed.
    fn only(&mut self, el: &El, names: &[&str]) -> Result<()> {
        for child in el.children().iter().filter(|c| c.is_element()) {
            let name = self.xsl_name(child);
            if !name.as_deref().is_some_and(|n| names.contains(&n)) {
                let own = self.xsl_name(el).unwrap_or_else(|| "".into());
                return Err(Error::fixed("XTSE0010", format!("xsl:{own} has a child that is not allowed"))
                    .at(&child.uri, child.line()));
            }
        }
        Ok(())
    }

    pub fn sets(&mut self, el: &El) -> Result<Vec<Str>> {
        let names = match self.attr(el, "use-attribute-sets") {
            Some(list) => self.qnames(el, &list)?,
            None => Vec::new(),
        };
        match names.iter().find(|n| !self.program.sets.contains_key(*n)) {
            Some(missing) => Err(Error::fixed("XTSE0710", format!("there is no attribute set {missing}"))),
            None => Ok(names),
        }
    }

    fn attribute(&mut self, el: &El) -> Result<Instr> {
        let text = self.required(el, "name")?;
        let namespace = self.attr_avt(el, "namespace")?;
        let scope = self.scope(el);
        let name = match self.avt(el, &text)? {
            // A fixed name needs no looking up when it runs.
            Avt::Fixed(fixed) if namespace.is_none() => {
                let Some((prefix, local)) = split_qname(fixed.trim()) else {
                    return Err(Error::fixed("XTDE0850", format!("\"{fixed}\" is not the name of an attribute")));
                };
                if prefix.is_empty() && local == "xmlns" {
                    return Err(Error::fixed("XTDE0855", "an attribute must not be named xmlns"));
                }
                let ns = match prefix {
                    "" => "".into(),
                    prefix => scope
                        .prefix(prefix)
                        .ok_or_else(|| Error::fixed("XTDE0860", format!("the prefix {prefix} is not declared")))?,
                };
                AttributeName::Fixed(self.names.name(&ns, local), self.names.sym(prefix))
            }
            name => AttributeName::Computed { name, namespace, scope },
        };
        let separator = self.attr_avt(el, "separator")?;
        Ok(Instr::Attribute { name, content: self.content(el)?, separator })
    }

    fn choose(&mut self, el: &El) -> Result<Instr> {
        let mut whens = Vec::new();
        let mut otherwise = None;
        for child in el.children() {
            if !child.is_element() || !self.use_when(&child)? {
                continue;
            }
            match self.xsl_name(&child).as_deref() {
                Some("when") if otherwise.is_none() => {
                    let test = self.required_expr(&child, "test");
                    match test {
                        Ok(test) => {
                            let body = self.body(&child)?;
                            whens.push((test, body));
                        }
                        Err(error) => self.note(&child, error),
                    }
                }
                Some("otherwise") if otherwise.is_none() => otherwise = Some(self.body(&child)?),
                _ => {
                    return Err(Error::fixed("XTSE0010", "xsl:choose has xsl:when and at last xsl:otherwise only")
                        .at(&child.uri, child.line()));
                }
            }
        }
        if whens.is_empty() && self.errors.is_empty() {
            return Err(Error::fixed("XTSE0010", "xsl:choose needs xsl:when"));
        }
        Ok(Instr::Choose(whens, otherwise.unwrap_or_default()))
    }

    fn for_each_group(&mut self, el: &El) -> Result<Instr> {
        let select = self.required_expr(el, "select")?;
        let mut found = Vec::new();
        for name in ["group-by", "group-adjacent", "group-starting-with", "group-ending-with"] {
            if let Some(text) = self.attr(el, name) {
                found.push(match name {
                    "group-by" => GroupBy::By(self.expr(el, &text)?),
                    "group-adjacent" => GroupBy::Adjacent(self.expr(el, &text)?),
                    "group-starting-with" => GroupBy::StartingWith(self.pattern(el, &text)?),
                    _ => GroupBy::EndingWith(self.pattern(el, &text)?),
                });
            }
        }
        let by = match (found.pop(), found.is_empty()) {
            (Some(by), true) => by,
            _ => {
                return Err(Error::fixed(
                    "XTSE1080",
                    "xsl:for-each-group needs exactly one of its four group attributes",
                ));
            }
        };
        let collation = self.attr_avt(el, "collation")?;
        let sorts = self.sorts(el)?;
        let body = self.body_except(el, &["sort"])?;
        Ok(Instr::ForEachGroup { select, by, collation, sorts, body })
    }

    fn number(&mut self, el: &El) -> Result<Instr> {
        let level = match self.attr(el, "level").as_deref().map(str::trim) {
            None | Some("single") => NumberLevel::Single,
            Some("multiple") => NumberLevel::Multiple,
            Some("any") => NumberLevel::Any,
            Some(other) => return Err(Error::fixed("XTSE0020", format!("level=\"{other}\" is not known"))),
        };
        let mut patterns = |name: &str| -> Result<_> {
            match self.attr(el, name) {
                Some(text) => self.pattern(el, &text).map(Some),
                None => Ok(None),
            }
        };
        let count = patterns("count")?;
        let from = patterns("from")?;
        Ok(Instr::Number(Box::new(NumberInstr {
            value: self.attr_expr(el, "value")?,
            select: self.attr_expr(el, "select")?,
            level,
            count,
            from,
            format: self.attr_avt(el, "format")?.unwrap_or(Avt::Fixed("1".into())),
            grouping_separator: self.attr_avt(el, "grouping-separator")?,
            grouping_size: self.attr_avt(el, "grouping-size")?,
            ordinal: self.attr_avt(el, "ordinal")?,
            compat: self.compat(el),
        })))
    }

    fn analyze_string(&mut self, el: &El) -> Result<Instr> {
        let select = self.required_expr(el, "select")?;
        let regex = self.required_avt(el, "regex")?;
        let flags = self.attr_avt(el, "flags")?.unwrap_or(Avt::Fixed("".into()));
        if let (Avt::Fixed(regex), Avt::Fixed(flags)) = (&regex, &flags) {
            let compiled = drehscheibe_xpath::Regex::new(regex, flags)
                .map_err(|e| Error::fixed("XTDE1140", e.message().to_string()))?;
            if compiled.matches_empty {
                return Err(Error::fixed("XTDE1150", "the pattern of xsl:analyze-string matches the empty text"));
            }
        }
        let (mut matching, mut rest) = (Vec::new(), Vec::new());
        for child in el.children() {
            self.check_attributes(&child);
            match self.xsl_name(&child).as_deref() {
                Some("matching-substring") => matching = self.body(&child)?,
                Some("non-matching-substring") => rest = self.body(&child)?,
                _ => {}
            }
        }
        Ok(Instr::AnalyzeString { select, regex, flags, matching, rest })
    }

    fn result_document(&mut self, el: &El) -> Result<Instr> {
        let href = self.attr_avt(el, "href")?;
        let format = match self.attr(el, "format") {
            Some(name) => self.qname(el, &name)?,
            None => "".into(),
        };
        let Some(base) = self.output_index.get(&format).copied() else {
            return Err(Error::fixed("XTSE1460", format!("there is no xsl:output named {format}")));
        };
        let mut output = self.program.outputs.get(base).cloned().unwrap_or_default();
        let method = match self.attr(el, "method") {
            Some(text) if text.contains('{') => Some(self.avt(el, &text)?),
            _ => None,
        };
        self.output_properties(el, &mut output)?;
        self.program.outputs.push(output);
        let index = self.program.outputs.len() - 1;
        Ok(Instr::ResultDocument { href, output: index, method, body: self.body(el)? })
    }

    /// The number of a mode; modes are made when they are first named.
    pub fn mode(&mut self, name: &Str) -> u32 {
        if let Some(mode) = self.program.mode_names.get(name) {
            return *mode;
        }
        let mode = self.program.modes.len() as u32;
        self.program.modes.push(crate::program::Mode::default());
        self.program.mode_names.insert(name.clone(), mode);
        mode
    }
}
