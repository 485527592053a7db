//! `xsl:for-each-group`.

use drehscheibe_xdm::Str;
use drehscheibe_xpath::{Atom, Collation, Env, Error, Expr, Focus, Item, Pattern, Result, Value, equal_keys};
use rustc_hash::FxHashMap;

use super::exec::node_of;
use super::out::Receiver;
use super::{Cx, Runner};
use crate::program::{Avt, Body, GroupBy, SortKey};

struct Group {
    key: Value,
    items: Vec<Item>,
}

impl<'s> Runner<'s> {
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn for_each_group(
        &self,
        env: &Env<'_>,
        select: &Expr,
        by: &GroupBy,
        collation: Option<&Avt>,
        sorts: &[SortKey],
        body: &Body,
        cx: &Cx,
        out: &mut Receiver<'_, 's>,
    ) -> Result<()> {
        let collation = match collation {
            Some(avt) => Collation::by_uri(&self.avt(env, avt, cx)?)
                .map_err(|e| Error::dynamic("XTDE1110", e.message().to_string()))?,
            None => Collation::CodePoint,
        };
        let population = env.eval(select, &cx.focus)?.into_vec();
        let groups = self.groups(env, population, by, collation, cx)?;
        let saved = self.current.borrow().clone();
        let size = groups.len();
        let enter = |i: usize, inner: &mut Cx| {
            let Some(group) = groups.get(i) else { return };
            inner.focus.item = group.items.first().cloned();
            inner.focus.position = i + 1;
            inner.focus.size = size;
            let items = group.items.iter().cloned().collect();
            self.current.borrow_mut().group = Some((items, group.key.clone()));
        };
        let order: Result<Vec<usize>> =
            if sorts.is_empty() { Ok((0..size).collect()) } else { self.order(env, size, sorts, cx, enter) };
        let result = order.and_then(|order| {
            let mut inner = Cx { rule: None, ..cx.clone() };
            for (position, i) in order.into_iter().enumerate() {
                enter(i, &mut inner);
                inner.focus.position = position + 1;
                self.exec(env, body, &inner, out)?;
            }
            Ok(())
        });
        self.current.replace(saved);
        result
    }

    fn groups(
        &self,
        env: &Env<'_>,
        population: Vec<Item>,
        by: &GroupBy,
        collation: Collation,
        cx: &Cx,
    ) -> Result<Vec<Group>> {
        let mut groups: Vec<Group> = Vec::new();
        let size = population.len();
        match by {
            GroupBy::By(expr) => {
                let mut index: FxHashMap<Str, usize> = FxHashMap::default();
                for (i, item) in population.into_iter().enumerate() {
                    let focus = Focus { item: Some(item.clone()), position: i + 1, size, base: cx.focus.base };
                    let mut taken: Vec<usize> = Vec::new();
                    for atom in env.atomize(&env.eval(expr, &focus)?)? {
                        let key = group_key(&atom, collation);
                        let at = *index.entry(key).or_insert_with(|| {
                            groups.push(Group { key: Value::atom(atom), items: Vec::new() });
                            groups.len() - 1
                        });
                        if !taken.contains(&at) {
                            taken.push(at);
                            if let Some(group) = groups.get_mut(at) {
                                group.items.push(item.clone());
                            }
                        }
                    }
                }
            }
            GroupBy::Adjacent(expr) => {
                for (i, item) in population.into_iter().enumerate() {
                    let focus = Focus { item: Some(item.clone()), position: i + 1, size, base: cx.focus.base };
                    let key = env
                        .eval_atom(expr, &focus)?
                        .ok_or_else(|| Error::dynamic("XTTE1100", "group-adjacent gives nothing for an item"))?;
                    let same = groups.last().and_then(|g| g.key.first()).is_some_and(|k| match k {
                        Item::Atom(last) => same_key(last, &key, collation, env.zone),
                        Item::Node(_) => false,
                    });
                    match groups.last_mut() {
                        Some(last) if same => last.items.push(item),
                        _ => groups.push(Group { key: Value::atom(key), items: vec![item] }),
                    }
                }
            }
            GroupBy::StartingWith(patterns) => {
                for item in population {
                    let starts = self.matches_any(env, patterns, &item, cx)?;
                    match groups.last_mut() {
                        Some(last) if !starts => last.items.push(item),
                        _ => groups.push(Group { key: Value::Empty, items: vec![item] }),
                    }
                }
            }
            GroupBy::EndingWith(patterns) => {
                let mut closed = true;
                for item in population {
                    let ends = self.matches_any(env, patterns, &item, cx)?;
                    match groups.last_mut() {
                        Some(last) if !closed => last.items.push(item),
                        _ => groups.push(Group { key: Value::Empty, items: vec![item] }),
                    }
                    closed = ends;
                }
            }
        }
        Ok(groups)
    }

    pub(crate) fn matches_any(&self, env: &Env<'_>, patterns: &[Pattern], item: &Item, cx: &Cx) -> Result<bool> {
        let Some(node) = node_of(item) else {
            return Err(Error::dynamic("XTTE1120", "only nodes can be matched against a pattern"));
        };
        for pattern in patterns {
            if env.matches(pattern, node, cx.focus.base)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn same_key(a: &Atom, b: &Atom, collation: Collation, zone: i16) -> bool {
    match (a.as_text(), b.as_text()) {
        (Some(a), Some(b)) => collation.key(a) == collation.key(b),
        _ => equal_keys(a, b, zone),
    }
}

/// Equal values have equal keys, others different ones.
pub(crate) fn group_key(atom: &Atom, collation: Collation) -> Str {
    if let Some(text) = atom.as_text() {
        return match collation {
            Collation::CodePoint | Collation::German => text.clone(),
            _ => collation.key(text).into(),
        };
    }
    match atom.as_f64() {
        // U+0001 is in no text, so that numbers and texts stay apart.
        Some(number) => format!("\u{1}n{}", number + 0.0).into(),
        None => match atom {
            Atom::Moment(m) => format!("\u{1}m{:?}{}", m.kind, m.nanos(0)).into(),
            Atom::QName(q) => format!("\u{1}q{}", q.clark()).into(),
            other => match other.as_duration() {
                Some(d) => format!("\u{1}d{}/{}", d.months, d.nanos).into(),
                None => format!("\u{1}{}{}", other.type_of().name(), other.text()).into(),
            },
        },
    }
}
