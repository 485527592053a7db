//! Match patterns of XSLT 2.0.

use drehscheibe_xdm::NameId;

use crate::error::{Error, Result};
use crate::expr::{Axis, Expr, Predicate};
use crate::lexer::Token;
use crate::parser::{Parser, Static};
use crate::types::{NameTest, NodeTest};

/// The nodes that a pattern can match at all, so that patterns are found by the name of a node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    Element(NameId),
    AnyElement,
    Attribute(NameId),
    AnyAttribute,
    Text,
    Comment,
    Pi,
    Document,
    Any,
}

#[derive(Clone, Debug)]
pub(crate) enum Root {
    /// The pattern may start anywhere.
    Anywhere,
    /// `/`
    Document,
    /// `key(…)`, `id(…)`: the nodes of an expression.
    Set(Expr),
}

#[derive(Clone, Debug)]
pub(crate) struct PatternStep {
    pub axis: Axis,
    pub test: NodeTest,
    pub predicates: Vec<Predicate>,
    /// `//` before this step, not `/`.
    pub descendant: bool,
}

/// One alternative of a match pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    pub(crate) root: Root,
    pub(crate) steps: Vec<PatternStep>,
    /// The slot of `current()`.
    pub(crate) current: Option<u32>,
    /// The default priority of XSLT 2.0, section 6.4.
    pub priority: f64,
    pub key: Key,
}

/// Compiles a match pattern into its alternatives.
pub fn compile_pattern(text: &str, context: &mut Static<'_>) -> Result<Vec<Pattern>> {
    let mut parser = Parser::new(text, context)?;
    let mut list = Vec::new();
    loop {
        list.push(parser.alternative()?);
        if !parser.eat("|") {
            break;
        }
    }
    parser.end()?;
    let current = parser.current;
    for pattern in &mut list {
        pattern.current = current;
    }
    Ok(list)
}

impl Parser<'_, '_> {
    fn alternative(&mut self) -> Result<Pattern> {
        let mut steps = Vec::new();
        let mut root = Root::Anywhere;
        if self.eat("//") {
            root = Root::Document;
            steps.push(self.pattern_step(true)?);
        } else if self.eat("/") {
            root = Root::Document;
            if matches!(self.peek(), Token::End | Token::Symbol("|")) {
                return Ok(finish(root, steps));
            }
            steps.push(self.pattern_step(false)?);
        } else if (self.is_word(0, "key") || self.is_word(0, "id")) && self.ahead_is(1, "(") {
            root = Root::Set(self.step()?);
        } else {
            steps.push(self.pattern_step(false)?);
        }
        loop {
            if self.eat("//") {
                steps.push(self.pattern_step(true)?);
            } else if self.eat("/") {
                steps.push(self.pattern_step(false)?);
            } else {
                return Ok(finish(root, steps));
            }
        }
    }

    fn pattern_step(&mut self, descendant: bool) -> Result<PatternStep> {
        let axis = if self.eat("@") {
            Axis::Attribute
        } else if self.ahead_is(1, "::") {
            let axis = if self.is_word(0, "child") {
                Axis::Child
            } else if self.is_word(0, "attribute") {
                Axis::Attribute
            } else {
                return Err(self.wrong("a pattern has the axes child and attribute only"));
            };
            self.next();
            self.next();
            axis
        } else if self.is_word(0, "attribute") && self.ahead_is(1, "(") {
            Axis::Attribute
        } else {
            Axis::Child
        };
        if matches!(self.peek(), Token::Symbol("." | ".." | "(" | "$") | Token::Number(_) | Token::Text(_)) {
            return Err(Error::fixed("XTSE0340", self.wrong("this is not a match pattern").message().to_string()));
        }
        let test = self.node_test(axis)?;
        let predicates = self.predicates()?;
        Ok(PatternStep { axis, test, predicates, descendant })
    }
}

fn finish(root: Root, steps: Vec<PatternStep>) -> Pattern {
    let key = match (steps.last(), &root) {
        (None, Root::Document) => Key::Document,
        (None, _) => Key::Any,
        (Some(step), _) => key_of(step),
    };
    let priority = match (&root, steps.as_slice()) {
        (Root::Document, []) => -0.5,
        (Root::Anywhere, [step]) if step.predicates.is_empty() => priority_of(step.test),
        _ => 0.5,
    };
    Pattern { root, steps, current: None, priority, key }
}

fn key_of(step: &PatternStep) -> Key {
    let element = step.axis == Axis::Child;
    match step.test {
        NodeTest::Principal(NameTest::Name(name)) if element => Key::Element(name),
        NodeTest::Principal(_) if element => Key::AnyElement,
        NodeTest::Element(NameTest::Name(name)) => Key::Element(name),
        NodeTest::Element(_) => Key::AnyElement,
        NodeTest::Principal(NameTest::Name(name)) | NodeTest::Attribute(NameTest::Name(name)) => Key::Attribute(name),
        NodeTest::Principal(_) | NodeTest::Attribute(_) => Key::AnyAttribute,
        NodeTest::Text => Key::Text,
        NodeTest::Comment => Key::Comment,
        NodeTest::Pi(_) => Key::Pi,
        NodeTest::Document(_) => Key::Document,
        NodeTest::Any if element => Key::Any,
        NodeTest::Any => Key::AnyAttribute,
    }
}

fn priority_of(test: NodeTest) -> f64 {
    let by_name = |name: NameTest| match name {
        NameTest::Name(_) => 0.0,
        NameTest::Namespace(_) | NameTest::Local(_) => -0.25,
        NameTest::Any => -0.5,
    };
    match test {
        NodeTest::Principal(name)
        | NodeTest::Element(name)
        | NodeTest::Attribute(name)
        | NodeTest::Document(Some(name)) => by_name(name),
        NodeTest::Pi(Some(_)) => 0.0,
        _ => -0.5,
    }
}
