//! Compiled expressions.

use std::sync::Arc;

use drehscheibe_xdm::Str;
use rustc_hash::FxHashSet;

use crate::functions::Fun;
use crate::regex::Regex;
use crate::types::{AtomicType, NodeTest, SequenceType};
use crate::value::Value;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Axis {
    Child,
    Descendant,
    DescendantOrSelf,
    Attribute,
    SelfAxis,
    Parent,
    Ancestor,
    AncestorOrSelf,
    Following,
    FollowingSibling,
    Preceding,
    PrecedingSibling,
    Namespace,
}

impl Axis {
    /// Axes that run against document order.
    pub fn is_reverse(self) -> bool {
        matches!(self, Axis::Parent | Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arith {
    Add,
    Sub,
    Mul,
    Div,
    IDiv,
    Mod,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NodeCompare {
    Is,
    Before,
    After,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SetOp {
    Union,
    Intersect,
    Except,
}

/// A predicate, sorted by what must be known to evaluate it.
#[derive(Clone, Debug)]
pub enum Predicate {
    /// `[3]`
    Index(usize),
    /// `[last()]`
    Last,
    /// Never a number and without `position()` and `last()`: only a condition on the item.
    Condition(Expr),
    /// Anything else.
    General { expr: Expr, uses_last: bool },
}

#[derive(Clone, Debug)]
pub struct Step {
    pub axis: Axis,
    pub test: NodeTest,
    pub predicates: Vec<Predicate>,
}

/// An expression, ready to run.
#[derive(Clone, Debug)]
pub enum Expr {
    Literal(Value),
    Sequence(Vec<Expr>),
    Range(Box<Expr>, Box<Expr>),
    Context,
    /// A variable in the frame of the running template, function or expression.
    Local(u32),
    /// A global variable of the host.
    Global(u32),
    /// `/`: the root of the context node's tree, which must be a document.
    Root,
    Step(Box<Step>),
    /// `start/step/step`. `ordered`: from a single start node the steps give document order
    /// without duplicates. `focus`: a step uses `position()` or `last()`.
    Path {
        start: Box<Expr>,
        steps: Vec<Expr>,
        ordered: bool,
        focus: bool,
    },
    /// An absolute path that depends on the document only; kept per document.
    Memo(u32, Box<Expr>),
    Filter(Box<Expr>, Vec<Predicate>),
    Set(SetOp, Box<Expr>, Box<Expr>),
    Or(Vec<Expr>),
    And(Vec<Expr>),
    General {
        op: Compare,
        left: Box<Expr>,
        right: Box<Expr>,
        compat: bool,
    },
    /// `name(left) = name(right)`, also `local-name` and `namespace-uri`.
    SameName {
        fun: Fun,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `left = (long list of texts)`
    InTexts {
        left: Box<Expr>,
        texts: Arc<FxHashSet<Str>>,
        right: Value,
    },
    ValueCompare(Compare, Box<Expr>, Box<Expr>),
    NodeCompare(NodeCompare, Box<Expr>, Box<Expr>),
    Arith {
        op: Arith,
        left: Box<Expr>,
        right: Box<Expr>,
        compat: bool,
    },
    Negate {
        operand: Box<Expr>,
        compat: bool,
    },
    /// Unary plus.
    Number(Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    For {
        slot: u32,
        over: Box<Expr>,
        body: Box<Expr>,
    },
    Quantified {
        every: bool,
        slot: u32,
        over: Box<Expr>,
        test: Box<Expr>,
    },
    Let {
        slot: u32,
        value: Box<Expr>,
        body: Box<Expr>,
    },
    InstanceOf(Box<Expr>, SequenceType),
    Treat(Box<Expr>, SequenceType),
    Cast {
        operand: Box<Expr>,
        target: AtomicType,
        optional: bool,
        scope: Option<Arc<Scope>>,
    },
    Castable {
        operand: Box<Expr>,
        target: AtomicType,
        optional: bool,
        scope: Option<Arc<Scope>>,
    },
    Call {
        fun: Fun,
        args: Vec<Expr>,
        scope: Option<Arc<Scope>>,
    },
    /// `matches`, `replace`, `tokenize` with a pattern that is known when compiling.
    Regex {
        fun: Fun,
        args: Vec<Expr>,
        regex: Arc<Regex>,
    },
    /// A function of the host.
    Host {
        id: u32,
        args: Vec<Expr>,
    },
    /// Function conversion rules: the value must fit the type.
    Convert(Box<Expr>, SequenceType),
    /// The first item only (XPath 1.0 compatibility).
    First(Box<Expr>),
}

/// What of the static context some functions need when they run.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Prefix and namespace; the default namespace has the prefix "".
    pub namespaces: Vec<(Str, Str)>,
    pub base_uri: Option<Str>,
    pub default_collation: Option<Str>,
}

impl Scope {
    pub fn prefix(&self, prefix: &str) -> Option<Str> {
        if prefix == "xml" {
            return Some(drehscheibe_xdm::XML_NS.into());
        }
        self.namespaces.iter().rev().find(|n| &*n.0 == prefix).map(|n| n.1.clone())
    }
}

/// What a sequence of nodes is known to be, given that the context is a single node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// At most one node.
    pub single: bool,
    /// No node is inside another.
    pub peers: bool,
    /// Document order without duplicates.
    pub ordered: bool,
}

impl Shape {
    pub const ONE: Shape = Shape { single: true, peers: true, ordered: true };
    const UNKNOWN: Shape = Shape { single: false, peers: false, ordered: false };

    /// The shape after a step from nodes of this shape.
    pub fn then(self, step: &Expr) -> Shape {
        let axis = match step {
            Expr::Step(step) => step.axis,
            Expr::Context => return self,
            Expr::Filter(inner, _) => return self.then(inner),
            _ if self.single => return Shape { single: false, peers: false, ordered: true },
            _ => return Shape::UNKNOWN,
        };
        if !self.ordered {
            return Shape::UNKNOWN;
        }
        match axis {
            Axis::SelfAxis => self,
            Axis::Attribute | Axis::Namespace => Shape { single: false, peers: true, ordered: true },
            Axis::Child if self.peers => Shape { single: false, peers: true, ordered: true },
            Axis::Descendant | Axis::DescendantOrSelf if self.peers => {
                Shape { single: false, peers: false, ordered: true }
            }
            Axis::Parent if self.single => Shape::ONE,
            Axis::FollowingSibling | Axis::PrecedingSibling if self.single => {
                Shape { single: false, peers: true, ordered: true }
            }
            _ if self.single => Shape { single: false, peers: false, ordered: true },
            _ => Shape::UNKNOWN,
        }
    }
}

impl Expr {
    pub const fn empty() -> Expr {
        Expr::Literal(Value::Empty)
    }

    /// Whether the effective boolean value never depends on the item being a number: the value is
    /// a boolean, a string or nodes.
    pub(crate) fn is_condition(&self) -> bool {
        match self {
            Expr::Or(_)
            | Expr::And(_)
            | Expr::General { .. }
            | Expr::InTexts { .. }
            | Expr::SameName { .. }
            | Expr::ValueCompare(..)
            | Expr::NodeCompare(..)
            | Expr::Quantified { .. }
            | Expr::InstanceOf(..)
            | Expr::Castable { .. }
            | Expr::Step(_)
            | Expr::Root
            | Expr::Memo(..)
            | Expr::Set(..) => true,
            Expr::Path { steps, .. } => steps.last().is_some_and(|s| matches!(s, Expr::Step(_))),
            Expr::Filter(inner, _) => inner.is_condition(),
            Expr::If(_, a, b) => a.is_condition() && b.is_condition(),
            Expr::Call { fun, .. } | Expr::Regex { fun, .. } => fun.is_boolean() || fun.is_string(),
            Expr::Literal(Value::One(crate::value::Item::Atom(atom))) => !atom.is_numeric(),
            _ => false,
        }
    }

    /// Calls `f` for each direct part with whether it sees the same focus as the whole.
    pub(crate) fn parts<'e>(&'e self, f: &mut dyn FnMut(&'e Expr, bool)) {
        let predicates = |list: &'e [Predicate], f: &mut dyn FnMut(&'e Expr, bool)| {
            for p in list {
                if let Predicate::Condition(e) | Predicate::General { expr: e, .. } = p {
                    f(e, false);
                }
            }
        };
        match self {
            Expr::Literal(_) | Expr::Context | Expr::Local(_) | Expr::Global(_) | Expr::Root => {}
            Expr::Sequence(list) | Expr::Or(list) | Expr::And(list) => list.iter().for_each(|e| f(e, true)),
            Expr::Call { args, .. } | Expr::Regex { args, .. } | Expr::Host { args, .. } => {
                args.iter().for_each(|e| f(e, true));
            }
            Expr::Step(step) => predicates(&step.predicates, f),
            Expr::Path { start, steps, .. } => {
                f(start, true);
                steps.iter().for_each(|e| f(e, false));
            }
            Expr::Filter(inner, list) => {
                f(inner, true);
                predicates(list, f);
            }
            Expr::Range(a, b)
            | Expr::Set(_, a, b)
            | Expr::ValueCompare(_, a, b)
            | Expr::NodeCompare(_, a, b)
            | Expr::General { left: a, right: b, .. }
            | Expr::SameName { left: a, right: b, .. }
            | Expr::Arith { left: a, right: b, .. }
            | Expr::For { over: a, body: b, .. }
            | Expr::Quantified { over: a, test: b, .. }
            | Expr::Let { value: a, body: b, .. } => {
                f(a, true);
                f(b, true);
            }
            Expr::If(a, b, c) => {
                f(a, true);
                f(b, true);
                f(c, true);
            }
            Expr::Negate { operand: a, .. }
            | Expr::InTexts { left: a, .. }
            | Expr::Cast { operand: a, .. }
            | Expr::Castable { operand: a, .. }
            | Expr::Number(a)
            | Expr::InstanceOf(a, _)
            | Expr::Treat(a, _)
            | Expr::Convert(a, _)
            | Expr::First(a)
            | Expr::Memo(_, a) => f(a, true),
        }
    }

    /// Whether `position()` or `last()` of the focus outside is used.
    pub(crate) fn uses(&self, fun: Fun) -> bool {
        if let Expr::Call { fun: called, .. } = self
            && *called == fun
        {
            return true;
        }
        let mut found = false;
        self.parts(&mut |part, same| found |= same && part.uses(fun));
        found
    }

    /// Whether the value depends on the document of the context node only.
    pub(crate) fn is_constant_in_document(&self) -> bool {
        let here = match self {
            Expr::Local(_) | Expr::Global(_) | Expr::Host { .. } => false,
            Expr::Call { fun, .. } => fun.is_pure(),
            Expr::For { .. } | Expr::Quantified { .. } | Expr::Let { .. } => false,
            _ => true,
        };
        let mut pure = here;
        self.parts(&mut |part, _| pure = pure && part.is_constant_in_document());
        pure
    }
}
