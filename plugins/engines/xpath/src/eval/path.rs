//! Steps, paths and filters.

use drehscheibe_xdm::NodeIdx;

use super::{Flow, Sink, boolean, sort_nodes};
use crate::env::{Env, Focus};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::{Axis, Expr, Predicate, Step};
use crate::value::{Atom, Item, Node, Value};

impl Env<'_> {
    /// The nodes of a step; in document order unless the caller does not need that.
    pub(crate) fn each_step(
        &self,
        step: &Step,
        node: Node,
        any_order: bool,
        focus: &Focus,
        sink: Sink<'_>,
    ) -> Result<Flow> {
        if step.axis == Axis::Namespace {
            let nodes = self.namespace_nodes(node, step.test).into_iter().map(Item::Node).collect();
            let kept = self.filter(nodes, &step.predicates, focus)?;
            return give(kept, sink);
        }
        let tree = self.tree(node);
        let reverse = !any_order && step.axis.is_reverse() && step.axis != Axis::Parent;
        if step.predicates.is_empty() && !reverse {
            return self.walk(tree, node.idx, step.axis, step.test, &mut |m| sink(Item::Node(Env::at(node, m))));
        }
        if needs_last(&step.predicates) {
            let mut nodes = Vec::new();
            let _ = self.walk(tree, node.idx, step.axis, step.test, &mut |m| {
                nodes.push(Item::Node(Env::at(node, m)));
                Ok(Flow::Continue(()))
            })?;
            let mut kept = self.filter(nodes, &step.predicates, focus)?;
            if reverse {
                kept.reverse();
            }
            return give(kept, sink);
        }
        let mut counters = [0usize; 8];
        let mut more;
        let mut counters: &mut [usize] = if step.predicates.len() <= counters.len() {
            &mut counters
        } else {
            more = vec![0; step.predicates.len()];
            &mut more
        };
        if reverse {
            let mut found: Vec<NodeIdx> = Vec::new();
            let _ = self.walk(tree, node.idx, step.axis, step.test, &mut |m| {
                let item = Item::Node(Env::at(node, m));
                let (keep, done) = self.streamed(&item, &step.predicates, counters, focus)?;
                if keep {
                    found.push(m);
                }
                Ok(if done { Flow::Break(()) } else { Flow::Continue(()) })
            })?;
            for m in found.into_iter().rev() {
                if sink(Item::Node(Env::at(node, m)))?.is_break() {
                    return Ok(Flow::Break(()));
                }
            }
            return Ok(Flow::Continue(()));
        }
        let mut stopped = false;
        let counters = &mut counters;
        let _ = self.walk(tree, node.idx, step.axis, step.test, &mut |m| {
            let item = Item::Node(Env::at(node, m));
            let (keep, done) = self.streamed(&item, &step.predicates, counters, focus)?;
            if keep && sink(item)?.is_break() {
                stopped = true;
                return Ok(Flow::Break(()));
            }
            Ok(if done { Flow::Break(()) } else { Flow::Continue(()) })
        })?;
        Ok(if stopped { Flow::Break(()) } else { Flow::Continue(()) })
    }

    /// Whether an item passes predicates that do not need to know how many there are, and whether
    /// no later item can.
    fn streamed(
        &self,
        item: &Item,
        predicates: &[Predicate],
        counters: &mut [usize],
        focus: &Focus,
    ) -> Result<(bool, bool)> {
        let mut done = false;
        for (predicate, counter) in predicates.iter().zip(counters.iter_mut()) {
            *counter += 1;
            let keep = match predicate {
                Predicate::Index(wanted) => {
                    done |= *counter >= *wanted;
                    *counter == *wanted
                }
                Predicate::Condition(test) => self.ebv(test, &focus.with(item.clone(), *counter, 0))?,
                Predicate::General { expr, .. } => {
                    let value = self.eval(expr, &focus.with(item.clone(), *counter, 0))?;
                    keeps(&value, *counter)?
                }
                Predicate::Last => false,
            };
            if !keep {
                return Ok((false, done));
            }
        }
        Ok((true, done))
    }

    /// Applies predicates to a sequence.
    pub(crate) fn filter(&self, mut items: Vec<Item>, predicates: &[Predicate], focus: &Focus) -> Result<Vec<Item>> {
        for predicate in predicates {
            let size = items.len();
            match predicate {
                Predicate::Index(wanted) => {
                    items = items.into_iter().nth(wanted.wrapping_sub(1)).into_iter().collect();
                }
                Predicate::Last => items = items.pop().into_iter().collect(),
                Predicate::Condition(test) => {
                    let mut kept = Vec::new();
                    for (i, item) in items.into_iter().enumerate() {
                        if self.ebv(test, &focus.with(item.clone(), i + 1, size))? {
                            kept.push(item);
                        }
                    }
                    items = kept;
                }
                Predicate::General { expr, .. } => {
                    let mut kept = Vec::new();
                    for (i, item) in items.into_iter().enumerate() {
                        let value = self.eval(expr, &focus.with(item.clone(), i + 1, size))?;
                        if keeps(&value, i + 1)? {
                            kept.push(item);
                        }
                    }
                    items = kept;
                }
            }
        }
        Ok(items)
    }

    pub(crate) fn each_filter(
        &self,
        inner: &Expr,
        predicates: &[Predicate],
        focus: &Focus,
        sink: Sink<'_>,
    ) -> Result<Flow> {
        if needs_last(predicates) || predicates.len() > 8 {
            let items = self.eval(inner, focus)?.into_vec();
            return give(self.filter(items, predicates, focus)?, sink);
        }
        let mut counters = [0usize; 8];
        let mut stopped = false;
        let _ = self.each(inner, focus, &mut |item| {
            let (keep, done) = self.streamed(&item, predicates, &mut counters, focus)?;
            if keep && sink(item)?.is_break() {
                stopped = true;
                return Ok(Flow::Break(()));
            }
            Ok(if done { Flow::Break(()) } else { Flow::Continue(()) })
        })?;
        Ok(if stopped { Flow::Break(()) } else { Flow::Continue(()) })
    }

    #[allow(clippy::too_many_arguments)]
    pub(crate) fn each_path(
        &self,
        start: &Expr,
        steps: &[Expr],
        ordered: bool,
        positions: bool,
        any_order: bool,
        focus: &Focus,
        sink: Sink<'_>,
    ) -> Result<Flow> {
        if positions {
            return self.path_by_steps(start, steps, focus, sink);
        }
        if matches!(start, Expr::Context) && ordered {
            return self.run_steps(steps, any_order, focus, sink);
        }
        let starts = self.eval(start, focus)?;
        match &starts {
            Value::Empty => Ok(Flow::Continue(())),
            Value::One(item) if ordered => self.run_steps(steps, any_order, &focus.with(item.clone(), 1, 1), sink),
            _ => {
                let size = starts.len();
                let mut found = Vec::new();
                for (i, item) in starts.iter().enumerate() {
                    let _ = self.run_steps(steps, false, &focus.with(item.clone(), i + 1, size), &mut |item| {
                        found.push(item);
                        Ok(Flow::Continue(()))
                    })?;
                    self.check_len(found.len())?;
                }
                give(in_order(found)?, sink)
            }
        }
    }

    fn run_steps(&self, steps: &[Expr], any_order: bool, focus: &Focus, sink: Sink<'_>) -> Result<Flow> {
        match steps {
            [] => Ok(Flow::Continue(())),
            [last] => self.run_step(last, any_order, focus, sink),
            [first, rest @ ..] => self.run_step(first, any_order, focus, &mut |item| {
                self.run_steps(rest, any_order, &focus.with(item, 1, 1), sink)
            }),
        }
    }

    #[inline]
    fn run_step(&self, step: &Expr, any_order: bool, focus: &Focus, sink: Sink<'_>) -> Result<Flow> {
        match (step, &focus.item) {
            (Expr::Step(step), Some(Item::Node(node))) => self.each_step(step, *node, any_order, focus, sink),
            (_, Some(Item::Node(_))) => self.each(step, focus, sink),
            (_, Some(_)) => Err(Error::dynamic("XPTY0019", "the left side of / is not a node")),
            (_, None) => Err(Error::dynamic("XPDY0002", "there is no context item")),
        }
    }

    /// As `each`, for callers to whom the order of nodes does not matter.
    pub(crate) fn each_unordered(&self, expr: &Expr, focus: &Focus, sink: Sink<'_>) -> Result<Flow> {
        match expr {
            Expr::Step(step) => self.each_step(step, focus.node()?, true, focus, sink),
            Expr::Path { start, steps, ordered, focus: positions } => {
                self.each_path(start, steps, *ordered, *positions, true, focus, sink)
            }
            // The whole path may have an error behind the node at which the caller would stop.
            Expr::Memo(_, inner) => match self.eval(expr, focus) {
                Ok(value) => give(value.into_vec(), sink),
                Err(error) if error.kind() == ErrorKind::Dynamic => self.each_unordered(inner, focus, sink),
                Err(error) => Err(error),
            },
            other => self.each(other, focus, sink),
        }
    }

    /// As `each_path`, one step after the other, so that position and size are known.
    fn path_by_steps(&self, start: &Expr, steps: &[Expr], focus: &Focus, sink: Sink<'_>) -> Result<Flow> {
        let mut items = self.eval(start, focus)?.into_vec();
        for step in steps {
            let size = items.len();
            let mut found = Vec::new();
            for (i, item) in items.into_iter().enumerate() {
                let _ = self.run_step(step, false, &focus.with(item, i + 1, size), &mut |item| {
                    found.push(item);
                    Ok(Flow::Continue(()))
                })?;
                self.check_len(found.len())?;
            }
            items = in_order(found)?;
        }
        give(items, sink)
    }
}

