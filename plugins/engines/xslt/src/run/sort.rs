//! `xsl:sort`.

use std::cmp::Ordering;

use drehscheibe_xpath::{Atom, Collation, Env, Error, Result, Value, compare_atoms, eval_number};

use super::{Cx, Runner};
use crate::program::{Content, SortKey};

struct Resolved {
    descending: bool,
    /// `None`: by the type of the values.
    number: Option<bool>,
    collation: Collation,
}

impl<'s> Runner<'s> {
    fn resolve_sorts(&self, env: &Env<'_>, sorts: &[SortKey], cx: &Cx) -> Result<Vec<Resolved>> {
        sorts
            .iter()
            .map(|sort| {
                let text = |avt: &Option<crate::program::Avt>| match avt {
                    Some(avt) => self.avt(env, avt, cx).map(|t| Some(t.trim().to_string())),
                    None => Ok(None),
                };
                let descending = match text(&sort.order)?.as_deref() {
                    None | Some("ascending") => false,
                    Some("descending") => true,
                    Some(other) => return Err(Error::dynamic("XTDE0030", format!("order=\"{other}\""))),
                };
                let number = match text(&sort.data_type)?.as_deref() {
                    None => sort.compat.then_some(false),
                    Some("text") => Some(false),
                    Some("number") => Some(true),
                    Some(other) => return Err(Error::dynamic("XTDE0030", format!("data-type=\"{other}\""))),
                };
                let collation = match (text(&sort.collation)?, text(&sort.lang)?) {
                    (Some(uri), _) => {
                        Collation::by_uri(&uri).map_err(|e| Error::dynamic("XTDE1035", e.message().to_string()))?
                    }
                    (None, Some(language)) => Collation::by_language(&language),
                    (None, None) => Collation::CodePoint,
                };
                // Without a language, texts are ordered by code point: there is no second order of letters.
                let collation = match (collation, text(&sort.case_order)?.as_deref()) {
                    (Collation::German, Some("upper-first")) => Collation::GermanLargeFirst,
                    (collation, None | Some("upper-first" | "lower-first")) => collation,
                    (_, Some(other)) => return Err(Error::dynamic("XTDE0030", format!("case-order=\"{other}\""))),
                };
                Ok(Resolved { descending, number, collation })
            })
            .collect()
    }

    /// The key of one item; `None` if it is empty.
    fn sort_key(&self, env: &Env<'_>, sort: &SortKey, resolved: &Resolved, cx: &Cx) -> Result<Option<Atom>> {
        let value = match &sort.key {
            Content::Select(expr) => env.eval(expr, &cx.focus)?,
            Content::Body(body) => self.sequence(env, body, None, cx)?,
            Content::Empty => Value::Empty,
        };
        let atom = match &value {
            Value::Many(items) if sort.compat => items.first().map(|i| env.atomize_item(i)),
            other => {
                env.single_atom(other).map_err(|_| Error::dynamic("XTTE1020", "a sort key has more than one item"))?
            }
        };
        Ok(match (atom, resolved.number) {
            (Some(atom), Some(true)) => Some(Atom::Double(eval_number(&atom))),
            (Some(atom), Some(false)) => Some(Atom::Str(atom.text())),
            (Some(Atom::Untyped(text)), None) => Some(Atom::Str(text)),
            (None, Some(true)) if sort.compat => Some(Atom::Double(f64::NAN)),
            (None, _) if sort.compat => Some(Atom::str("")),
            (atom, _) => atom,
        })
    }

    pub(crate) fn sorted(&self, env: &Env<'_>, value: Value, sorts: &[SortKey], cx: &Cx) -> Result<Value> {
        let items = value.into_vec();
        let size = items.len();
        let order = self.order(env, size, sorts, cx, |i, inner| {
            inner.focus.item = items.get(i).cloned();
            inner.focus.position = i + 1;
            inner.focus.size = size;
        })?;
        Ok(order.into_iter().filter_map(|i| items.get(i).cloned()).collect())
    }

    /// The order of `size` things: `focus` sets the context for the keys of each.
    pub(crate) fn order(
        &self,
        env: &Env<'_>,
        size: usize,
        sorts: &[SortKey],
        cx: &Cx,
        focus: impl Fn(usize, &mut Cx),
    ) -> Result<Vec<usize>> {
        let resolved = self.resolve_sorts(env, sorts, cx)?;
        let mut keyed: Vec<(Vec<Option<Atom>>, usize)> = Vec::with_capacity(size);
        let mut inner = cx.clone();
        for i in 0..size {
            focus(i, &mut inner);
            let keys = sorts
                .iter()
                .zip(&resolved)
                .map(|(sort, resolved)| self.sort_key(env, sort, resolved, &inner))
                .collect::<Result<Vec<_>>>()?;
            keyed.push((keys, i));
        }
        let mut problem = None;
        keyed.sort_by(|a, b| {
            for ((x, y), resolved) in a.0.iter().zip(&b.0).zip(&resolved) {
                let order = match compare_keys(x.as_ref(), y.as_ref(), resolved.collation, env.zone) {
                    Ok(order) => order,
                    Err(error) => {
                        problem.get_or_insert(error);
                        Ordering::Equal
                    }
                };
                let order = if resolved.descending { order.reverse() } else { order };
                if order != Ordering::Equal {
                    return order;
                }
            }
            Ordering::Equal
        });
        match problem {
            Some(error) => Err(Error::dynamic("XTDE1030", error.message().to_string())),
            None => Ok(keyed.into_iter().map(|k| k.1).collect()),
        }
    }
}

/// Nothing comes first, then NaN.
fn compare_keys(a: Option<&Atom>, b: Option<&Atom>, collation: Collation, zone: i16) -> Result<Ordering> {
    let (a, b) = match (a, b) {
        (None, None) => return Ok(Ordering::Equal),
        (None, Some(_)) => return Ok(Ordering::Less),
        (Some(_), None) => return Ok(Ordering::Greater),
        (Some(a), Some(b)) => (a, b),
    };
    if let (Some(a), Some(b)) = (a.as_text(), b.as_text()) {
        return Ok(collation.compare(a, b));
    }
    let nan = |x: &Atom| x.as_f64().is_some_and(f64::is_nan);
    match compare_atoms(a, b, false, zone)? {
        Some(order) => Ok(order),
        None => Ok(nan(b).cmp(&nan(a))),
    }
}
