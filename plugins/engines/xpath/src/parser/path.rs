//! Paths, steps and primary expressions.

use drehscheibe_xdm::NameId;

use super::{MAX_CHAIN, Parser, XS_NS};
use crate::error::{Error, Result};
use crate::expr::{Axis, Expr, Predicate, Shape, Step};
use crate::functions::Fun;
use crate::lexer::{NumberToken, Token};
use crate::types::{NameTest, NodeTest};
use crate::value::{Atom, Item, Value};

impl Parser<'_, '_> {
    pub(crate) fn path(&mut self) -> Result<Expr> {
        if self.eat("/") {
            if !self.starts_step() {
                return Ok(Expr::Root);
            }
            return self.relative(Expr::Root);
        }
        if self.is("//") {
            return self.relative_after(Expr::Root);
        }
        let first = self.step()?;
        if !self.is("/") && !self.is("//") {
            return Ok(first);
        }
        if matches!(first, Expr::Step(_)) {
            return self.steps(Expr::Context, vec![first]);
        }
        self.relative_after(first)
    }

    fn relative(&mut self, start: Expr) -> Result<Expr> {
        let first = self.step()?;
        self.steps(start, vec![first])
    }

    /// `start` is followed by `/` or `//`.
    fn relative_after(&mut self, start: Expr) -> Result<Expr> {
        self.steps(start, Vec::new())
    }

    fn steps(&mut self, start: Expr, mut steps: Vec<Expr>) -> Result<Expr> {
        loop {
            if self.eat("//") {
                let step = self.step()?;
                push_descendant(&mut steps, step);
            } else if self.eat("/") {
                let step = self.step()?;
                steps.push(step);
            } else {
                break;
            }
        }
        if steps.len() > MAX_CHAIN {
            return Err(Error::limit(format!("a path has more than {MAX_CHAIN} steps")));
        }
        let absolute = matches!(start, Expr::Root);
        let mut start = start;
        let mut shape = Shape::ONE;
        let mut part = Vec::new();
        let count = steps.len();
        for (i, step) in steps.into_iter().enumerate() {
            shape = shape.then(&step);
            part.push(step);
            // Where the nodes come out of order they are sorted before the next step: each node is
            // then met once only.
            if !shape.ordered || i + 1 == count {
                start = path(start, std::mem::take(&mut part), shape.ordered);
                shape = Shape::ONE;
            }
        }
        if absolute && start.is_constant_in_document() {
            return Ok(Expr::Memo(self.ctx.host.memo(), Box::new(start)));
        }
        Ok(start)
    }

    fn starts_step(&self) -> bool {
        match self.peek() {
            Token::Name(..) | Token::PrefixAny(_) | Token::AnyLocal(_) | Token::Number(_) | Token::Text(_) => true,
            Token::Symbol(s) => matches!(*s, "*" | "@" | "." | ".." | "(" | "$"),
            Token::End => false,
        }
    }

    /// One step: an axis step, or a primary expression with predicates.
    pub(crate) fn step(&mut self) -> Result<Expr> {
        if let Some((axis, test)) = self.axis_step()? {
            let predicates = self.predicates()?;
            return Ok(Expr::Step(Box::new(Step { axis, test, predicates })));
        }
        let primary = self.primary()?;
        let predicates = self.predicates()?;
        Ok(if predicates.is_empty() { primary } else { Expr::Filter(Box::new(primary), predicates) })
    }

    fn axis_step(&mut self) -> Result<Option<(Axis, NodeTest)>> {
        if self.eat("..") {
            return Ok(Some((Axis::Parent, NodeTest::Any)));
        }
        if self.eat("@") {
            return Ok(Some((Axis::Attribute, self.node_test(Axis::Attribute)?)));
        }
        match self.peek() {
            Token::Name(prefix, local) if prefix.is_empty() && self.ahead_is(1, "::") => {
                let axis = axis_by_name(local).ok_or_else(|| self.wrong("the name of an axis is expected"))?;
                self.next();
                self.next();
                Ok(Some((axis, self.node_test(axis)?)))
            }
            Token::Name(prefix, local) if self.ahead_is(1, "(") => {
                if prefix.is_empty() && is_kind_test(local) {
                    let axis = if local == "attribute" { Axis::Attribute } else { Axis::Child };
                    return Ok(Some((axis, self.node_test(axis)?)));
                }
                Ok(None)
            }
            Token::Name(..) | Token::PrefixAny(_) | Token::AnyLocal(_) | Token::Symbol("*") => {
                Ok(Some((Axis::Child, self.node_test(Axis::Child)?)))
            }
            _ => Ok(None),
        }
    }

