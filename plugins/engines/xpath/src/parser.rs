//! From text to [`Expr`]: parsing and static analysis in one pass.

use std::sync::Arc;

use drehscheibe_xdm::{NameTable, Str};
use rustc_hash::FxHashSet;

use crate::error::{Error, Result};
use crate::expr::{Arith, Compare, Expr, NodeCompare, Predicate, Scope, SetOp};
use crate::functions::Fun;
use crate::lexer::{NumberToken, Token, tokens};
use crate::types::SequenceType;
use crate::value::{Atom, Value};

/// How deep an expression may be nested.
pub const MAX_DEPTH: usize = 160;
/// How many steps a path, how many operators a sum may have.
pub const MAX_CHAIN: usize = 256;
/// How many characters an expression may have.
pub const MAX_LENGTH: usize = 1 << 20;

pub const FN_NS: &str = "http://www.w3.org/2005/xpath-functions";
pub const XS_NS: &str = "http://www.w3.org/2001/XMLSchema";

/// A function of the host, as seen when compiling.
#[derive(Clone, Debug)]
pub struct HostFunction {
    /// Given back to [`Host::call`](crate::Host::call).
    pub id: u32,
    /// Arguments are converted to these types; shorter than the arguments: the rest as they are.
    pub params: Vec<SequenceType>,
}

/// What the host of an expression (XSLT, Schematron) knows when it is compiled.
pub trait StaticHost {
    /// The index of a global variable.
    fn global(&mut self, ns: &str, local: &str) -> Option<u32>;
    /// A function that XPath does not have. An error names what is wrong with the call.
    fn function(&mut self, ns: &str, local: &str, arity: usize) -> Result<Option<HostFunction>>;
    /// A fresh number for something kept per document.
    fn memo(&mut self) -> u32;
    /// Whether `current()` exists.
    fn has_current(&self) -> bool {
        false
    }
}

/// The local variables in scope and the size of the frame that holds them.
#[derive(Clone, Debug, Default)]
pub struct Locals {
    vars: Vec<(Str, Str, u32)>,
    next: u32,
    max: u32,
}

impl Locals {
    /// Takes a slot; it is free again after [`Locals::restore`].
    pub fn slot(&mut self) -> u32 {
        let slot = self.next;
        self.next += 1;
        self.max = self.max.max(self.next);
        slot
    }

    pub fn declare(&mut self, ns: &str, local: &str) -> u32 {
        let slot = self.slot();
        self.vars.push((ns.into(), local.into(), slot));
        slot
    }

    pub fn find(&self, ns: &str, local: &str) -> Option<u32> {
        self.vars.iter().rev().find(|v| &*v.0 == ns && &*v.1 == local).map(|v| v.2)
    }

    pub fn mark(&self) -> (usize, u32) {
        (self.vars.len(), self.next)
    }

    pub fn restore(&mut self, mark: (usize, u32)) {
        self.vars.truncate(mark.0);
        self.next = mark.1;
    }

    /// Slots that a frame must have.
    pub fn size(&self) -> u32 {
        self.max
    }
}

/// The static context of an expression.
#[allow(missing_debug_implementations)]
pub struct Static<'a> {
    pub names: &'a mut NameTable,
    pub scope: Arc<Scope>,
    /// The namespace of names without prefix in paths (`xpath-default-namespace`).
    pub element_ns: Str,
    /// XPath 1.0 compatibility mode.
    pub compat: bool,
    pub locals: &'a mut Locals,
    pub host: &'a mut dyn StaticHost,
}

/// Compiles an expression.
///
/// # Errors
/// XPST0003 (grammar), XPST0008 (unknown variable), XPST0017 (unknown function), XPST0051 (unknown
/// type), XPST0081 (unknown prefix).
pub fn compile(text: &str, context: &mut Static<'_>) -> Result<Expr> {
    let mark = context.locals.mark();
    let result = Parser::new(text, context).and_then(|mut parser| {
        let expr = parser.expr()?;
        parser.end()?;
        Ok(parser.with_current(expr))
    });
    context.locals.restore(mark);
    result
}