fn needs_last(predicates: &[Predicate]) -> bool {
    predicates.iter().any(|p| matches!(p, Predicate::Last | Predicate::General { uses_last: true, .. }))
}

/// The truth of a predicate: a number is a position, anything else a condition.
fn keeps(value: &Value, position: usize) -> Result<bool> {
    match value {
        Value::One(Item::Atom(Atom::Int(i))) => Ok(i64::try_from(position).is_ok_and(|p| p == *i)),
        Value::One(Item::Atom(atom)) if atom.is_numeric() => Ok(atom.as_f64() == Some(position as f64)),
        other => boolean(other),
    }
}

/// Nodes in document order without duplicates; atomic values as they are.
fn in_order(items: Vec<Item>) -> Result<Vec<Item>> {
    let nodes = items.iter().filter(|i| matches!(i, Item::Node(_))).count();
    if nodes == 0 {
        return Ok(items);
    }
    if nodes != items.len() {
        return Err(Error::dynamic("XPTY0018", "a path gives both nodes and atomic values"));
    }
    let mut list: Vec<Node> = items
        .iter()
        .filter_map(|i| match i {
            Item::Node(n) => Some(*n),
            Item::Atom(_) => None,
        })
        .collect();
    sort_nodes(&mut list);
    Ok(list.into_iter().map(Item::Node).collect())
}

fn give(items: Vec<Item>, sink: Sink<'_>) -> Result<Flow> {
    for item in items {
        if sink(item)?.is_break() {
            return Ok(Flow::Break(()));
        }
    }
    Ok(Flow::Continue(()))
}