    pub(crate) fn node_test(&mut self, axis: Axis) -> Result<NodeTest> {
        if let Token::Name(prefix, local) = self.peek()
            && prefix.is_empty()
            && is_kind_test(local)
            && self.ahead_is(1, "(")
        {
            let local = local.clone();
            self.next();
            self.next();
            return self.kind_test(&local);
        }
        Ok(NodeTest::Principal(self.name_test(axis != Axis::Attribute && axis != Axis::Namespace)?))
    }

    fn name_test(&mut self, element: bool) -> Result<NameTest> {
        Ok(match self.next() {
            Token::Symbol("*") => NameTest::Any,
            Token::PrefixAny(prefix) => {
                let ns = self.resolve(&prefix)?;
                NameTest::Namespace(self.ctx.names.sym(&ns))
            }
            Token::AnyLocal(local) => NameTest::Local(self.ctx.names.sym(&local)),
            Token::Name(prefix, local) => NameTest::Name(self.name_id(&prefix, &local, element)?),
            _ => return Err(self.wrong("a name or * is expected before this")),
        })
    }

    fn name_id(&mut self, prefix: &str, local: &str, element: bool) -> Result<NameId> {
        let ns = match (prefix, element) {
            ("", true) => self.ctx.element_ns.clone(),
            ("", false) => "".into(),
            _ => self.resolve(prefix)?,
        };
        Ok(self.ctx.names.name(&ns, local))
    }

    /// A kind test after its opening parenthesis.
    pub(crate) fn kind_test(&mut self, kind: &str) -> Result<NodeTest> {
        let test = match kind {
            "node" => NodeTest::Any,
            "text" => NodeTest::Text,
            "comment" => NodeTest::Comment,
            "processing-instruction" => match self.peek().clone() {
                Token::Text(target) => {
                    self.next();
                    NodeTest::Pi(Some(self.ctx.names.name("", target.trim())))
                }
                Token::Name(prefix, target) if prefix.is_empty() => {
                    self.next();
                    NodeTest::Pi(Some(self.ctx.names.name("", &target)))
                }
                _ => NodeTest::Pi(None),
            },
            "element" | "attribute" => {
                let element = kind == "element";
                let name = if self.is(")") { NameTest::Any } else { self.name_test(element)? };
                if self.eat(",") {
                    let Token::Name(prefix, local) = self.next() else {
                        return Err(self.wrong("the name of a type is expected"));
                    };
                    let untyped = matches!(local.as_str(), "untyped" | "anyType" | "untypedAtomic" | "anySimpleType");
                    if &*self.resolve(&prefix)? != XS_NS || !untyped {
                        return Err(Error::unsupported(format!(
                            "{kind}(…, {prefix}:{local}): nodes have no schema types here"
                        )));
                    }
                    self.eat("?");
                }
                if element { NodeTest::Element(name) } else { NodeTest::Attribute(name) }
            }
            "document-node" => {
                if self.is(")") {
                    NodeTest::Document(None)
                } else {
                    let Token::Name(_, inner) = self.next() else {
                        return Err(self.wrong("element() is expected"));
                    };
                    self.expect("(")?;
                    match self.kind_test(&inner)? {
                        NodeTest::Element(name) => NodeTest::Document(Some(name)),
                        _ => return Err(self.wrong("element() is expected")),
                    }
                }
            }
            _ => return Err(Error::unsupported(format!("{kind}(): there is no schema here"))),
        };
        self.expect(")")?;
        Ok(test)
    }