/// Compiles a sequence type, as in the attribute `as` of XSLT.
pub fn compile_type(text: &str, context: &mut Static<'_>) -> Result<SequenceType> {
    let mut parser = Parser::new(text, context)?;
    let found = parser.sequence_type()?;
    parser.end()?;
    Ok(found)
}

pub(crate) struct Parser<'a, 'c> {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: usize,
    pub(crate) current: Option<u32>,
    pub(crate) ctx: &'a mut Static<'c>,
}

impl<'a, 'c> Parser<'a, 'c> {
    pub(crate) fn new(text: &str, ctx: &'a mut Static<'c>) -> Result<Self> {
        if text.len() > MAX_LENGTH {
            return Err(Error::fixed("XPST0003", format!("the expression is longer than {MAX_LENGTH} characters")));
        }
        Ok(Parser { tokens: tokens(text)?, at: 0, depth: 0, current: None, ctx })
    }

    /// Binds the slot of `current()`, if it was used, to the context item outside.
    pub(crate) fn with_current(&self, expr: Expr) -> Expr {
        match self.current {
            Some(slot) => Expr::Let { slot, value: Box::new(Expr::Context), body: Box::new(expr) },
            None => expr,
        }
    }

    pub(crate) fn peek(&self) -> &Token {
        self.ahead(0)
    }

    pub(crate) fn ahead(&self, n: usize) -> &Token {
        self.tokens.get(self.at + n).map_or(&Token::End, |t| &t.0)
    }

    pub(crate) fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    pub(crate) fn rewind(&mut self, n: usize) {
        self.at = self.at.saturating_sub(n);
    }

    pub(crate) fn is(&self, symbol: &str) -> bool {
        matches!(self.peek(), Token::Symbol(s) if *s == symbol)
    }

    pub(crate) fn ahead_is(&self, n: usize, symbol: &str) -> bool {
        matches!(self.ahead(n), Token::Symbol(s) if *s == symbol)
    }

    pub(crate) fn eat(&mut self, symbol: &str) -> bool {
        let yes = self.is(symbol);
        if yes {
            self.at += 1;
        }
        yes
    }

    pub(crate) fn expect(&mut self, symbol: &str) -> Result<()> {
        if self.eat(symbol) { Ok(()) } else { Err(self.wrong(&format!("{symbol} is expected"))) }
    }

