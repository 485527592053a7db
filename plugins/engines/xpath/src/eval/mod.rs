//! Running an expression.

mod arith;
mod axes;
mod compare;
mod convert;
mod path;

use std::ops::ControlFlow;

pub use arith::arithmetic;
pub(crate) use compare::number;
pub use compare::{compare_atoms, equal_keys};

use crate::env::{Env, Focus};
use crate::error::{Error, Result};
use crate::expr::{Expr, SetOp};
use crate::functions::Fun;
use crate::value::{Atom, Item, Node, Value};

pub(crate) type Flow = ControlFlow<()>;
/// Takes items one by one; `Break` says that no more are wanted.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(Item) -> Result<Flow>;

impl Env<'_> {
    /// The value of an expression.
    pub fn eval(&self, expr: &Expr, focus: &Focus) -> Result<Value> {
        Ok(match expr {
            Expr::Literal(value) => value.clone(),
            Expr::Context => match &focus.item {
                Some(item) => Value::One(item.clone()),
                None => return Err(Error::dynamic("XPDY0002", "there is no context item")),
            },
            Expr::Local(slot) => self.local(focus.base, *slot),
            Expr::Global(index) => self.host.global(self, *index)?,
            Expr::Root => Value::node(self.root_of(focus)?),
            Expr::Memo(id, inner) => {
                let root = self.root_of(focus)?;
                if let Some(value) = self.remembered(*id, root.doc) {
                    return Ok(value);
                }
                let value = self.eval(inner, focus)?;
                self.remember(*id, root.doc, &value);
                value
            }
            Expr::Step(_) | Expr::Path { .. } | Expr::Filter(..) | Expr::Sequence(_) | Expr::For { .. } => {
                self.collect(expr, focus)?
            }
            Expr::Range(..) => self.collect(expr, focus)?,
            Expr::Set(op, left, right) => self.set(*op, left, right, focus)?,
            Expr::Or(_)
            | Expr::And(_)
            | Expr::General { .. }
            | Expr::InTexts { .. }
            | Expr::SameName { .. }
            | Expr::Quantified { .. }
            | Expr::Castable { .. }
            | Expr::InstanceOf(..) => Value::bool(self.ebv(expr, focus)?),
            Expr::ValueCompare(op, left, right) => {
                let left = self.eval_atom(left, focus)?;
                let right = self.eval_atom(right, focus)?;
                match (left, right) {
                    (Some(a), Some(b)) => Value::bool(compare::value_compare(*op, &a, &b, self.zone)?),
                    _ => Value::Empty,
                }
            }
            Expr::NodeCompare(op, left, right) => {
                let left = self.eval_node(left, focus)?;
                let right = self.eval_node(right, focus)?;
                match (left, right) {
                    (Some(a), Some(b)) => Value::bool(compare::node_compare(*op, a, b)),
                    _ => Value::Empty,
                }
            }
            Expr::Arith { op, left, right, compat } => self.arith(*op, left, right, *compat, focus)?,
            Expr::Negate { operand, compat } => self.negation(operand, *compat, focus)?,
            Expr::Number(operand) => match self.eval_atom(operand, focus)? {
                None => Value::Empty,
                Some(Atom::Untyped(text)) => {
                    Value::atom(crate::cast::cast(&Atom::Untyped(text), crate::types::AtomicType::Double)?)
                }
                Some(atom) if atom.is_numeric() => Value::atom(atom),
                Some(_) => return Err(Error::types("+ needs a number")),
            },
            Expr::If(test, yes, no) => {
                let branch = if self.ebv(test, focus)? { yes } else { no };
                self.eval(branch, focus)?
            }
            Expr::Let { slot, value, body } => {
                let value = self.eval(value, focus)?;
                self.set_local(focus.base, *slot, value);
                self.eval(body, focus)?
            }
            Expr::Treat(operand, wanted) => {
                let value = self.eval(operand, focus)?;
                if !self.instance_of(&value, wanted) {
                    return Err(Error::dynamic("XPDY0050", "the value of treat as is not of this type"));
                }
                value
            }
            Expr::Cast { operand, target, optional, scope } => match self.eval_atom(operand, focus)? {
                Some(atom) => Value::atom(self.cast_scoped(&atom, *target, scope.as_deref())?),
                None if *optional => Value::Empty,
                None => return Err(Error::types("an empty sequence cannot be cast")),
            },
            Expr::Call { fun, args, scope } => self.call(*fun, args, scope.as_deref(), focus)?,
            Expr::Regex { fun, args, regex } => self.call_regex(*fun, args, regex, focus)?,
            Expr::Host { id, args } => {
                let args = args.iter().map(|a| self.eval(a, focus)).collect::<Result<Vec<_>>>()?;
                self.host.call(self, *id, args, focus)?
            }
            Expr::Convert(inner, wanted) => {
                let value = self.eval(inner, focus)?;
                self.convert(value, wanted)?
            }
            Expr::First(inner) => {
                let mut first = None;
                let _ = self.each(inner, focus, &mut |item| {
                    first = Some(item);
                    Ok(Flow::Break(()))
                })?;
                first.map_or(Value::Empty, Value::One)
            }
        })
    }

    fn collect(&self, expr: &Expr, focus: &Focus) -> Result<Value> {
        let mut items = Vec::new();
        let _ = self.each(expr, focus, &mut |item| {
            items.push(item);
            if items.len() & 0xFFFF == 0 {
                self.check_len(items.len())?;
            }
            Ok(Flow::Continue(()))
        })?;
        Ok(Value::from_vec(items))
    }

    /// Gives the items of an expression one by one, in order. Stops as soon as the sink has enough.
    pub(crate) fn each(&self, expr: &Expr, focus: &Focus, sink: Sink<'_>) -> Result<Flow> {
        match expr {
            Expr::Step(step) => self.each_step(step, focus.node()?, false, focus, sink),
            Expr::Path { start, steps, ordered, focus: positions } => {
                self.each_path(start, steps, *ordered, *positions, false, focus, sink)
            }
            Expr::Filter(inner, predicates) => self.each_filter(inner, predicates, focus, sink),
            Expr::Sequence(list) => {
                for part in list {
                    if self.each(part, focus, sink)?.is_break() {
                        return Ok(Flow::Break(()));
                    }
                }
                Ok(Flow::Continue(()))
            }
            Expr::If(test, yes, no) => {
                let branch = if self.ebv(test, focus)? { yes } else { no };
                self.each(branch, focus, sink)
            }
            Expr::For { slot, over, body } => self.each(over, focus, &mut |item| {
                self.set_local(focus.base, *slot, Value::One(item));
                self.each(body, focus, sink)
            }),
            Expr::Let { slot, value, body } => {
                let value = self.eval(value, focus)?;
                self.set_local(focus.base, *slot, value);
                self.each(body, focus, sink)
            }
            Expr::Range(from, to) => {
                let from = self.eval_int(from, focus)?;
                let to = self.eval_int(to, focus)?;
                if let (Some(from), Some(to)) = (from, to) {
                    self.check_len(usize::try_from(to.saturating_sub(from)).unwrap_or(0))?;
                    for i in from..=to {
                        if sink(Item::Atom(Atom::Int(i)))?.is_break() {
                            return Ok(Flow::Break(()));
                        }
                    }
                }
                Ok(Flow::Continue(()))
            }
            other => {
                let value = self.eval(other, focus)?;
                match value {
                    Value::Empty => Ok(Flow::Continue(())),
                    Value::One(item) => sink(item),
                    Value::Many(items) => {
                        for item in items.iter() {
                            if sink(item.clone())?.is_break() {
                                return Ok(Flow::Break(()));
                            }
                        }
                        Ok(Flow::Continue(()))
                    }
                }
            }
        }
    }

    /// Whether an expression gives anything.
    pub(crate) fn exists(&self, expr: &Expr, focus: &Focus) -> Result<bool> {
        let mut any = false;
        let _ = self.each_unordered(expr, focus, &mut |_| {
            any = true;
            Ok(Flow::Break(()))
        })?;
        Ok(any)
    }

    /// The effective boolean value of an expression.
    pub fn ebv(&self, expr: &Expr, focus: &Focus) -> Result<bool> {
        match expr {
            Expr::Or(list) => self.any_of(list, true, focus),
            Expr::And(list) => self.any_of(list, false, focus),
            Expr::General { op, left, right, compat } => self.general(*op, left, right, *compat, focus),
            Expr::InTexts { left, texts, right } => self.in_texts(left, texts, right, focus),
            Expr::SameName { fun, left, right } => self.same_name(*fun, left, right, focus),
            Expr::Quantified { every, slot, over, test } => {
                let mut result = *every;
                let _ = self.each(over, focus, &mut |item| {
                    self.set_local(focus.base, *slot, Value::One(item));
                    if self.ebv(test, focus)? != *every {
                        result = !*every;
                        return Ok(Flow::Break(()));
                    }
                    Ok(Flow::Continue(()))
                })?;
                Ok(result)
            }
            Expr::InstanceOf(operand, wanted) => {
                let value = self.eval(operand, focus)?;
                Ok(self.instance_of(&value, wanted))
            }
            Expr::Castable { operand, target, optional, scope } => {
                let value = self.eval(operand, focus)?;
                let atoms = self.atomize(&value)?;
                Ok(match atoms.as_slice() {
                    [] => *optional,
                    [atom] => self.cast_scoped(atom, *target, scope.as_deref()).is_ok(),
                    _ => false,
                })
            }
            Expr::If(test, yes, no) => {
                let branch = if self.ebv(test, focus)? { yes } else { no };
                self.ebv(branch, focus)
            }
            Expr::Call { fun, args, .. } => match (fun, args.as_slice()) {
                (Fun::Not, [arg]) => Ok(!self.ebv(arg, focus)?),
                (Fun::Boolean, [arg]) => self.ebv(arg, focus),
                (Fun::Exists, [arg]) => self.exists(arg, focus),
                (Fun::Empty, [arg]) => Ok(!self.exists(arg, focus)?),
                (Fun::True, _) => Ok(true),
                (Fun::False, _) => Ok(false),
                _ => boolean(&self.eval(expr, focus)?),
            },
            Expr::Step(_) | Expr::Path { .. } | Expr::Filter(..) | Expr::Sequence(_) | Expr::Memo(..) => {
                let mut first: Option<Item> = None;
                let mut more = false;
                let _ = self.each_unordered(expr, focus, &mut |item| {
                    if first.is_some() {
                        more = true;
                        return Ok(Flow::Break(()));
                    }
                    let node = matches!(item, Item::Node(_));
                    first = Some(item);
                    Ok(if node { Flow::Break(()) } else { Flow::Continue(()) })
                })?;
                match (first, more) {
                    (None, _) => Ok(false),
                    (Some(Item::Node(_)), _) => Ok(true),
                    (Some(atom), false) => boolean(&Value::One(atom)),
                    (Some(_), true) => Err(no_boolean()),
                }
            }
            _ => boolean(&self.eval(expr, focus)?),
        }
    }

    /// `or` (looking for true) and `and` (looking for false). An operand that cannot be evaluated
    /// does not matter if another one decides, as XPath 2.0, section 3.6, allows.
    fn any_of(&self, list: &[Expr], wanted: bool, focus: &Focus) -> Result<bool> {
        let mut problem = None;
        for part in list {
            match self.ebv(part, focus) {
                Ok(value) if value == wanted => return Ok(wanted),
                Ok(_) => {}
                Err(error) if error.kind() == crate::error::ErrorKind::Dynamic => {
                    problem.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        match problem {
            Some(error) => Err(error),
            None => Ok(!wanted),
        }
    }

    fn root_of(&self, focus: &Focus) -> Result<Node> {
        let node = focus.node()?;
        let root = Node { doc: node.doc, idx: 0 };
        if self.tree(root).kind(0) != drehscheibe_xdm::Kind::Document {
            return Err(Error::dynamic("XPDY0050", "the root of this tree is not a document"));
        }
        Ok(root)
    }

    fn set(&self, op: SetOp, left: &Expr, right: &Expr, focus: &Focus) -> Result<Value> {
        let not_nodes = || Error::types("union, intersect and except take nodes only");
        let mut a = self.eval(left, focus)?.nodes().ok_or_else(not_nodes)?;
        let mut b = self.eval(right, focus)?.nodes().ok_or_else(not_nodes)?;
        if op == SetOp::Union {
            a.append(&mut b);
        } else {
            b.sort_unstable();
            a.retain(|n| b.binary_search(n).is_ok() == (op == SetOp::Intersect));
        }
        sort_nodes(&mut a);
        Ok(a.into_iter().map(Item::Node).collect())
    }
}

/// Document order without duplicates.
pub(crate) fn sort_nodes(nodes: &mut Vec<Node>) {
    let sorted = nodes.windows(2).all(|w| matches!(w, [a, b] if a < b));
    if !sorted {
        nodes.sort_unstable();
        nodes.dedup();
    }
}

fn no_boolean() -> Error {
    Error::dynamic("FORG0006", "this sequence has no effective boolean value")
}

/// The effective boolean value of a value.
pub fn boolean(value: &Value) -> Result<bool> {
    match value {
        Value::Empty => Ok(false),
        Value::One(Item::Atom(atom)) => match atom {
            Atom::Bool(b) => Ok(*b),
            Atom::Str(s) | Atom::Untyped(s) | Atom::Uri(s) => Ok(!s.is_empty()),
            _ => match atom.as_f64() {
                Some(n) => Ok(n != 0.0 && !n.is_nan()),
                None => Err(no_boolean()),
            },
        },
        other => match other.first() {
            Some(Item::Node(_)) => Ok(true),
            _ => Err(no_boolean()),
        },
    }
}
