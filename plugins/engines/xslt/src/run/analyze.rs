//! `xsl:analyze-string`.

use drehscheibe_xdm::Str;
use drehscheibe_xpath::{Atom, Env, Error, Expr, Focus, Item, Result};

use super::out::Receiver;
use super::{Cx, Runner};
use crate::program::{Avt, Body};

impl<'s> Runner<'s> {
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn analyze_string(
        &self,
        env: &Env<'_>,
        select: &Expr,
        regex: &Avt,
        flags: &Avt,
        matching: &Body,
        rest: &Body,
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let text = match env.eval_atom(select, &cx.focus)? {
            Some(atom) => atom.text(),
            None => return Ok(()),
        };
        let regex = self.avt(env, regex, cx)?;
        let flags = self.avt(env, flags, cx)?;
        let regex = env.regex(&regex, &flags).map_err(|e| match e.code() {
            "FORX0001" => Error::dynamic("XTDE1145", e.message().to_string()),
            "FORX0002" => Error::dynamic("XTDE1140", e.message().to_string()),
            _ => e,
        })?;
        if regex.matches_empty {
            return Err(Error::dynamic("XTDE1150", "the pattern of xsl:analyze-string matches the empty text"));
        }
        // All parts first: position() and last() count them.
        let mut parts: Vec<(Str, Option<Vec<Str>>)> = Vec::new();
        let mut from = 0;
        for found in regex.find_all(&text)? {
            if found.start > from {
                parts.push((text.get(from..found.start).unwrap_or("").into(), None));
            }
            let whole: Str = text.get(found.start..found.end).unwrap_or("").into();
            let mut groups = vec![whole.clone()];
            for group in &found.groups {
                groups.push(group.and_then(|(s, e)| text.get(s..e)).unwrap_or("").into());
            }
            parts.push((whole, Some(groups)));
            from = found.end;
        }
        if from < text.len() {
            parts.push((text.get(from..).unwrap_or("").into(), None));
        }
        let size = parts.len();
        let saved = self.current.borrow().regex.clone();
        let mut result = Ok(());
        for (i, (part, groups)) in parts.into_iter().enumerate() {
            let body = if groups.is_some() { matching } else { rest };
            self.current.borrow_mut().regex = groups.unwrap_or_default();
            let item = Some(Item::Atom(Atom::Str(part)));
            let inner = Cx { rule: None, ..cx.with(Focus { item, position: i + 1, size, base: cx.focus.base }) };
            result = self.exec(env, body, &inner, out);
            if result.is_err() {
                break;
            }
        }
        self.current.borrow_mut().regex = saved;
        result
    }
}