    pub(crate) fn is_word(&self, n: usize, word: &str) -> bool {
        matches!(self.ahead(n), Token::Name(p, l) if p.is_empty() && l == word)
    }

    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let yes = self.is_word(0, word);
        if yes {
            self.at += 1;
        }
        yes
    }

    fn eat_words(&mut self, first: &str, second: &str) -> bool {
        let yes = self.is_word(0, first) && self.is_word(1, second);
        if yes {
            self.at += 2;
        }
        yes
    }

    pub(crate) fn wrong(&self, what: &str) -> Error {
        let found = match self.peek() {
            Token::Name(p, l) if p.is_empty() => l.clone(),
            Token::Name(p, l) => format!("{p}:{l}"),
            Token::PrefixAny(p) => format!("{p}:*"),
            Token::AnyLocal(l) => format!("*:{l}"),
            Token::Number(NumberToken(n)) => n.text().to_string(),
            Token::Text(t) => format!("\"{t}\""),
            Token::Symbol(s) => (*s).to_string(),
            Token::End => "the end".into(),
        };
        let at = self.tokens.get(self.at).map_or(0, |t| t.1);
        Error::fixed("XPST0003", format!("{what} at character {}, found {found}", at + 1))
    }

    pub(crate) fn end(&self) -> Result<()> {
        if *self.peek() == Token::End { Ok(()) } else { Err(self.wrong("the end of the expression is expected")) }
    }

    pub(crate) fn expr(&mut self) -> Result<Expr> {
        let first = self.single()?;
        let result = if self.is(",") {
            let mut list = vec![first];
            while self.eat(",") {
                list.push(self.single()?);
            }
            fold(list)
        } else {
            first
        };
        Ok(result)
    }

    pub(crate) fn single(&mut self) -> Result<Expr> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::limit(format!("the expression is nested deeper than {MAX_DEPTH}")));
        }
        let result = self.single_inside();
        self.depth -= 1;
        result
    }

    fn single_inside(&mut self) -> Result<Expr> {
        let dollar = self.ahead_is(1, "$");
        if dollar && self.is_word(0, "for") {
            self.at += 1;
            return self.bindings(&|slot, over, body| Expr::For { slot, over, body }, "return");
        }
        for (word, every) in [("some", false), ("every", true)] {
            if dollar && self.is_word(0, word) {
                self.at += 1;
                return self.bindings(&|slot, over, test| Expr::Quantified { every, slot, over, test }, "satisfies");
            }
        }
        if self.is_word(0, "if") && self.ahead_is(1, "(") {
            self.at += 2;
            let test = self.expr()?;
            self.expect(")")?;
            if !self.eat_word("then") {
                return Err(self.wrong("then is expected"));
            }
            let yes = self.single()?;
            if !self.eat_word("else") {
                return Err(self.wrong("else is expected"));
            }
            // A chain of else-if is a list, not a nest, to the person who wrote it.
            let no = self.single()?;
            return Ok(Expr::If(Box::new(test), Box::new(yes), Box::new(no)));
        }
        self.or()
    }

    /// `$a in x, $b in y return z`
    fn bindings(&mut self, make: &dyn Fn(u32, Box<Expr>, Box<Expr>) -> Expr, keyword: &str) -> Result<Expr> {
        let mark = self.ctx.locals.mark();
        let mut list = Vec::new();
        loop {
            self.expect("$")?;
            let (ns, local) = self.variable_name()?;
            if !self.eat_word("in") {
                return Err(self.wrong("in is expected"));
            }
            let over = self.single()?;
            list.push((self.ctx.locals.declare(&ns, &local), over));
            if !self.eat(",") {
                break;
            }
        }
        if !self.eat_word(keyword) {
            return Err(self.wrong(&format!("{keyword} is expected")));
        }
        let mut body = self.single()?;
        while let Some((slot, over)) = list.pop() {
            body = make(slot, Box::new(over), Box::new(body));
        }
        // The slots stay taken until the whole expression is compiled: a slot used twice at the
        // same time would be a wrong answer, one more slot costs nothing.
        let next = self.ctx.locals.mark().1;
        self.ctx.locals.restore((mark.0, next));
        Ok(body)
    }

    pub(crate) fn variable_name(&mut self) -> Result<(Str, Str)> {
        match self.next() {
            Token::Name(prefix, local) if prefix.is_empty() => Ok(("".into(), local.into())),
            Token::Name(prefix, local) => Ok((self.resolve(&prefix)?, local.into())),
            _ => {
                self.at -= 1;
                Err(self.wrong("the name of a variable is expected"))
            }
        }
    }

    pub(crate) fn resolve(&self, prefix: &str) -> Result<Str> {
        if let Some(ns) = self.ctx.scope.prefix(prefix) {
            return Ok(ns);
        }
        match prefix {
            "xs" => Ok(XS_NS.into()),
            "fn" => Ok(FN_NS.into()),
            _ => Err(Error::fixed("XPST0081", format!("the prefix {prefix} is not declared"))),
        }
    }

    fn or(&mut self) -> Result<Expr> {
        let mut list = vec![self.and()?];
        while self.eat_word("or") {
            list.push(self.and()?);
        }
        Ok(if list.len() == 1 { list.pop().unwrap_or(Expr::empty()) } else { Expr::Or(list) })
    }

    fn and(&mut self) -> Result<Expr> {
        let mut list = vec![self.comparison()?];
        while self.eat_word("and") {
            list.push(self.comparison()?);
        }
        Ok(if list.len() == 1 { list.pop().unwrap_or(Expr::empty()) } else { Expr::And(list) })
    }

    fn comparison(&mut self) -> Result<Expr> {
        let left = self.range()?;
        let general = match self.peek() {
            Token::Symbol("=") => Some(Compare::Eq),
            Token::Symbol("!=") => Some(Compare::Ne),
            Token::Symbol("<") => Some(Compare::Lt),
            Token::Symbol("<=") => Some(Compare::Le),
            Token::Symbol(">") => Some(Compare::Gt),
            Token::Symbol(">=") => Some(Compare::Ge),
            _ => None,
        };
        if let Some(op) = general {
            self.at += 1;
            let right = self.range()?;
            let compat = self.ctx.compat;
            // XPath 1.0 allows a chain of comparisons.
            if op == Compare::Eq
                && !compat
                && let (Some((fun, a)), Some((other, b))) = (name_call(&left), name_call(&right))
                && fun == other
            {
                return Ok(Expr::SameName { fun, left: Box::new(a), right: Box::new(b) });
            }
            if op == Compare::Eq
                && !compat
                && let Some(texts) = long_list(&right)
            {
                let Expr::Literal(right) = right else { return Ok(right) };
                return Ok(Expr::InTexts { left: Box::new(left), texts, right });
            }
            let mut result = Expr::General { op, left: Box::new(left), right: Box::new(right), compat };
            while compat && matches!(self.peek(), Token::Symbol("=" | "!=" | "<" | "<=" | ">" | ">=")) {
                let op = match self.next() {
                    Token::Symbol("=") => Compare::Eq,
                    Token::Symbol("!=") => Compare::Ne,
                    Token::Symbol("<") => Compare::Lt,
                    Token::Symbol("<=") => Compare::Le,
                    Token::Symbol(">") => Compare::Gt,
                    _ => Compare::Ge,
                };
                let right = self.range()?;
                result = Expr::General { op, left: Box::new(result), right: Box::new(right), compat };
            }
            return Ok(result);
        }
        for (word, op) in [
            ("eq", Compare::Eq),
            ("ne", Compare::Ne),
            ("lt", Compare::Lt),
            ("le", Compare::Le),
            ("gt", Compare::Gt),
            ("ge", Compare::Ge),
        ] {
            if self.eat_word(word) {
                let right = self.range()?;
                return Ok(Expr::ValueCompare(op, Box::new(left), Box::new(right)));
            }
        }
        let node = if self.eat_word("is") {
            NodeCompare::Is
        } else if self.eat("<<") {
            NodeCompare::Before
        } else if self.eat(">>") {
            NodeCompare::After
        } else {
            return Ok(left);
        };
        let right = self.range()?;
        Ok(Expr::NodeCompare(node, Box::new(left), Box::new(right)))
    }

    fn range(&mut self) -> Result<Expr> {
        let mut left = self.additive()?;
        // The one operator of XPath 3.0 that stylesheets with version="2.0" are found to use.
        if self.is("||") {
            let mut args = vec![left];
            while self.eat("||") {
                args.push(self.additive()?);
            }
            left = Expr::Call { fun: Fun::Concat, args, scope: None };
        }
        if self.eat_word("to") {
            let right = self.additive()?;
            return Ok(Expr::Range(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn arith(&mut self, op: Arith, left: Expr, right: Expr) -> Expr {
        Expr::Arith { op, left: Box::new(left), right: Box::new(right), compat: self.ctx.compat }
    }

    fn additive(&mut self) -> Result<Expr> {
        let mut left = self.multiplicative()?;
        for chained in 0.. {
            let op = if self.eat("+") {
                Arith::Add
            } else if self.eat("-") {
                Arith::Sub
            } else {
                break;
            };
            if chained > MAX_CHAIN {
                return Err(Error::limit("an expression has too many operators"));
            }
            let right = self.multiplicative()?;
            left = self.arith(op, left, right);
        }
        Ok(left)
    }

    fn multiplicative(&mut self) -> Result<Expr> {
        let mut left = self.union()?;
        for chained in 0.. {
            let op = if self.eat("*") {
                Arith::Mul
            } else if self.eat_word("div") {
                Arith::Div
            } else if self.eat_word("idiv") {
                Arith::IDiv
            } else if self.eat_word("mod") {
                Arith::Mod
            } else {
                break;
            };
            if chained > MAX_CHAIN {
                return Err(Error::limit("an expression has too many operators"));
            }
            let right = self.union()?;
            left = self.arith(op, left, right);
        }
        Ok(left)
    }

    fn union(&mut self) -> Result<Expr> {
        let mut parts = vec![self.intersect()?];
        while self.eat("|") || self.eat_word("union") {
            parts.push(self.intersect()?);
        }
        Ok(balanced(parts))
    }

    fn intersect(&mut self) -> Result<Expr> {
        let mut left = self.instance_of()?;
        loop {
            let op = if self.eat_word("intersect") {
                SetOp::Intersect
            } else if self.eat_word("except") {
                SetOp::Except
            } else {
                return Ok(left);
            };
            let right = self.instance_of()?;
            left = Expr::Set(op, Box::new(left), Box::new(right));
        }
    }

    fn instance_of(&mut self) -> Result<Expr> {
        let operand = self.treat()?;
        if self.eat_words("instance", "of") {
            let found = self.sequence_type()?;
            return Ok(Expr::InstanceOf(Box::new(operand), found));
        }
        Ok(operand)
    }

    fn treat(&mut self) -> Result<Expr> {
        let operand = self.castable()?;
        if self.eat_words("treat", "as") {
            let found = self.sequence_type()?;
            return Ok(Expr::Treat(Box::new(operand), found));
        }
        Ok(operand)
    }

    fn castable(&mut self) -> Result<Expr> {
        let operand = self.cast()?;
        if self.eat_words("castable", "as") {
            let (target, optional) = self.single_type()?;
            let scope = Some(self.ctx.scope.clone());
            return Ok(Expr::Castable { operand: Box::new(operand), target, optional, scope });
        }
        Ok(operand)
    }

    fn cast(&mut self) -> Result<Expr> {
        let operand = self.unary()?;
        if self.eat_words("cast", "as") {
            let (target, optional) = self.single_type()?;
            let scope = Some(self.ctx.scope.clone());
            return Ok(Expr::Cast { operand: Box::new(operand), target, optional, scope });
        }
        Ok(operand)
    }

    fn unary(&mut self) -> Result<Expr> {
        let mut minus = 0;
        let mut any = false;
        loop {
            if self.eat("-") {
                minus += 1;
            } else if !self.eat("+") {
                break;
            }
            any = true;
        }
        let operand = self.path()?;
        Ok(match (any, minus % 2) {
            (false, _) => operand,
            (true, 0) => Expr::Number(Box::new(operand)),
            _ => match operand {
                Expr::Literal(Value::One(crate::value::Item::Atom(Atom::Int(i)))) => Expr::Literal(Value::int(-i)),
                operand => Expr::Negate { operand: Box::new(operand), compat: self.ctx.compat },
            },
        })
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
    if let Expr::Literal(Value::One(crate::value::Item::Atom(Atom::Int(i)))) = &expr {
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

/// A union of many parts as a balanced tree, so that depth grows with the logarithm.
fn balanced(mut parts: Vec<Expr>) -> Expr {
    if parts.len() == 1 {
        return parts.pop().unwrap_or(Expr::empty());
    }
    let right = parts.split_off(parts.len() / 2);
    Expr::Set(SetOp::Union, Box::new(balanced(parts)), Box::new(balanced(right)))
}

/// A list of literals is a literal.
fn fold(list: Vec<Expr>) -> Expr {
    if !list.iter().all(|e| matches!(e, Expr::Literal(_))) {
        return Expr::Sequence(list);
    }
    let items = list.into_iter().flat_map(|e| match e {
        Expr::Literal(value) => value.into_vec(),
        _ => Vec::new(),
    });
    Expr::Literal(items.collect())
}

fn long_list(expr: &Expr) -> Option<Arc<FxHashSet<Str>>> {
    let Expr::Literal(Value::Many(items)) = expr else { return None };
    if items.len() < 8 {
        return None;
    }
    let texts: Option<FxHashSet<Str>> = items
        .iter()
        .map(|i| match i {
            crate::value::Item::Atom(Atom::Str(s)) => Some(s.clone()),
            _ => None,
        })
        .collect();
    texts.map(Arc::new)
}

/// The argument of `name()`, `local-name()`, `namespace-uri()`.
fn name_call(expr: &Expr) -> Option<(Fun, Expr)> {
    match expr {
        Expr::Call { fun: fun @ (Fun::Name | Fun::LocalName | Fun::NamespaceUri), args, .. } => {
            Some((*fun, args.first().cloned().unwrap_or(Expr::Context)))
        }
        _ => None,
    }
}
