//! Functions on sequences.

use drehscheibe_xdm::Kind;
use rustc_hash::FxHashSet;

use super::{Fun, arg};
use crate::env::Env;
use crate::error::{Error, Result};
use crate::eval::equal_keys;
use crate::value::{Atom, Item, Node, Value};

impl Env<'_> {
    pub(super) fn sequence_function(&self, fun: Fun, args: &[Value]) -> Result<Option<Value>> {
        let sequence = arg(args, 0);
        let int = |i: usize| -> Result<i64> {
            match self.single_atom(arg(args, i))? {
                Some(Atom::Int(n)) => Ok(n),
                Some(atom) => Ok(crate::eval_number(&atom).round() as i64),
                None => Err(Error::types("an integer is needed")),
            }
        };
        Ok(Some(match fun {
            Fun::Data => self.atomize(sequence)?.into_iter().map(Item::Atom).collect(),
            Fun::DistinctValues => {
                self.check_collation(args, 1)?;
                self.distinct(sequence)?
            }
            Fun::IndexOf => {
                self.check_collation(args, 2)?;
                let Some(wanted) = self.single_atom(arg(args, 1))? else {
                    return Err(Error::types("index-of() needs a value to look for"));
                };
                let atoms = self.atomize(sequence)?;
                let hit = |a: &Atom| {
                    let nan = a.as_f64().is_some_and(f64::is_nan);
                    !nan && equal_keys(a, &wanted, self.zone)
                };
                atoms
                    .iter()
                    .enumerate()
                    .filter(|(_, a)| hit(a))
                    .map(|(i, _)| Item::Atom(Atom::Int(i as i64 + 1)))
                    .collect()
            }
            Fun::InsertBefore => {
                let mut items = sequence.clone().into_vec();
                let at = (int(1)?.max(1) as usize - 1).min(items.len());
                items.splice(at..at, arg(args, 2).iter().cloned());
                Value::from_vec(items)
            }
            Fun::Remove => {
                let mut items = sequence.clone().into_vec();
                let at = int(1)?;
                if at >= 1 && (at as usize) <= items.len() {
                    items.remove(at as usize - 1);
                }
                Value::from_vec(items)
            }
            Fun::Reverse => sequence.iter().rev().cloned().collect(),
            Fun::Unordered | Fun::Trace => sequence.clone(),
            Fun::Subsequence => {
                let number = |i: usize| -> Result<f64> {
                    let atom = self.single_atom(arg(args, i))?;
                    Ok(atom.map_or(f64::NAN, |a| (crate::eval_number(&a) + 0.5).floor()))
                };
                let start = number(1)?;
                let stop = if args.len() > 2 { start + number(2)? } else { f64::INFINITY };
                let inside = |i: usize| {
                    let position = (i + 1) as f64;
                    position >= start && position < stop
                };
                sequence.iter().enumerate().filter(|(i, _)| inside(*i)).map(|(_, item)| item.clone()).collect()
            }
            Fun::ZeroOrOne if sequence.len() > 1 => {
                return Err(Error::dynamic("FORG0003", "zero-or-one() got more than one item"));
            }
            Fun::OneOrMore if sequence.is_empty() => {
                return Err(Error::dynamic("FORG0004", "one-or-more() got nothing"));
            }
            Fun::ExactlyOne if sequence.len() != 1 => {
                return Err(Error::dynamic("FORG0005", "exactly-one() did not get one item"));
            }
            Fun::ZeroOrOne | Fun::OneOrMore | Fun::ExactlyOne => sequence.clone(),
            Fun::DeepEqual => {
                self.check_collation(args, 2)?;
                Value::bool(self.deep_equal(sequence, arg(args, 1)))
            }
            _ => return Ok(None),
        }))
    }

    fn distinct(&self, sequence: &Value) -> Result<Value> {
        let mut texts: FxHashSet<drehscheibe_xdm::Str> = FxHashSet::default();
        let mut others: Vec<Atom> = Vec::new();
        let mut out = Vec::new();
        for atom in self.atomize(sequence)? {
            // Untyped values and URIs are compared as texts.
            let fresh = match atom.as_text() {
                Some(text) => texts.insert(text.clone()),
                None => {
                    let fresh = !others.iter().any(|o| equal_keys(o, &atom, self.zone));
                    if fresh {
                        others.push(atom.clone());
                        self.check_len(others.len().saturating_mul(100))?;
                    }
                    fresh
                }
            };
            if fresh {
                out.push(Item::Atom(atom));
            }
        }
        Ok(Value::from_vec(out))
    }

    pub fn deep_equal(&self, a: &Value, b: &Value) -> bool {
        a.len() == b.len()
            && a.iter().zip(b.iter()).all(|pair| match pair {
                (Item::Atom(a), Item::Atom(b)) => equal_keys(a, b, self.zone),
                (Item::Node(a), Item::Node(b)) => self.equal_nodes(*a, *b),
                _ => false,
            })
    }

    /// Compares two subtrees without recursion: both are walked in document order, comments and
    /// processing instructions inside of them left out.
    fn equal_nodes(&self, a: Node, b: Node) -> bool {
        if a == b {
            return true;
        }
        let (left, right) = (self.tree(a), self.tree(b));
        let same = |x: u32, y: u32| {
            left.kind(x) == right.kind(y)
                && left.name(x) == right.name(y)
                && match left.kind(x) {
                    Kind::Element => {
                        left.attributes(x).count() == right.attributes(y).count()
                            && left.attributes(x).all(|i| {
                                let j = right.attribute(y, left.name(i));
                                j != drehscheibe_xdm::NONE && left.string(i) == right.string(j)
                            })
                    }
                    Kind::Document => true,
                    _ => left.string(x) == right.string(y),
                }
        };
        if !same(a.idx, b.idx) {
            return false;
        }
        let inner = |tree: &drehscheibe_xdm::Tree, top: u32| -> Vec<u32> {
            (top + 1..=tree.end(top)).filter(|n| matches!(tree.kind(*n), Kind::Element | Kind::Text)).collect()
        };
        if !matches!(left.kind(a.idx), Kind::Element | Kind::Document) {
            return true;
        }
        let (xs, ys) = (inner(left, a.idx), inner(right, b.idx));
        let depth = |tree: &drehscheibe_xdm::Tree, n: u32, top: u32| {
            let mut d = 0;
            let mut at = n;
            while at != top && at != drehscheibe_xdm::NONE {
                at = tree.parent(at);
                d += 1;
            }
            d
        };
        xs.len() == ys.len()
            && xs.iter().zip(&ys).all(|(x, y)| same(*x, *y) && depth(left, *x, a.idx) == depth(right, *y, b.idx))
    }
}
