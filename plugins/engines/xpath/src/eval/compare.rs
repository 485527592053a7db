//! Comparisons.

use std::cmp::Ordering;

use drehscheibe_xdm::{Kind, Str};
use rustc_hash::FxHashSet;

use super::{Flow, boolean};
use crate::cast::{cast, parse_double};
use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::expr::{Compare, Expr, NodeCompare};
use crate::functions::Fun;
use crate::types::AtomicType;
use crate::value::{Atom, Item, Node, Value};

fn holds(op: Compare, order: Option<Ordering>) -> bool {
    match (op, order) {
        (Compare::Ne, None) => true,
        (_, None) => false,
        (Compare::Eq, Some(o)) => o == Ordering::Equal,
        (Compare::Ne, Some(o)) => o != Ordering::Equal,
        (Compare::Lt, Some(o)) => o == Ordering::Less,
        (Compare::Le, Some(o)) => o != Ordering::Greater,
        (Compare::Gt, Some(o)) => o == Ordering::Greater,
        (Compare::Ge, Some(o)) => o != Ordering::Less,
    }
}

fn incomparable(a: &Atom, b: &Atom) -> Error {
    Error::types(format!("{} and {} cannot be compared", a.type_of().name(), b.type_of().name()))
}

fn numbers(a: &Atom, b: &Atom) -> Option<Option<Ordering>> {
    Some(match (a, b) {
        (Atom::Int(a), Atom::Int(b)) => Some(a.cmp(b)),
        (Atom::Dec(a), Atom::Dec(b)) => Some(a.compare(b)),
        (Atom::Int(a), Atom::Dec(b)) => Some(crate::decimal::Dec::from(*a).compare(b)),
        (Atom::Dec(a), Atom::Int(b)) => Some(a.compare(&crate::decimal::Dec::from(*b))),
        (Atom::Float(_), Atom::Float(_) | Atom::Int(_) | Atom::Dec(_))
        | (Atom::Int(_) | Atom::Dec(_), Atom::Float(_)) => (a.as_f64()? as f32).partial_cmp(&(b.as_f64()? as f32)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    })
}

/// Order of two atomic values; `None` if NaN is among them. `equality`: only `=` is asked for, the
/// order of unequal values is then meaningless.
pub fn compare_atoms(a: &Atom, b: &Atom, equality: bool, zone: i16) -> Result<Option<Ordering>> {
    if let Some(order) = numbers(a, b) {
        return Ok(order);
    }
    if let (Some(a), Some(b)) = (a.as_text(), b.as_text()) {
        return Ok(Some(a.as_bytes().cmp(b.as_bytes())));
    }
    let same = |equal: bool| {
        if equality { Ok(Some(if equal { Ordering::Equal } else { Ordering::Less })) } else { Err(incomparable(a, b)) }
    };
    match (a, b) {
        (Atom::Bool(x), Atom::Bool(y)) => Ok(Some(x.cmp(y))),
        (Atom::Moment(x), Atom::Moment(y)) if x.kind == y.kind => {
            use crate::moment::MomentKind::{Date, DateTime, Time};
            let order = x.compare(y, zone);
            if matches!(x.kind, DateTime | Date | Time) { Ok(Some(order)) } else { same(order == Ordering::Equal) }
        }
        (Atom::YearMonth(x), Atom::YearMonth(y)) => Ok(Some(x.cmp(y))),
        (Atom::DayTime(x), Atom::DayTime(y)) => Ok(Some(x.nanos.cmp(&y.nanos))),
        (Atom::QName(x), Atom::QName(y)) => same(x.ns == y.ns && x.local == y.local),
        (Atom::Hex(x), Atom::Hex(y)) | (Atom::Base64(x), Atom::Base64(y)) => same(x == y),
        _ => match (a.as_duration(), b.as_duration()) {
            (Some(x), Some(y)) => same(x == y),
            _ => Err(incomparable(a, b)),
        },
    }
}

pub(crate) fn value_compare(op: Compare, a: &Atom, b: &Atom, zone: i16) -> Result<bool> {
    let order = compare_atoms(a, b, matches!(op, Compare::Eq | Compare::Ne), zone)?;
    Ok(holds(op, order))
}

/// One pair of a general comparison.
fn general_pair(op: Compare, a: &Atom, b: &Atom, zone: i16) -> Result<bool> {
    match (a, b) {
        (Atom::Untyped(_), Atom::Untyped(_) | Atom::Str(_) | Atom::Uri(_))
        | (Atom::Str(_) | Atom::Uri(_), Atom::Untyped(_)) => value_compare(op, a, b, zone),
        (Atom::Untyped(_), _) => value_compare(op, &cast(a, like(b))?, b, zone),
        (_, Atom::Untyped(_)) => value_compare(op, a, &cast(b, like(a))?, zone),
        _ => value_compare(op, a, b, zone),
    }
}

fn like(other: &Atom) -> AtomicType {
    match other.type_of() {
        t if t.is_numeric() => AtomicType::Double,
        t => t,
    }
}

/// Whether two atomic values are the same for `distinct-values`, `index-of`, keys and groups:
/// equal, NaN equals NaN, and values that cannot be compared are different.
pub fn equal_keys(a: &Atom, b: &Atom, zone: i16) -> bool {
    let nan = |x: &Atom| x.as_f64().is_some_and(f64::is_nan);
    nan(a) && nan(b) || matches!(compare_atoms(a, b, true, zone), Ok(Some(Ordering::Equal)))
}

pub(crate) fn node_compare(op: NodeCompare, a: Node, b: Node) -> bool {
    match op {
        NodeCompare::Is => a == b,
        NodeCompare::Before => a < b,
        NodeCompare::After => a > b,
    }
}

fn flip(op: Compare) -> Compare {
    match op {
        Compare::Lt => Compare::Gt,
        Compare::Le => Compare::Ge,
        Compare::Gt => Compare::Lt,
        Compare::Ge => Compare::Le,
        same => same,
    }
}

impl Env<'_> {
    pub(crate) fn general(&self, op: Compare, left: &Expr, right: &Expr, compat: bool, focus: &Focus) -> Result<bool> {
        if compat {
            let (left, right) = (self.eval(left, focus)?, self.eval(right, focus)?);
            return self.general_compat(op, &left, &right);
        }
        // The side that is already there is the fixed one, the other is walked.
        let (op, walked, fixed) = if matches!(left, Expr::Literal(_) | Expr::Local(_)) {
            (flip(op), right, self.eval(left, focus)?)
        } else {
            (op, left, self.eval(right, focus)?)
        };
        if fixed.is_empty() {
            return Ok(false);
        }
        let fixed = match &fixed {
            Value::One(Item::Atom(atom)) => vec![atom.clone()],
            other => self.atomize(other)?,
        };
        let mut found = false;
        let _ = self.each_unordered(walked, focus, &mut |item| {
            found = self.any_pair(op, &item, &fixed)?;
            Ok(if found { Flow::Break(()) } else { Flow::Continue(()) })
        })?;
        Ok(found)
    }

    /// `name(a) = name(b)` and so on, by the ids of names.
    pub(crate) fn same_name(&self, fun: Fun, left: &Expr, right: &Expr, focus: &Focus) -> Result<bool> {
        let (a, b) = match (self.name_operand(left, focus)?, self.name_operand(right, focus)?) {
            (Some(a), Some(b)) => (a, b),
            (a, b) => {
                let text = |n: Option<Node>| n.map_or_else(|| "".into(), |n| self.name_text(fun, n));
                return Ok(text(a) == text(b));
            }
        };
        let (x, y) = (self.tree(a), self.tree(b));
        let (name_a, name_b) = (x.name(a.idx), y.name(b.idx));
        if fun == Fun::Name {
            if name_a == name_b && x.prefix(a.idx) == y.prefix(b.idx) {
                return Ok(true);
            }
            let names = self.names.borrow();
            return Ok(x.prefix(a.idx) == y.prefix(b.idx) && names.pair(name_a).1 == names.pair(name_b).1);
        }
        if name_a == name_b {
            return Ok(true);
        }
        let names = self.names.borrow();
        let ((ns_a, local_a), (ns_b, local_b)) = (names.pair(name_a), names.pair(name_b));
        Ok(if fun == Fun::LocalName { local_a == local_b } else { ns_a == ns_b })
    }

    fn name_operand(&self, expr: &Expr, focus: &Focus) -> Result<Option<Node>> {
        match expr {
            Expr::Context => focus.node().map(Some),
            other => self.eval_node(other, focus),
        }
    }

    fn name_text(&self, fun: Fun, node: Node) -> Str {
        match fun {
            Fun::Name => self.qualified_name(node),
            Fun::LocalName => self.local_name(node),
            _ => self.namespace(node),
        }
    }

    fn any_pair(&self, op: Compare, item: &Item, fixed: &[Atom]) -> Result<bool> {
        if let Item::Node(node) = item
            && !matches!(self.tree(*node).kind(node.idx), Kind::Comment | Kind::Pi | Kind::Namespace)
        {
            let text = self.string(*node);
            for b in fixed {
                let hit = match b {
                    Atom::Str(s) | Atom::Untyped(s) | Atom::Uri(s) => {
                        holds(op, Some(text.as_bytes().cmp(s.as_bytes())))
                    }
                    b if b.is_numeric() => {
                        let a = parse_double(text).ok_or_else(|| {
                            let shown: String = text.chars().take(60).collect();
                            Error::dynamic("FORG0001", format!("\"{shown}\" cannot be converted to xs:double"))
                        })?;
                        value_compare(op, &Atom::Double(a), b, self.zone)?
                    }
                    b => general_pair(op, &Atom::Untyped(text.into()), b, self.zone)?,
                };
                if hit {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        let a = self.atomize_item(item);
        for b in fixed {
            if general_pair(op, &a, b, self.zone)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(crate) fn in_texts(&self, left: &Expr, texts: &FxHashSet<Str>, right: &Value, focus: &Focus) -> Result<bool> {
        let mut found = false;
        let _ = self.each_unordered(left, focus, &mut |item| {
            found = match &item {
                Item::Node(node) => texts.contains(self.string(*node)),
                Item::Atom(atom) => match atom.as_text() {
                    Some(text) => texts.contains(text),
                    None => self.any_pair(Compare::Eq, &item, &self.atomize(right)?)?,
                },
            };
            Ok(if found { Flow::Break(()) } else { Flow::Continue(()) })
        })?;
        Ok(found)
    }

    /// General comparison in XPath 1.0 compatibility mode.
    fn general_compat(&self, op: Compare, left: &Value, right: &Value) -> Result<bool> {
        let is_bool = |v: &Value| matches!(v, Value::One(Item::Atom(Atom::Bool(_))));
        if is_bool(left) || is_bool(right) {
            let (a, b) = (boolean(left)?, boolean(right)?);
            return Ok(holds(op, Some(a.cmp(&b))));
        }
        let (left, right) = (self.atomize(left)?, self.atomize(right)?);
        for a in &left {
            for b in &right {
                let ordered = !matches!(op, Compare::Eq | Compare::Ne);
                let hit = if ordered && numeric_like(a, b) || a.is_numeric() || b.is_numeric() {
                    let (a, b) = (number(a), number(b));
                    holds(op, a.partial_cmp(&b))
                } else {
                    general_pair(op, a, b, self.zone)?
                };
                if hit {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

fn numeric_like(a: &Atom, b: &Atom) -> bool {
    let fits = |x: &Atom| x.as_text().is_some() || x.is_numeric();
    fits(a) && fits(b)
}

/// `fn:number` of an atomic value.
pub(crate) fn number(atom: &Atom) -> f64 {
    match atom {
        Atom::Bool(b) => f64::from(*b),
        _ => match atom.as_text() {
            Some(text) => parse_double(text).unwrap_or(f64::NAN),
            None => atom.as_f64().unwrap_or(f64::NAN),
        },
    }
}
