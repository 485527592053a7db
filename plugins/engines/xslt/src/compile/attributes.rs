//! Attribute value templates, contents, parameters, sort keys.

use drehscheibe_xpath::{Error, Expr, Result};

use super::Compiler;
use super::element::El;
use crate::program::{Avt, AvtPart, Content, SortKey, WithParam};

impl Compiler<'_> {
    /// An attribute value template.
    pub fn avt(&mut self, el: &El, text: &str) -> Result<Avt> {
        let wrong = |what: &str| Error::fixed("XTSE0370", format!("\"{text}\": {what}")).at(&el.uri, el.line());
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or("");
            match c {
                '{' if after.starts_with('{') => {
                    literal.push('{');
                    rest = after.get(1..).unwrap_or("");
                }
                '}' if after.starts_with('}') => {
                    literal.push('}');
                    rest = after.get(1..).unwrap_or("");
                }
                '}' => {
                    return Err(
                        Error::fixed("XTSE0370", format!("\"{text}\": }} must be doubled")).at(&el.uri, el.line())
                    );
                }
                '{' => {
                    let mut quote = None;
                    let end = after.char_indices().find(|(_, c)| match quote {
                        Some(q) => {
                            if *c == q {
                                quote = None;
                            }
                            false
                        }
                        None if *c == '"' || *c == '\'' => {
                            quote = Some(*c);
                            false
                        }
                        None => *c == '}',
                    });
                    let (end, _) = end.ok_or_else(|| wrong("{ is not closed"))?;
                    if !literal.is_empty() {
                        parts.push(AvtPart::Text(std::mem::take(&mut literal).into()));
                    }
                    let expr = self.expr(el, after.get(..end).unwrap_or(""))?;
                    // In XSLT 1.0 only the first item counts.
                    let compat = self.compat(el);
                    parts.push(AvtPart::Expr(if compat { Expr::First(Box::new(expr)) } else { expr }));
                    rest = after.get(end + 1..).unwrap_or("");
                }
                c => {
                    literal.push(c);
                    rest = after;
                }
            }
        }
        if parts.is_empty() {
            return Ok(Avt::Fixed(literal.into()));
        }
        if !literal.is_empty() {
            parts.push(AvtPart::Text(literal.into()));
        }
        Ok(Avt::Parts(parts))
    }

    pub fn attr_avt(&mut self, el: &El, name: &str) -> Result<Option<Avt>> {
        match self.attr(el, name) {
            Some(text) => self.avt(el, &text).map(Some),
            None => Ok(None),
        }
    }

    pub fn required_avt(&mut self, el: &El, name: &str) -> Result<Avt> {
        let text = self.required(el, name)?;
        self.avt(el, &text)
    }

    /// An expression in an attribute.
    pub fn attr_expr(&mut self, el: &El, name: &str) -> Result<Option<Expr>> {
        match self.attr(el, name) {
            Some(text) => self.expr(el, &text).map(Some),
            None => Ok(None),
        }
    }

    pub fn required_expr(&mut self, el: &El, name: &str) -> Result<Expr> {
        let text = self.required(el, name)?;
        self.expr(el, &text)
    }

    /// `select`, or the sequence constructor inside; not both.
    pub fn content(&mut self, el: &El) -> Result<Content> {
        self.content_except(el, &[])
    }

    /// As `content`, without the children named.
    pub fn content_except(&mut self, el: &El, except: &[&str]) -> Result<Content> {
        let select = self.attr_expr(el, "select")?;
        let body = self.body_except(el, except)?;
        match (select, body.is_empty()) {
            (Some(select), true) => Ok(Content::Select(select)),
            (Some(_), false) => {
                let name = self.xsl_name(el).unwrap_or_else(|| "".into());
                Err(Error::fixed("XTSE0010", format!("xsl:{name} has both select and content")).at(&el.uri, el.line()))
            }
            (None, false) => Ok(Content::Body(body)),
            (None, true) => Ok(Content::Empty),
        }
    }

    pub fn with_params(&mut self, el: &El) -> Result<Vec<WithParam>> {
        let mut list: Vec<WithParam> = Vec::new();
        for child in el.children() {
            if self.xsl_name(&child).as_deref() != Some("with-param") || !self.use_when(&child)? {
                continue;
            }
            let text = self.required(&child, "name")?;
            let name = self.qname(&child, &text)?;
            if list.iter().any(|p| p.name == name) {
                return Err(Error::fixed("XTSE0670", format!("the parameter {text} is given twice"))
                    .at(&child.uri, child.line()));
            }
            let mark = self.locals.mark();
            let tunnel = self.flag(&child, "tunnel", false)?;
            let as_type = self.as_type(&child)?;
            let value = self.content(&child)?;
            self.locals.restore(mark);
            list.push(WithParam { name, tunnel, value, as_type });
        }
        Ok(list)
    }

    pub fn sorts(&mut self, el: &El) -> Result<Vec<SortKey>> {
        let mut list = Vec::new();
        for child in el.children() {
            if self.xsl_name(&child).as_deref() != Some("sort") || !self.use_when(&child)? {
                continue;
            }
            let mark = self.locals.mark();
            let key = match self.content(&child)? {
                Content::Empty => Content::Select(self.expr(&child, ".")?),
                other => other,
            };
            self.locals.restore(mark);
            list.push(SortKey {
                key,
                order: self.attr_avt(&child, "order")?,
                data_type: self.attr_avt(&child, "data-type")?,
                lang: self.attr_avt(&child, "lang")?,
                case_order: self.attr_avt(&child, "case-order")?,
                collation: self.attr_avt(&child, "collation")?,
                compat: self.compat(&child),
            });
        }
        Ok(list)
    }
}