    fn primary(&mut self) -> Result<Expr> {
        match self.next() {
            Token::Number(NumberToken(atom)) if self.ctx.compat => {
                // All numbers are doubles in XPath 1.0; positions stay integers.
                Ok(Expr::Literal(Value::atom(match atom {
                    Atom::Dec(d) => Atom::Double(d.to_f64()),
                    other => other,
                })))
            }
            Token::Number(NumberToken(atom)) => Ok(Expr::Literal(Value::atom(atom))),
            Token::Text(text) => Ok(Expr::Literal(Value::str(text))),
            Token::Symbol(".") => Ok(Expr::Context),
            Token::Symbol("(") => {
                if self.eat(")") {
                    return Ok(Expr::empty());
                }
                let inner = self.expr()?;
                self.expect(")")?;
                // A step in parentheses is not a step: (//a)[1], (a)[1].
                Ok(match inner {
                    step @ Expr::Step(_) => {
                        Expr::Path { start: Box::new(Expr::Context), steps: vec![step], ordered: true, focus: false }
                    }
                    other => other,
                })
            }
            Token::Symbol("$") => {
                let (ns, local) = self.variable_name()?;
                if let Some(slot) = self.ctx.locals.find(&ns, &local) {
                    return Ok(Expr::Local(slot));
                }
                match self.ctx.host.global(&ns, &local) {
                    Some(index) => Ok(Expr::Global(index)),
                    None => Err(Error::fixed("XPST0008", format!("the variable ${local} is not declared"))),
                }
            }
            Token::Name(prefix, local) if self.is("(") => {
                self.next();
                let mut args = Vec::new();
                if !self.eat(")") {
                    loop {
                        args.push(self.single()?);
                        if !self.eat(",") {
                            break;
                        }
                    }
                    self.expect(")")?;
                }
                self.call(&prefix, &local, args)
            }
            _ => {
                self.back();
                Err(self.wrong("an expression is expected"))
            }
        }
    }

    pub(crate) fn predicates(&mut self) -> Result<Vec<Predicate>> {
        let mut list = Vec::new();
        while self.eat("[") {
            let expr = self.expr()?;
            self.expect("]")?;
            list.push(classify(expr));
        }
        Ok(list)
    }
}

fn classify(expr: Expr) -> Predicate {
    if let Expr::Literal(Value::One(Item::Atom(Atom::Int(i)))) = &expr {
        return Predicate::Index(usize::try_from(*i).unwrap_or(0));
    }
    if matches!(expr, Expr::Call { fun: Fun::Last, .. }) {
        return Predicate::Last;
    }
    let uses_last = expr.uses(Fun::Last);
    if !uses_last && !expr.uses(Fun::Position) && expr.is_condition() {
        return Predicate::Condition(expr);
    }
    Predicate::General { expr, uses_last }
}

fn axis_by_name(name: &str) -> Option<Axis> {
    Some(match name {
        "child" => Axis::Child,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "attribute" => Axis::Attribute,
        "self" => Axis::SelfAxis,
        "parent" => Axis::Parent,
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "following" => Axis::Following,
        "following-sibling" => Axis::FollowingSibling,
        "preceding" => Axis::Preceding,
        "preceding-sibling" => Axis::PrecedingSibling,
        "namespace" => Axis::Namespace,
        _ => return None,
    })
}

pub(crate) fn is_kind_test(name: &str) -> bool {
    matches!(
        name,
        "node"
            | "text"
            | "comment"
            | "processing-instruction"
            | "element"
            | "attribute"
            | "document-node"
            | "schema-element"
            | "schema-attribute"
    )
}

fn path(start: Expr, steps: Vec<Expr>, ordered: bool) -> Expr {
    let focus = steps.iter().any(|s| s.uses(Fun::Position) || s.uses(Fun::Last));
    Expr::Path { start: Box::new(start), steps, ordered, focus }
}

/// `a//b` is `a/descendant::b` unless a predicate counts.
pub(crate) fn push_descendant(steps: &mut Vec<Expr>, step: Expr) {
    if let Expr::Step(inner) = &step
        && inner.axis == Axis::Child
        && inner.predicates.iter().all(|p| matches!(p, Predicate::Condition(_)))
    {
        let Expr::Step(mut inner) = step else { return };
        inner.axis = Axis::Descendant;
        steps.push(Expr::Step(inner));
        return;
    }
    let all = Step { axis: Axis::DescendantOrSelf, test: NodeTest::Any, predicates: Vec::new() };
    steps.push(Expr::Step(Box::new(all)));
    steps.push(step);
}
