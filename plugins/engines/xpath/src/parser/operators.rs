//! Operators, from `or` down to the sign.

use std::sync::Arc;

use drehscheibe_xdm::Str;
use rustc_hash::FxHashSet;

use super::{MAX_CHAIN, Parser};
use crate::error::{Error, Result};
use crate::expr::{Arith, Compare, Expr, NodeCompare, SetOp};
use crate::functions::Fun;
use crate::lexer::Token;
use crate::value::{Atom, Item, Value};

impl Parser<'_, '_> {
    pub(super) fn or(&mut self) -> Result<Expr> {
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
                Expr::Literal(Value::One(Item::Atom(Atom::Int(i)))) => Expr::Literal(Value::int(-i)),
                operand => Expr::Negate { operand: Box::new(operand), compat: self.ctx.compat },
            },
        })
    }
}

/// A union of many parts as a balanced tree, so that depth grows with the logarithm.
fn balanced(mut parts: Vec<Expr>) -> Expr {
    if parts.len() == 1 {
        return parts.pop().unwrap_or(Expr::empty());
    }
    let right = parts.split_off(parts.len() / 2);
    Expr::Set(SetOp::Union, Box::new(balanced(parts)), Box::new(balanced(right)))
}

fn long_list(expr: &Expr) -> Option<Arc<FxHashSet<Str>>> {
    let Expr::Literal(Value::Many(items)) = expr else { return None };
    if items.len() < 8 {
        return None;
    }
    let texts: Option<FxHashSet<Str>> = items
        .iter()
        .map(|i| match i {
            Item::Atom(Atom::Str(s)) => Some(s.clone()),
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
