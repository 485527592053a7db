//! Atomisation, function conversion rules, sequence types.

use std::borrow::Cow;

use drehscheibe_xdm::{Kind, Str};

use crate::cast::{cast, cast_qname};
use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::expr::{Expr, Scope};
use crate::types::{AtomicType, ItemType, SequenceType};
use crate::value::{Atom, Item, Node, Value};

impl<'r> Env<'r> {
    /// The typed value of an item; without a schema that is the string value.
    pub fn atomize_item(&self, item: &Item) -> Atom {
        match item {
            Item::Atom(atom) => atom.clone(),
            Item::Node(node) => {
                let tree = self.tree(*node);
                let text: Str = tree.string(node.idx).into();
                match tree.kind(node.idx) {
                    Kind::Comment | Kind::Pi | Kind::Namespace => Atom::Str(text),
                    _ => Atom::Untyped(text),
                }
            }
        }
    }

    pub fn atomize(&self, value: &Value) -> Result<Vec<Atom>> {
        Ok(value.iter().map(|i| self.atomize_item(i)).collect())
    }

    /// At most one atomic value.
    pub fn eval_atom(&self, expr: &Expr, focus: &Focus) -> Result<Option<Atom>> {
        let value = self.eval(expr, focus)?;
        self.single_atom(&value)
    }

    pub fn single_atom(&self, value: &Value) -> Result<Option<Atom>> {
        match value {
            Value::Empty => Ok(None),
            Value::One(item) => Ok(Some(self.atomize_item(item))),
            Value::Many(_) => Err(Error::types("a sequence of more than one item is not allowed here")),
        }
    }

    pub(crate) fn eval_node(&self, expr: &Expr, focus: &Focus) -> Result<Option<Node>> {
        match self.eval(expr, focus)? {
            Value::Empty => Ok(None),
            Value::One(Item::Node(node)) => Ok(Some(node)),
            _ => Err(Error::types("a single node is needed here")),
        }
    }

    pub(crate) fn eval_int(&self, expr: &Expr, focus: &Focus) -> Result<Option<i64>> {
        match self.eval_atom(expr, focus)? {
            None => Ok(None),
            Some(Atom::Int(i)) => Ok(Some(i)),
            Some(Atom::Untyped(text)) => match cast(&Atom::Untyped(text), AtomicType::Integer)? {
                Atom::Int(i) => Ok(Some(i)),
                _ => Ok(None),
            },
            // XPath 1.0 mode makes doubles of all numbers.
            Some(Atom::Double(d)) if d.fract() == 0.0 && d.abs() < 9e15 => Ok(Some(d as i64)),
            Some(other) => Err(Error::types(format!("an integer is needed, not {}", other.type_of().name()))),
        }
    }

    /// The text of an argument of type `xs:string?`; `None` for the empty sequence.
    pub(crate) fn text_opt<'v>(&self, value: &'v Value) -> Result<Option<Cow<'v, str>>>
    where
        'r: 'v,
    {
        match value {
            Value::Empty => Ok(None),
            Value::One(Item::Node(node)) => Ok(Some(Cow::Borrowed(self.string(*node)))),
            Value::One(Item::Atom(atom)) => match atom.as_text() {
                Some(text) => Ok(Some(Cow::Borrowed(text))),
                None => Err(Error::types(format!("a text is needed, not {}", atom.type_of().name()))),
            },
            Value::Many(_) => {
                Err(Error::types("a sequence of more than one item is not allowed where a text is needed"))
            }
        }
    }

    /// As `text_opt`, the empty sequence as the empty text.
    pub(crate) fn text<'v>(&self, value: &'v Value) -> Result<Cow<'v, str>>
    where
        'r: 'v,
    {
        Ok(self.text_opt(value)?.unwrap_or(Cow::Borrowed("")))
    }

    /// The text of an item as `fn:string` gives it.
    pub fn item_text(&self, item: &Item) -> Str {
        match item {
            Item::Node(node) => self.string(*node).into(),
            Item::Atom(atom) => atom.text(),
        }
    }

    pub(crate) fn cast_scoped(&self, atom: &Atom, target: AtomicType, scope: Option<&Scope>) -> Result<Atom> {
        if target == AtomicType::QName
            && let (Some(text), Some(scope)) = (atom.as_text(), scope)
        {
            return cast_qname(text, |prefix| scope.prefix(prefix));
        }
        cast(atom, target)
    }

    pub(crate) fn item_is(&self, item: &Item, wanted: ItemType) -> bool {
        match (wanted, item) {
            (ItemType::Item, _) => true,
            (ItemType::Node(test), Item::Node(node)) => {
                let tree = self.tree(*node);
                let principal = match tree.kind(node.idx) {
                    Kind::Attribute => Kind::Attribute,
                    _ => Kind::Element,
                };
                self.passes(tree, node.idx, test, principal)
            }
            (ItemType::Atomic(wanted), Item::Atom(atom)) => atom.type_of().is_a(wanted),
            _ => false,
        }
    }

    /// `instance of`
    pub fn instance_of(&self, value: &Value, wanted: &SequenceType) -> bool {
        match wanted.item {
            None => value.is_empty(),
            Some(item) => wanted.occurs.allows(value.len()) && value.iter().all(|i| self.item_is(i, item)),
        }
    }

    /// The function conversion rules.
    pub fn convert(&self, value: Value, wanted: &SequenceType) -> Result<Value> {
        let Some(item_type) = wanted.item else {
            return if value.is_empty() { Ok(value) } else { Err(Error::types("an empty sequence is required")) };
        };
        if !wanted.occurs.allows(value.len()) {
            let what = if value.is_empty() { "an empty sequence" } else { "this number of items" };
            return Err(Error::types(format!("{what} is not allowed here")));
        }
        let target = match item_type {
            ItemType::Item => return Ok(value),
            ItemType::Node(_) => {
                return if value.iter().all(|i| self.item_is(i, item_type)) {
                    Ok(value)
                } else {
                    Err(Error::types("an item is not of the required kind of node"))
                };
            }
            ItemType::Atomic(target) => target,
        };
        let fits = |i: &Item| matches!(i, Item::Atom(a) if a.type_of().is_a(target));
        if value.iter().all(fits) {
            return Ok(value);
        }
        value.iter().map(|item| self.convert_atom(self.atomize_item(item), target).map(Item::Atom)).collect()
    }

    fn convert_atom(&self, atom: Atom, target: AtomicType) -> Result<Atom> {
        let from = atom.type_of();
        if from.is_a(target) {
            return Ok(atom);
        }
        match (&atom, target) {
            (Atom::Untyped(_), AtomicType::QName) => {
                Err(Error::types("an untyped value cannot be converted to xs:QName"))
            }
            (Atom::Untyped(_), _) => cast(&atom, target),
            (Atom::Uri(text), AtomicType::String) => Ok(Atom::Str(text.clone())),
            (_, AtomicType::Double) if from.is_numeric() => cast(&atom, target),
            (_, AtomicType::Float) if from.is_numeric() && from != AtomicType::Double => cast(&atom, target),
            // Derived types are held as their base type; a value that fits is accepted.
            (Atom::Int(_) | Atom::Str(_), AtomicType::Bounded(_) | AtomicType::Text(_)) => cast(&atom, target),
            _ => Err(Error::types(format!("{} is required, not {}", target.name(), from.name()))),
        }
    }
}
