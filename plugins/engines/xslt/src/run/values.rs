//! Contents and attribute value templates.

use std::borrow::Cow;

use drehscheibe_xpath::{Env, Expr, Item, ItemType, Result, SequenceType, Value};

use super::out::Receiver;
use super::{Cx, Runner};
use crate::program::{Avt, AvtPart, Body, Content};

impl<'s> Runner<'s> {
    pub(crate) fn avt<'v>(&self, env: &Env<'_>, avt: &'v Avt, cx: &Cx) -> Result<Cow<'v, str>> {
        match avt {
            Avt::Fixed(text) => Ok(Cow::Borrowed(text)),
            Avt::Parts(parts) => {
                let mut out = String::new();
                for part in parts {
                    match part {
                        AvtPart::Text(text) => out.push_str(text),
                        AvtPart::Expr(expr) => {
                            let value = env.eval(expr, &cx.focus)?;
                            join(env, &value, " ", &mut out);
                        }
                    }
                }
                Ok(Cow::Owned(out))
            }
        }
    }

    /// The value of a variable, parameter or function result.
    pub(crate) fn variable(
        &self,
        env: &Env<'_>,
        content: &Content,
        as_type: Option<&SequenceType>,
        base: Option<&drehscheibe_xdm::Str>,
        cx: &Cx,
    ) -> Result<Value> {
        match (content, as_type) {
            (Content::Select(expr), None) => env.eval(expr, &cx.focus),
            (Content::Select(expr), Some(wanted)) => {
                let value = env.eval(expr, &cx.focus)?;
                converted(env, value, wanted)
            }
            (Content::Empty, None) => Ok(Value::str("")),
            (Content::Empty, Some(wanted)) => converted(env, Value::Empty, wanted),
            (Content::Body(body), None) => {
                let mut out = Receiver::tree(self);
                out.set_base_uri(base.cloned());
                self.exec(env, body, cx, &mut out)?;
                let tree = out.into_tree();
                Ok(Value::node(env.store.add(tree)))
            }
            (Content::Body(body), Some(wanted)) => {
                let value = self.sequence(env, body, Some(wanted), cx)?;
                converted(env, value, wanted)
            }
        }
    }

    /// A sequence constructor as a sequence. If it will be atomised anyway, text nodes are not made.
    pub(crate) fn sequence(&self, env: &Env<'_>, body: &Body, wanted: Option<&SequenceType>, cx: &Cx) -> Result<Value> {
        // A single xsl:sequence needs no receiver.
        if let [only] = body.as_slice()
            && let crate::program::Instr::Sequence(expr) = &only.instr
        {
            return env.eval(expr, &cx.focus).map_err(|e| self.placed(e, only.place));
        }
        let atomic = wanted.is_some_and(|w| matches!(w.item, Some(ItemType::Atomic(_))));
        let mut out = if atomic { Receiver::atoms(self) } else { Receiver::items(self) };
        self.exec(env, body, cx, &mut out)?;
        Ok(out.into_value())
    }

    /// Simple content: the text of an attribute, comment and so on.
    pub(crate) fn simple_content(
        &self,
        env: &Env<'_>,
        content: &Content,
        separator: Option<&Avt>,
        cx: &Cx,
    ) -> Result<String> {
        let separator = match separator {
            Some(avt) => Some(self.avt(env, avt, cx)?),
            None => None,
        };
        match content {
            Content::Empty => Ok(String::new()),
            Content::Select(expr) => self.select_text(env, expr, separator.as_deref().unwrap_or(" "), cx),
            Content::Body(body) => match separator {
                None => {
                    let mut out = Receiver::text_only(self);
                    self.exec(env, body, cx, &mut out)?;
                    Ok(out.into_text())
                }
                Some(separator) => {
                    let mut out = Receiver::items(self);
                    self.exec(env, body, cx, &mut out)?;
                    let mut text = String::new();
                    join(env, &out.into_value(), &separator, &mut text);
                    Ok(text)
                }
            },
        }
    }

    pub(crate) fn select_text(&self, env: &Env<'_>, expr: &Expr, separator: &str, cx: &Cx) -> Result<String> {
        let value = env.eval(expr, &cx.focus)?;
        let mut out = String::new();
        join(env, &value, separator, &mut out);
        Ok(out)
    }
}

/// As [`Env::convert`]; the error code is that of XSLT.
pub(crate) fn converted(env: &Env<'_>, value: Value, wanted: &SequenceType) -> Result<Value> {
    env.convert(value, wanted).map_err(|e| {
        if e.code() == "XPTY0004" { drehscheibe_xpath::Error::dynamic("XTTE0570", e.message().to_string()) } else { e }
    })
}

/// Simple content from a sequence: adjacent text nodes count as one.
pub(crate) fn join(env: &Env<'_>, value: &Value, separator: &str, out: &mut String) {
    let is_text = |item: &Item| match item {
        Item::Node(node) => env.tree(*node).kind(node.idx) == drehscheibe_xdm::Kind::Text,
        Item::Atom(_) => false,
    };
    let mut before: Option<&Item> = None;
    for item in value.iter() {
        if let Some(before) = before
            && !(is_text(before) && is_text(item))
        {
            out.push_str(separator);
        }
        match item {
            Item::Node(node) => out.push_str(env.string(*node)),
            Item::Atom(atom) => out.push_str(&atom.text()),
        }
        before = Some(item);
    }
}
