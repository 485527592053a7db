//! From text to [`Expr`]: parsing and static analysis in one pass.

mod call;
mod context;
mod operators;
mod path;
mod types;

use drehscheibe_xdm::Str;

pub use self::context::{HostFunction, Locals, Static, StaticHost};
use crate::error::{Error, Result};
use crate::expr::Expr;
use crate::lexer::{NumberToken, Token, tokens};
use crate::types::SequenceType;

/// How deep an expression may be nested.
pub const MAX_DEPTH: usize = 160;
/// How many steps a path, how many operators a sum may have.
pub const MAX_CHAIN: usize = 256;
/// How many characters an expression may have.
pub const MAX_LENGTH: usize = 1 << 20;

pub const FN_NS: &str = "http://www.w3.org/2005/xpath-functions";
pub const XS_NS: &str = "http://www.w3.org/2001/XMLSchema";

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
