//! Whether a node matches a pattern.

use drehscheibe_xdm::{Kind, NONE};

use crate::env::{Env, Focus};
use crate::error::Result;
use crate::eval::Flow;
use crate::expr::{Axis, Predicate};
use crate::pattern::{Pattern, PatternStep, Root};
use crate::value::{Item, Node, Value};

impl Env<'_> {
    /// Whether a node matches. `base` is a frame large enough for the pattern. Errors in predicates
    /// count as no match (XSLT 2.0, section 5.5.4), limits do not.
    pub fn matches(&self, pattern: &Pattern, node: Node, base: usize) -> Result<bool> {
        if let Some(slot) = pattern.current {
            self.set_local(base, slot, Value::node(node));
        }
        match self.steps_match(pattern, &pattern.steps, node, base) {
            Err(error) if error.kind() == crate::error::ErrorKind::Dynamic => Ok(false),
            other => other,
        }
    }

    fn steps_match(&self, pattern: &Pattern, steps: &[PatternStep], node: Node, base: usize) -> Result<bool> {
        let tree = self.tree(node);
        let Some((last, before)) = steps.split_last() else {
            return match &pattern.root {
                Root::Anywhere => Ok(true),
                Root::Document => Ok(tree.kind(node.idx) == Kind::Document),
                Root::Set(expr) => {
                    let value = self.eval(expr, &Focus::on(node, base))?;
                    Ok(value.iter().any(|i| matches!(i, Item::Node(n) if *n == node)))
                }
            };
        };
        if !self.step_matches(last, node, base)? {
            return Ok(false);
        }
        if before.is_empty() && matches!(pattern.root, Root::Anywhere) {
            return Ok(true);
        }
        let mut parent = tree.parent(node.idx);
        while parent != NONE {
            if self.steps_match(pattern, before, Env::at(node, parent), base)? {
                return Ok(true);
            }
            if !last.descendant {
                return Ok(false);
            }
            parent = tree.parent(parent);
        }
        Ok(false)
    }

    fn step_matches(&self, step: &PatternStep, node: Node, base: usize) -> Result<bool> {
        let tree = self.tree(node);
        let kind = tree.kind(node.idx);
        let attribute = step.axis == Axis::Attribute;
        let document = matches!(step.test, crate::types::NodeTest::Document(_));
        if attribute != (kind == Kind::Attribute) || document != (kind == Kind::Document) {
            return Ok(false);
        }
        let principal = if attribute { Kind::Attribute } else { Kind::Element };
        if !self.passes(tree, node.idx, step.test, principal) {
            return Ok(false);
        }
        if step.predicates.iter().all(|p| matches!(p, Predicate::Condition(_))) {
            let focus = Focus::on(node, base);
            for predicate in &step.predicates {
                if let Predicate::Condition(test) = predicate
                    && !self.ebv(test, &focus)?
                {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        // A predicate counts: the position is that among the siblings that pass the test.
        let parent = tree.parent(node.idx);
        let mut siblings = Vec::new();
        if parent == NONE {
            siblings.push(Item::Node(node));
        } else {
            let axis = if attribute { Axis::Attribute } else { Axis::Child };
            let _ = self.walk(tree, parent, axis, step.test, &mut |m| {
                siblings.push(Item::Node(Env::at(node, m)));
                Ok(Flow::Continue(()))
            })?;
        }
        let kept = self.filter(siblings, &step.predicates, &Focus::on(node, base))?;
        Ok(kept.iter().any(|i| matches!(i, Item::Node(n) if *n == node)))
    }
}
